"""Writing rows in few short statements, each put together once: for what is written with every filing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from functools import lru_cache
from itertools import chain, groupby
from operator import attrgetter
from typing import Any, Final, NamedTuple

from django.db import connection, transaction
from django.db.models import Field, JSONField, Model
from psycopg import _queries, sql

from madoguchi.base import statements

# The driver takes a statement of more values apart anew each time, which costs as much as sending it.
_queries.MAX_CACHED_STATEMENT_PARAMS = 200


class Part(NamedTuple):
    """What one part of a statement writes: columns of new rows of a table, or of a row that is there."""

    model: type[Model]
    named: tuple[str, ...]
    unless_there: bool = False
    is_change: bool = False


class Waiting(NamedTuple):
    """Values as the driver takes them, and the object that is a row once they are written."""

    part: Part | str  # a str: a statement as it is
    values: Sequence[Any]
    row: Model | None = None


_waiting: Final[ContextVar[list[Waiting] | None]] = ContextVar("rows_waiting", default=None)


def add(*rows: Model, unless_there: bool = False) -> None:
    """Insert rows of any tables in one statement, those of one table side by side.

    A row that another one refers to brings its key. What the database numbers stays without a number here.
    Columns hold what the row says: nothing is filled in on the way. `unless_there` passes over a row whose
    unique columns are taken.
    """
    _write_in_time(_added(row, unless_there) for row in rows)


def put(model: type[Model], *, unless_there: bool = False, **values: Any) -> None:
    """Insert one row that nobody needs as an object; what is not named stands at its default."""
    part = Part(model, tuple(values), unless_there)
    _write_in_time([Waiting(part, _for_driver(part, values.values()))])


def change(row: Model, **values: Any) -> None:
    """Set columns of one row; the object itself stays as it is."""
    part = Part(type(row), tuple(values), is_change=True)
    _write_in_time([Waiting(part, (*_for_driver(part, values.values()), row.pk))])


def also(statement: str, *values: Any) -> None:
    """Run a statement with the rows, in the order of asking: it sees those that were there before."""
    _write_in_time([Waiting(statement, values)])


@contextmanager
def together() -> Iterator[None]:
    """What is added, put and changed inside, by whomever, is written in one statement at the end of all."""
    if _waiting.get() is not None:
        yield
        return
    before = _waiting.set([])
    try:
        yield
        _write(_waiting.get() or ())
    finally:
        _waiting.reset(before)


@contextmanager
def alone() -> Iterator[None]:
    """As `together`, where nothing else is written: one statement needs no BEGIN and no COMMIT.

    In somebody else's transaction it may be refused without taking that with it.
    """
    with transaction.atomic() if connection.in_atomic_block else nullcontext(), together():
        yield


def _write_in_time(rows: Iterable[Waiting]) -> None:
    waiting = _waiting.get()
    if waiting is None:
        _write(tuple(rows))
    else:
        waiting += rows


def _added(row: Model, unless_there: bool) -> Waiting:
    part = _whole(type(row), row.pk is not None, unless_there)
    return Waiting(part, _for_driver(part, [getattr(row, name) for name in part.named]), row)


def _write(rows: Sequence[Waiting]) -> None:
    if not rows:
        return
    groups = [(part, tuple(group)) for part, group in groupby(rows, key=attrgetter("part"))][::-1]
    statement = _statement(tuple((part, len(group)) for part, group in groups))
    statements.run(statement, [value for _, group in groups for each in group for value in each.values])
    for each in rows:
        if each.row is not None:
            each.row._state.adding = False


def _for_driver(part: Part, values: Iterable[Any]) -> list[Any]:
    """What the driver takes as it is, is given as it is."""
    given = list(values)
    for place, encoder in _json(part):
        if given[place] is not None:
            given[place] = json.dumps(given[place], cls=encoder)
    return given


@lru_cache(maxsize=256)
def _whole(model: type[Model], brings_key: bool, unless_there: bool) -> Part:
    """All columns of a row but the key that the database gives."""
    counted = None if brings_key else model._meta.auto_field
    fields = (field for field in model._meta.concrete_fields if field is not counted)
    return Part(model, tuple(field.attname for field in fields), unless_there)


@lru_cache(maxsize=256)
def _json(part: Part) -> tuple[tuple[int, type[json.JSONEncoder] | None], ...]:
    """Where among the columns JSON stands, and what writes it."""
    fields = enumerate(_field(part.model, name) for name in part.named)
    return tuple((place, field.encoder) for place, field in fields if isinstance(field, JSONField))


def _field(model: type[Model], name: str) -> Field[Any, Any]:
    return model._meta.get_field(name)  # type: ignore[return-value]  # only own columns are written


@lru_cache(maxsize=256)
def _statement(parts: tuple[tuple[Part | str, int], ...]) -> str:
    """The last part, with the others in its WITH: PostgreSQL runs it, and then these from the last on."""
    *others, last = chain.from_iterable(_written(part, count) for part, count in parts)
    before = ", ".join(f"part_{number} AS ({other})" for number, other in enumerate(others))
    return f"WITH {before} {last}" if others else last


def _written(part: Part | str, count: int) -> Sequence[str]:
    if isinstance(part, str):
        return [part] * count
    return [_update_of(part)] * count if part.is_change else [_insert_of(part, count)]


def _insert_of(part: Part, count: int) -> str:
    columns = dict.fromkeys((_column(part.model, name) for name in part.named), "%s") | _left_out(part)
    row = f"({', '.join(columns.values())})"
    ending = " ON CONFLICT DO NOTHING" if part.unless_there else ""
    return (
        f"INSERT INTO {_table(part.model)} ({', '.join(columns)}) VALUES {', '.join([row] * count)}{ending}"  # noqa: S608 - names of models
    )


def _left_out(part: Part) -> dict[str, str]:
    """The columns that are not named, each with its default as SQL."""
    named = {_field(part.model, name) for name in part.named}
    counted = part.model._meta.auto_field
    left = (each for each in part.model._meta.concrete_fields if each not in named and each is not counted)
    return {_quoted(field.column): _default(field) for field in left}


def _default(field: Field[Any, Any]) -> str:
    if field.has_default() and callable(field.default) and field.default not in (dict, list):
        raise TypeError(f"{field} differs from row to row: it has to be named")
    value = field.get_db_prep_save(field.get_default(), connection)
    return sql.Literal(value).as_string(connection.connection).replace("%", "%%")


def _update_of(part: Part) -> str:
    columns = ", ".join(f"{_column(part.model, name)} = %s" for name in part.named)
    key = _quoted(part.model._meta.pk.column)
    return f"UPDATE {_table(part.model)} SET {columns} WHERE {key} = %s"  # noqa: S608 - names of models


def _table(model: type[Model]) -> str:
    return _quoted(model._meta.db_table)


def _column(model: type[Model], name: str) -> str:
    return _quoted(_field(model, name).column)


def _quoted(name: str | None) -> str:
    return str(connection.ops.quote_name(str(name)))
