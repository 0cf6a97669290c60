"""Reads `timestamptz` by psycopg's C code: Django's own loader is Python, and ten times as slow (ADR 11)."""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql import base
from psycopg.types.datetime import TimestamptzLoader


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's wrapper. Every session is set to UTC, so what is read is in UTC without anybody converting it."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect, and let times be read by the class of this name in C where psycopg has it."""
        connection = super().get_new_connection(conn_params)
        connection.adapters.register_loader("timestamptz", TimestamptzLoader)
        return connection

    def create_cursor(self, name: str | None = None) -> Any:
        """Return a cursor as Django does, without looking which loader it has."""
        if name is None:
            return self.connection.cursor()
        return self.connection.cursor(name, scrollable=False, withhold=self.connection.autocommit)
