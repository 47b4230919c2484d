"""Queries that are asked with nearly every request: compiled by the ORM once, afterwards only bound."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

from madoguchi.base import objects, statements

Found = TypeVar("Found", bound=Model)


class Prepared(Generic[Found]):
    """A query of which only the keys differ, with its annotations and `select_related`.

    `written` makes the query for keys; `blank` is a key of the right type that nothing has, or one for each.
    """

    def __init__(self, written: Callable[..., QuerySet[Found]], *, blank: object) -> None:
        self.written = written
        self.blanks: tuple[object, ...] = blank if isinstance(blank, tuple) else (blank,)

    def first(self, *keys: object) -> Found | None:
        """The row with these keys, or None."""
        row = self._run(keys).fetchone()
        return None if row is None else self._compiled.read(row)

    def all(self, *keys: object) -> list[Found]:
        """All rows with these keys."""
        return [self._compiled.read(row) for row in self._run(keys).fetchall()]

    def _run(self, keys: Sequence[object]) -> Any:
        compiled = self._compiled
        given = tuple(zip(self.blanks, keys, strict=True))
        values = [next((key for blank, key in given if value == blank), value) for value in compiled.values]
        return statements.run(compiled.statement, values)

    @cached_property
    def _compiled(self) -> _Compiled[Found]:
        return _Compiled(self.written(*self.blanks))


class _Compiled(Generic[Found]):
    """A statement, and how its rows become objects: what a QuerySet works out anew each time."""

    def __init__(self, query: QuerySet[Found]) -> None:
        compiler: Any = query.query.get_compiler(DEFAULT_DB_ALIAS)
        self.statement, self.values = compiler.as_sql()
        expressions = [expression for expression, _, _ in compiler.select]
        positions = compiler.klass_info["select_fields"]
        self.own = slice(positions[0], positions[-1] + 1)
        self.model = query.model
        self.names = [column.target.attname for column in expressions[self.own]]
        self.converters = compiler.get_converters(expressions)
        self.related = get_related_populators(compiler.klass_info, compiler.select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]
        self.annotations = compiler.annotation_col_map

    def read(self, row: tuple[Any, ...]) -> Found:
        values = list(row)
        for position, (convert, expression) in self.converters.items():
            for each in convert:
                values[position] = each(values[position], expression, connection)
        found: Found = objects.read(self.model, self.names, values[self.own])
        _relate(found, self.related, values)
        for name, position in self.annotations.items():
            setattr(found, name, values[position])
        return found


def _relate(found: Model, populators: Sequence[Any], values: Sequence[Any]) -> None:
    """Make what was read beside it, and let both know each other."""
    for each in populators:
        own = values[each.cols_start : each.cols_end]
        related = None if own[each.pk_idx] is None else objects.read(each.model_cls, each.init_list, own)
        each.local_setter(found, related)
        if related is not None:
            _relate(related, each.related_populators, values)
            each.remote_setter(related, found)
