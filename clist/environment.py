"""The environment as settings read it: a value that makes no sense is refused by the name of its variable."""

from __future__ import annotations

from typing import Any

import environ
import msgspec
from django.core.exceptions import ImproperlyConfigured


class Environment(environ.Env):
    """Reads variables, as django-environ does."""

    def get_value(  # noqa: PLR0917 - the signature is django-environ's
        self, var: str, cast: Any = None, default: Any = environ.Env.NOTSET, parse_default: bool = False
    ) -> Any:
        """Return a variable's value.

        Raises:
            ImproperlyConfigured: it is missing, or cannot be read as what it should be.
        """
        try:
            return super().get_value(var, cast=cast, default=default, parse_default=parse_default)
        except (ValueError, TypeError) as error:
            wanted = getattr(cast, "__name__", "value")
            raise ImproperlyConfigured(f"{var}={self.ENVIRON.get(var)} cannot be read as {wanted}.") from error

    def secrets(self, var: str) -> dict[str, str]:
        """Return a JSON object of texts that are never repeated; an empty one where the variable is not set.

        Raises:
            ImproperlyConfigured: it is no such object.
        """
        try:
            return msgspec.json.decode(self.ENVIRON.get(var) or "{}", type=dict[str, str])
        except msgspec.MsgspecError as error:
            raise ImproperlyConfigured(f'{var} is no JSON object of texts: {{"host": "name=value"}}') from error

    def database(self, var: str, *, default: str) -> dict[str, Any]:
        """Return Django's settings of a database from its address, which holds a password and is never repeated.

        Raises:
            ImproperlyConfigured: it is no address.
        """
        try:
            return dict(self.db_url(var, default=default))
        except (ValueError, KeyError) as error:
            raise ImproperlyConfigured(f"{var} is no address: postgres://user:password@host:5432/name") from error
