"""The samples for proxies are loaded by the proxies that Debian has."""

import subprocess

import pytest

from tests.support.programs import find_program
from tests.support.tree import ROOT


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    """A folder with a certificate that nobody has signed."""
    folder = tmp_path_factory.mktemp("certificates")
    run(
        *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
        *("-subj", "/CN=help.example.org"),
        *("-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")),
    )
    (folder / "key.pem").write_bytes((folder / "privkey.pem").read_bytes())
    return folder


@pytest.mark.program("openssl")
class TestProxies:
    @pytest.mark.program("nginx")
    def test_nginx_takes_its_sample(self, certificates, tmp_path):
        sample = (ROOT / "deploy" / "nginx.conf").read_text()
        site = (
            sample.replace("/etc/letsencrypt/live/help.example.org", str(certificates))
            .replace("listen 80;", "listen 127.0.0.1:18080;")
            .replace("listen 443 ssl", "listen 127.0.0.1:18443 ssl")
        )
        assert site.count(str(certificates)) == 2
        (tmp_path / "nginx.conf").write_text(
            f"pid {tmp_path}/pid; error_log stderr; events {{}}\n"
            f"http {{ access_log off; client_body_temp_path {tmp_path}/body;\n{site}\n}}\n"
        )

        told = run("nginx", "-t", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf"))

        assert "test is successful" in told

    @pytest.mark.program("caddy")
    def test_caddy_takes_its_sample(self, certificates, tmp_path):
        sample = (ROOT / "deploy" / "Caddyfile").read_text()
        (tmp_path / "Caddyfile").write_text(sample.replace("/certificates", str(certificates)))

        told = run(
            *("caddy", "validate", "--adapter", "caddyfile"),
            *("--config", str(tmp_path / "Caddyfile")),
            BASE_DOMAIN="help.example.org",
            HOME=str(tmp_path),
        )

        assert "Valid configuration" in told


def run(program, *args, **environ):
    """Run it and return all that it says."""
    done = subprocess.run(  # noqa: S603  # programs that Debian has
        [find_program(program), *args],
        env={"PATH": "/usr/sbin:/usr/bin", **environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout
