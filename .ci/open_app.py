"""Start an installed Ventanilla and look at it, as somebody would who has just installed it."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

PATIENCE = 180  # seconds; only ever reached when the start hangs
HOST = "contact-center.localhost"


def free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def get(port, path):
    # By address with a Host header: not every resolver knows names under .localhost.
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path, headers={"Host": f"{HOST}:{port}", "Accept-Language": "es"})
        response = connection.getresponse()
        return response.status, response.read().decode("utf-8", "replace")
    finally:
        connection.close()


def wait_until_open(server, port):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if server.poll() is not None:
            sys.exit(f"ventanilla demo ended by itself, with status {server.returncode}")
        try:
            if get(port, "/readyz")[0] == http.client.OK:
                return
        except OSError:
            pass
        time.sleep(0.3)
    sys.exit(f"ventanilla demo did not answer within {PATIENCE} s")


def look_around(port):
    status, page = get(port, "/login")
    assert status == http.client.OK, f"/login answers {status}"
    assert '<html lang="es"' in page, "/login is not in Spanish: are the catalogues in the wheel?"
    links = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    assert links, "/login names no style sheet and no script"
    for link in links:
        status, _ = get(port, link.partition("#")[0])
        assert status == http.client.OK, f"{link} answers {status}"


def main(command, folder):
    environ = {k: v for k, v in os.environ.items() if not k.startswith("VENTANILLA_")}
    subprocess.run([command, "--help"], check=True, stdout=subprocess.DEVNULL, env=environ)
    port = free_port()
    arguments = ["demo", "--port", str(port), "--data-dir", folder, "--no-browser"]
    log = Path(folder + ".log")
    with log.open("wb") as out:
        server = subprocess.Popen([command, *arguments], stdout=out, stderr=out, env=environ)
    try:
        wait_until_open(server, port)
        look_around(port)
    except BaseException:
        sys.stderr.write(log.read_text(errors="replace")[-8000:])
        raise
    finally:
        server.terminate()
        server.wait(60)
    sys.stdout.write("The wheel installs on its own and the app opens from it.\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
