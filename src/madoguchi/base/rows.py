"""Writing rows in few short statements, each put together once: for what is written with every filing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from itertools import groupby
from typing import Any, Final

from django.db import connection
from django.db.models import Field, JSONField, Model

Part = tuple[
    type[Model], bool, int, bool
]  # a table, whether its rows bring their key, how many, unless there
Waiting = tuple[Model, bool]  # a row, and whether it is passed over where it is there already

_waiting: Final[ContextVar[list[Waiting] | None]] = ContextVar("rows_waiting", default=None)


def add(*rows: Model, unless_there: bool = False) -> None:
    """Insert rows of any tables in one statement, those of one table side by side.

    A row that another one refers to brings its key. What the database numbers stays without a number here.
    `unless_there` passes over a row whose unique columns are taken.
    """
    added = [(row, unless_there) for row in rows]
    waiting = _waiting.get()
    if waiting is None:
        _insert(added)
    else:
        waiting += added


@contextmanager
def together() -> Iterator[None]:
    """What is added inside, by whomever, is inserted in one statement at the end."""
    before = _waiting.set([])
    try:
        yield
        _insert(_waiting.get() or ())
    finally:
        _waiting.reset(before)


def change(row: Model, **values: Any) -> None:
    """Set columns of one row; the object itself stays as it is."""
    model = type(row)
    prepared = [_for_driver(_field(model, name), value) for name, value in values.items()]
    with connection.cursor() as cursor:
        cursor.execute(_update_of(model, tuple(values)), [*prepared, row.pk])


def _insert(rows: Sequence[Waiting]) -> None:
    if not rows:
        return
    values = [
        _for_driver(field, field.pre_save(row, add=True))
        for row, _ in rows
        for field in _fields(type(row), row.pk is not None)
    ]
    parts = tuple(_part(list(group)) for _, group in groupby(rows, key=lambda each: (type(each[0]), each[1])))
    with connection.cursor() as cursor:
        cursor.execute(_statement(parts), values)
    for row, _ in rows:
        row._state.adding = False


def _part(rows: Sequence[Waiting]) -> Part:
    first, unless_there = rows[0]
    return type(first), first.pk is not None, len(rows), unless_there


def _for_driver(field: Field[Any, Any], value: Any) -> Any:
    """What the driver takes as it is, is given as it is."""
    return field.get_db_prep_save(value, connection) if isinstance(field, JSONField) else value


@lru_cache(maxsize=256)
def _fields(model: type[Model], brings_key: bool) -> tuple[Field[Any, Any], ...]:
    counted = None if brings_key else model._meta.auto_field
    return tuple(field for field in model._meta.concrete_fields if field is not counted)


@lru_cache(maxsize=256)
def _field(model: type[Model], name: str) -> Field[Any, Any]:
    return model._meta.get_field(name)  # type: ignore[return-value]  # only own columns are changed


@lru_cache(maxsize=256)
def _statement(parts: tuple[Part, ...]) -> str:
    """One INSERT with the others before it in its WITH: PostgreSQL runs them all."""
    *others, last = (_insert_of(*part) for part in parts)
    before = ", ".join(f"part_{number} AS ({insert})" for number, insert in enumerate(others))
    return f"WITH {before} {last}" if others else last


def _insert_of(model: type[Model], brings_key: bool, count: int, unless_there: bool) -> str:
    fields = _fields(model, brings_key)
    columns = ", ".join(_quoted(field.column) for field in fields)
    row = f"({', '.join(['%s'] * len(fields))})"
    ending = " ON CONFLICT DO NOTHING" if unless_there else ""
    return (
        f"INSERT INTO {_quoted(model._meta.db_table)} ({columns}) VALUES {', '.join([row] * count)}{ending}"  # noqa: S608 - names of models
    )


@lru_cache(maxsize=256)
def _update_of(model: type[Model], names: tuple[str, ...]) -> str:
    columns = ", ".join(f"{_quoted(_field(model, name).column)} = %s" for name in names)
    key = _quoted(model._meta.pk.column)
    return f"UPDATE {_quoted(model._meta.db_table)} SET {columns} WHERE {key} = %s"  # noqa: S608 - names of models


def _quoted(name: str | None) -> str:
    return str(connection.ops.quote_name(str(name)))
