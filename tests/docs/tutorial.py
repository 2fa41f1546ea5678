"""Doing what a page of the documentation says: its files, its commands, its expectations."""

import os
import re
import signal
import subprocess
import time
import urllib.request
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode, urlsplit

BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HOW = "at the end of |in place of the last hook of |from "
MARK = re.compile(rf"^(?:# |\{{#- )(?P<how>{HOW})?(?P<path>[\w./-]+\.\w+)(?: -#\}})?\n")
DONE = "__the block is done__"


@dataclass(frozen=True)
class Block:
    """A fenced block. ``how`` is empty for a whole file, else what its first line says."""

    kind: str
    text: str
    path: str = ""
    how: str = ""


def read_blocks(page):
    blocks = []
    for kind, text in BLOCK.findall(page.read_text(encoding="utf-8")):
        mark = MARK.match(text)
        if kind in {"python", "jinja"}:
            assert mark, f"the block does not say which file it is: {text[:60]}"
            whole = text if kind == "jinja" else text[mark.end() :]
            blocks.append(Block(kind, whole, mark["path"], (mark["how"] or "").strip()))
        else:
            blocks.append(Block(kind, text))
    return blocks


class Shell:
    """One shell for all commands, as a reader has one."""

    def __init__(self, folder, environment):
        self._bash = subprocess.Popen(
            ["/bin/bash"],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, commands):
        """Return status and output."""
        self._bash.stdin.write(f'{commands}\necho "{DONE} $?"\n')
        self._bash.stdin.flush()
        output = ""
        for line in self._bash.stdout:
            if line.startswith(DONE):
                return int(line.split()[-1]), output
            output += line
        raise AssertionError(f"the shell ended: {output}")

    def close(self):
        self._bash.stdin.close()
        self._bash.wait(10)
        self._bash.stdout.close()


class Demo:
    """A running demo, and Ana who is signed in at its portal."""

    def __init__(self, shell, command, port, log):
        self._port = port
        self._log = Path(log)
        _status, output = shell.run(
            f"{command} --port {port} --no-browser >{log} 2>&1 </dev/null & echo $!"
        )
        self._pid = int(output.split()[-1])
        self._open = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(CookieJar()), _Quiet()
        ).open
        self._wait()

    def _wait(self):
        for _ in range(600):
            try:
                return self.get("/healthz")
            except OSError:
                time.sleep(0.2)
        raise AssertionError(self._log.read_text(encoding="utf-8"))

    def get(self, path, **form):
        """Visit a page, or send a form to it; redirects are followed."""
        data = urlencode(form).encode() if form else None
        host = f"contact-center.localhost:{self._port}"
        request = urllib.request.Request(
            f"http://127.0.0.1:{self._port}{path}", data, {"Host": host, "Accept-Language": "en"}
        )
        with self._open(request, timeout=30) as answer:
            onward = answer.headers.get("Location")
            text = answer.read().decode()
        if onward:
            parts = urlsplit(onward)
            return self.get(parts.path + (f"?{parts.query}" if parts.query else ""))
        return text

    def sign_in(self):
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.get("/login"))[1]
        return self.get(
            "/login", csrf_token=token, name="ana@demo.example", password="ventanilla-demo"
        )

    def stop(self):
        os.kill(self._pid, signal.SIGTERM)
        for _ in range(100):
            try:
                self.get("/healthz")
            except OSError:
                return
            time.sleep(0.1)


class _Quiet(urllib.request.HTTPRedirectHandler):
    """Redirects name the organisation's host; the page is fetched by hand from this machine."""

    def http_error_302(self, _request, answer, _code, _message, _headers):
        return answer

    http_error_303 = http_error_302
