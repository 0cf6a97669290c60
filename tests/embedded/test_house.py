"""Small parts of the supervisor; tests/system starts the whole."""

import os
import socket
from pathlib import Path

from clist.embedded.house import keep_secret_key, listen, port_of


def test_secret_key_is_made_once_for_its_user_alone(tmp_path: Path) -> None:
    keep_secret_key(tmp_path)
    key = (tmp_path / "secret_key").read_text()
    keep_secret_key(tmp_path)
    assert (tmp_path / "secret_key").read_text() == key
    assert len(key) >= 50
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_listen_takes_connections_on_loopback_before_anybody_accepts() -> None:
    with listen() as listener, socket.create_connection(("127.0.0.1", port_of(listener))) as client:
        assert listener.getsockname()[0] == "127.0.0.1"
        assert client.getpeername() == ("127.0.0.1", port_of(listener))
        assert os.get_inheritable(listener.fileno()) is False
