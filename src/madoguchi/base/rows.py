"""Writing rows in few short statements, each put together once: for what is written with every filing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from itertools import chain, groupby
from operator import attrgetter
from typing import Any, Final, NamedTuple

from django.db import connection
from django.db.models import Field, JSONField, Model
from psycopg import _queries

# The driver takes a statement of more values apart anew each time, which costs as much as sending it.
_queries.MAX_CACHED_STATEMENT_PARAMS = 200


class Part(NamedTuple):
    """What one part of a statement writes: new rows of one table, or columns of a row that is there."""

    model: type[Model]
    brings_key: bool = True
    unless_there: bool = False
    changed: tuple[str, ...] = ()


class Waiting(NamedTuple):
    """A row to be written, and the values of its columns as the driver takes them."""

    row: Model
    part: Part
    values: Sequence[Any]


_waiting: Final[ContextVar[list[Waiting] | None]] = ContextVar("rows_waiting", default=None)


def add(*rows: Model, unless_there: bool = False) -> None:
    """Insert rows of any tables in one statement, those of one table side by side.

    A row that another one refers to brings its key. What the database numbers stays without a number here.
    Columns hold what the row says: nothing is filled in on the way. `unless_there` passes over a row whose
    unique columns are taken.
    """
    _write_in_time(_added(row, unless_there) for row in rows)


def change(row: Model, **values: Any) -> None:
    """Set columns of one row; the object itself stays as it is."""
    part = Part(type(row), changed=tuple(values))
    given = [_for_driver(_field(part.model, name), value) for name, value in values.items()]
    _write_in_time([Waiting(row, part, (*given, row.pk))])


@contextmanager
def together() -> Iterator[None]:
    """What is added and changed inside, by whomever, is written in one statement at the end."""
    before = _waiting.set([])
    try:
        yield
        _write(_waiting.get() or ())
    finally:
        _waiting.reset(before)


def _write_in_time(rows: Iterable[Waiting]) -> None:
    waiting = _waiting.get()
    if waiting is None:
        _write(tuple(rows))
    else:
        waiting += rows


def _added(row: Model, unless_there: bool) -> Waiting:
    part = Part(type(row), row.pk is not None, unless_there)
    values = list(_reader(part.model, part.brings_key)(row))
    for place, field in _json(part.model, part.brings_key):
        values[place] = _for_driver(field, values[place])
    return Waiting(row, part, values)


def _write(rows: Sequence[Waiting]) -> None:
    if not rows:
        return
    parts = tuple((part, len(list(group))) for part, group in groupby(each.part for each in rows))
    with connection.cursor() as cursor:
        cursor.execute(_statement(parts), [value for each in rows for value in each.values])
    for each in rows:
        each.row._state.adding = False


def _for_driver(field: Field[Any, Any], value: Any) -> Any:
    """What the driver takes as it is, is given as it is."""
    return field.get_db_prep_save(value, connection) if isinstance(field, JSONField) else value


@lru_cache(maxsize=256)
def _fields(model: type[Model], brings_key: bool) -> tuple[Field[Any, Any], ...]:
    counted = None if brings_key else model._meta.auto_field
    return tuple(field for field in model._meta.concrete_fields if field is not counted)


@lru_cache(maxsize=256)
def _reader(model: type[Model], brings_key: bool) -> Callable[[Model], tuple[Any, ...]]:
    """Reads all columns of a row."""
    names = [field.attname for field in _fields(model, brings_key)]
    return attrgetter(*names) if len(names) > 1 else lambda row: (getattr(row, names[0]),)


@lru_cache(maxsize=256)
def _json(model: type[Model], brings_key: bool) -> tuple[tuple[int, Field[Any, Any]], ...]:
    """Where among them JSON stands."""
    fields = enumerate(_fields(model, brings_key))
    return tuple((place, field) for place, field in fields if isinstance(field, JSONField))


@lru_cache(maxsize=256)
def _field(model: type[Model], name: str) -> Field[Any, Any]:
    return model._meta.get_field(name)  # type: ignore[return-value]  # only own columns are changed


@lru_cache(maxsize=256)
def _statement(parts: tuple[tuple[Part, int], ...]) -> str:
    """The last part with the others before it in its WITH: PostgreSQL runs them all."""
    *others, last = chain.from_iterable(_written(part, count) for part, count in parts)
    before = ", ".join(f"part_{number} AS ({other})" for number, other in enumerate(others))
    return f"WITH {before} {last}" if others else last


def _written(part: Part, count: int) -> Sequence[str]:
    return [_update_of(part)] * count if part.changed else [_insert_of(part, count)]


def _insert_of(part: Part, count: int) -> str:
    fields = _fields(part.model, part.brings_key)
    columns = ", ".join(_quoted(field.column) for field in fields)
    row = f"({', '.join(['%s'] * len(fields))})"
    ending = " ON CONFLICT DO NOTHING" if part.unless_there else ""
    return f"INSERT INTO {_table(part.model)} ({columns}) VALUES {', '.join([row] * count)}{ending}"  # noqa: S608 - names of models


def _update_of(part: Part) -> str:
    columns = ", ".join(f"{_quoted(_field(part.model, name).column)} = %s" for name in part.changed)
    key = _quoted(part.model._meta.pk.column)
    return f"UPDATE {_table(part.model)} SET {columns} WHERE {key} = %s"  # noqa: S608 - names of models


def _table(model: type[Model]) -> str:
    return _quoted(model._meta.db_table)


def _quoted(name: str | None) -> str:
    return str(connection.ops.quote_name(str(name)))
