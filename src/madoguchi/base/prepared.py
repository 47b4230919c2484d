"""Queries that are asked with nearly every request: compiled by the ORM once, afterwards only bound."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


class Prepared(Generic[Row]):
    """A query for one row by its key. The row may carry annotations, but brings no related rows.

    `written` makes the query for a key; `blank` is a key of the right type that nothing has.
    """

    def __init__(self, written: Callable[[Any], QuerySet[Row]], *, blank: object) -> None:
        self.written = written
        self.blank = blank

    def first(self, key: object) -> Row | None:
        """The row with that key, or None."""
        model, statement, values = self._compiled
        bound = [key if value == self.blank else value for value in values]
        return next(iter(model._default_manager.raw(statement, bound)), None)

    @cached_property
    def _compiled(self) -> tuple[type[Row], str, tuple[Any, ...]]:
        query = self.written(self.blank)
        return (query.model, *query.query.sql_with_params())
