"""Instances of models from what statements written by hand find, without Django composing a query each time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model

M = TypeVar("M", bound=Model)


class Instances(Generic[M]):
    """Makes instances of a model; `columns` names all of its columns in a statement that calls its table `alias`."""

    def __init__(self, model: type[M], alias: str) -> None:
        fields = model._meta.concrete_fields
        self.model = model
        self.columns = ", ".join(f'{alias}."{field.column}"' for field in fields)
        self.names = [field.attname for field in fields]
        self._converters = [
            (at, convert) for at, field in enumerate(fields) for convert in field.get_db_converters(connection)
        ]

    def __len__(self) -> int:
        return len(self.names)

    def made_of(self, found: Sequence[Any]) -> M:
        """Return the instance that a row says, whose values are those of `columns`, in their order."""
        values = list(found)
        for at, convert in self._converters:
            values[at] = convert(values[at], None, connection)
        return self.model.from_db(connection.alias, self.names, values)
