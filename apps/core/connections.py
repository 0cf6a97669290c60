"""Lets go of database connections that died while nobody used them, so that no request finds them dead.

A server that went away leaves its farewell in the socket of a kept connection. Looking whether anything lies there asks
nobody and takes about two microseconds; a healthy idle connection has nothing to say.
"""

from __future__ import annotations

import select
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper


def let_go_of_dead(**_signal: Any) -> None:
    """Close every kept connection that its server has left; the next query connects anew. For `request_started`."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block and has_something_to_say(connection) and not connection.is_usable():
            connection.close()


def has_something_to_say(connection: BaseDatabaseWrapper) -> bool:
    """Tell whether anything lies in the socket of a connection: a farewell, or a notice that does no harm."""
    kept = connection.connection
    if kept is None or kept.closed:
        return kept is not None
    look = select.poll()
    look.register(kept.fileno(), select.POLLIN)
    return bool(look.poll(0))
