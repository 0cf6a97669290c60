"""The production front for tests: our configuration in a real nginx, before a real gunicorn and a real Daphne."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import shutil
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from clist import role
from clist.embedded.children import Child, end
from clist.embedded.house import listen, port_of
from clist.embedded.paths import ROOT
from clist.health import is_ready

BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_filter_module.so")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server sent."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes


@dataclass(slots=True, kw_only=True)
class Front:
    """Where everything is; `web` may be ended and started again."""

    home: Path
    port: int
    tls: int
    web_port: int
    web: Child

    def get(self, path: str, **headers: str) -> Answer:
        """Ask nginx."""
        return ask(self.port, path, **headers)

    def straight(self, path: str, **headers: str) -> Answer:
        """Ask gunicorn itself."""
        return ask(self.web_port, path, **headers)


def ask(port: int, path: str, *, method: str = "GET", body: str = "", **headers: str) -> Answer:
    """Send one request to a server of this machine."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    with contextlib.closing(connection):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body=body or None, headers={"Host": "localhost"} | named)
        answer = connection.getresponse()
        return Answer(status=answer.status, headers=answer.headers, body=answer.read())


def write_configuration(home: Path, *, ports: dict[str, int]) -> None:
    """Copy our configuration with local ports and places in place of those of the container, nothing else."""
    shutil.copytree(ROOT / "nginx", home / "nginx")
    shutil.copy(ROOT / "nginx" / "tls.conf", home / "nginx" / "servers" / "tls.conf")
    shutil.copytree(ROOT / "nginx" / "errors", home / "srv" / "errors")
    (home / "cache").mkdir()
    made = home / "nginx" / "certificates"
    make_certificate(made)
    places = {
        "pid /tmp/nginx.pid;": f"pid {home}/nginx.pid;",
        "/dev/stdout": f"{home}/access.log",
        "/var/cache/nginx": str(home / "cache"),
        "/srv/": f"{home}/srv/",
        "server web:8000": f"server 127.0.0.1:{ports['web']}",
        "server live:8001": f"server 127.0.0.1:{ports['live']}",
        "listen 8080 default_server;": f"listen 127.0.0.1:{ports['front']} default_server;",
        "listen 8443 ssl": f"listen 127.0.0.1:{ports['tls']} ssl",
    }
    text = {path: path.read_text() for path in (home / "nginx").rglob("*.conf")}
    for theirs, ours in places.items():
        assert any(theirs in each for each in text.values()), theirs
        text = {path: each.replace(theirs, ours) for path, each in text.items()}
    for path, each in text.items():
        path.write_text(each if BROTLI.exists() else re.sub(r"brotli[^;]*;", "", each))
    tls = home / "nginx" / "servers" / "tls.conf"
    tls.write_text(tls.read_text().partition("\n}\n")[2])  # its server for plain HTTP would stand on the same port
    main = home / "nginx" / "nginx.conf"
    main.write_text(temporary_paths(home, main.read_text()))


def temporary_paths(home: Path, text: str) -> str:
    """Say where an nginx without privileges may write; one that root starts stays root here."""
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    inside = " ".join(f"{kind}_temp_path {home}/{kind};" for kind in kinds)
    user = "user root;\n" if os.geteuid() == 0 else ""
    return user + text.replace("http {", f"http {{ {inside}", 1)


def make_certificate(home: Path) -> None:
    """Make a certificate for localhost that nobody trusts."""
    home.mkdir()
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    files = ["-keyout", str(home / "key.pem"), "-out", str(home / "fullchain.pem")]
    subprocess.run([*command, *files], check=True, capture_output=True)


def shake_hands(port: int, *protocols: str) -> ssl.SSLSocket:
    """Open a TLS connection that offers protocols."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_alpn_protocols(list(protocols))
    import socket  # noqa: PLC0415

    return context.wrap_socket(socket.create_connection(("127.0.0.1", port), timeout=60), server_hostname="localhost")


@pytest.fixture(scope="module")
def front(django_db_setup: None) -> Iterator[Front]:
    """The whole front on the test database, ready."""
    from django.db import connection  # noqa: PLC0415

    server, _, query = os.environ["DATABASE_URL"].partition("?")
    with tempfile.TemporaryDirectory(prefix="clist-nginx-", dir="/tmp") as directory, contextlib.ExitStack() as stack:
        home = Path(directory)
        environment = os.environ | {
            "DATABASE_URL": f"{server.rpartition('/')[0]}/{connection.settings_dict['NAME']}?{query}",
            "STATIC_ROOT": str(home / "srv" / "static"),
            "PROMETHEUS_MULTIPROC_DIR": str(home / "metrics"),
            "LOG_FORMAT": "json",
        }
        role.empty_metrics(environment["PROMETHEUS_MULTIPROC_DIR"])
        collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
        subprocess.run(collect, cwd=ROOT, env=environment, check=True)
        listeners = {name: stack.enter_context(listen()) for name in ("web", "live", "front", "tls")}
        ports = {name: port_of(listener) for name, listener in listeners.items()}
        for name in ("front", "tls", "web"):  # a socket that we hold would take in connections while gunicorn is dead
            listeners[name].close()
        write_configuration(home, ports=ports)
        commands = {
            "web": [sys.executable, *role.web(f"127.0.0.1:{ports['web']}", workers=2, grace=2)],
            "live": [sys.executable, *role.live("--fd", str(listeners["live"].fileno()))],
            "nginx": [str(shutil.which("nginx")), "-c", str(home / "nginx" / "nginx.conf"), "-g", "daemon off;"],
        }
        inherited = {"live": (listeners["live"].fileno(),)}
        children = {
            name: Child(
                name=name,
                command=command,
                log=home / f"{name}.log",
                environment=environment,
                inherits=inherited.get(name, ()),
            )
            for name, command in commands.items()
        }
        for child in children.values():
            child.start()
        try:
            wait_until_ready(ports["front"], children.values())
            yield Front(home=home, port=ports["front"], tls=ports["tls"], web_port=ports["web"], web=children["web"])
        finally:
            end(children.values(), grace=3)


def wait_until_ready(port: int, children: object) -> None:
    """Wait for the first answer through nginx."""
    deadline = time.monotonic() + 60
    while not is_ready(port, host="localhost", path="/health/live"):
        for child in children:  # type: ignore[attr-defined]
            assert child.is_running, child.last_words()
        assert time.monotonic() < deadline, [child.last_words() for child in children]  # type: ignore[attr-defined]
        time.sleep(0.1)
