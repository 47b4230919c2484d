"""Writing rows in few short statements that are put together once: for what is written with every filing."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.models import Field, Model

Part = tuple[type[Model], bool, int]  # a table, whether its rows bring their key, how many they are


def add(*rows: Model, unless_there: bool = False) -> None:
    """Insert all rows at once; those of one table stand side by side.

    A row that another one refers to brings its key. What the database numbers stays without a number here.
    `unless_there` passes over a row whose unique columns are taken.
    """
    if not rows:
        return
    parts = tuple(_part(list(group)) for _, group in groupby(rows, key=type))
    values = [
        field.get_db_prep_save(field.pre_save(row, add=True), connection)
        for row in rows
        for field in _fields(type(row), row.pk is not None)
    ]
    with connection.cursor() as cursor:
        cursor.execute(_statement(parts, unless_there), values)
    for row in rows:
        row._state.adding = False


def change(row: Model, **values: Any) -> None:
    """Set columns of one row; the object itself stays as it is."""
    model = type(row)
    prepared = [_field(model, name).get_db_prep_save(value, connection) for name, value in values.items()]
    with connection.cursor() as cursor:
        cursor.execute(_setting(model, tuple(values)), [*prepared, row.pk])


def _part(rows: list[Model]) -> Part:
    return type(rows[0]), rows[0].pk is not None, len(rows)


@lru_cache(maxsize=256)
def _fields(model: type[Model], brings_key: bool) -> tuple[Field[Any, Any], ...]:
    counted = None if brings_key else model._meta.auto_field
    return tuple(field for field in model._meta.concrete_fields if field is not counted)


@lru_cache(maxsize=256)
def _statement(parts: tuple[Part, ...], unless_there: bool) -> str:
    """One INSERT with the others before it in its WITH: PostgreSQL runs them all."""
    ending = " ON CONFLICT DO NOTHING" if unless_there else ""
    *others, last = (f"{_insert(*part)}{ending}" for part in parts)
    before = ", ".join(f"part_{number} AS ({insert})" for number, insert in enumerate(others))
    return f"WITH {before} {last}" if others else last


def _insert(model: type[Model], brings_key: bool, count: int) -> str:
    quoted = connection.ops.quote_name
    fields = _fields(model, brings_key)
    columns = ", ".join(quoted(str(field.column)) for field in fields)
    row = f"({', '.join(['%s'] * len(fields))})"
    table = quoted(model._meta.db_table)
    return f"INSERT INTO {table} ({columns}) VALUES {', '.join([row] * count)}"  # noqa: S608 - names of models


@lru_cache(maxsize=256)
def _field(model: type[Model], name: str) -> Field[Any, Any]:
    return model._meta.get_field(name)  # type: ignore[return-value]  # relations to other tables are not set


@lru_cache(maxsize=256)
def _setting(model: type[Model], names: tuple[str, ...]) -> str:
    quoted = connection.ops.quote_name
    columns = ", ".join(f"{quoted(str(_field(model, name).column))} = %s" for name in names)
    table, key = quoted(model._meta.db_table), quoted(str(model._meta.pk.column))
    return f"UPDATE {table} SET {columns} WHERE {key} = %s"  # noqa: S608 - names of models
