"""Rows as objects, made without Django's way through every field: as Django would have made them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from madoguchi.applications.models import Application, Draft
from madoguchi.base import objects

NAMED = {
    "reference": "0826-000001-1",
    "version_id": 1,
    "state": "arrived",
    "arrived_at": datetime(2026, 11, 29, tzinfo=UTC),
    "accepted_on": date(2026, 11, 30),
}


def columns(row: Application) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in Application._meta.concrete_fields}


def test_what_is_not_named_stands_at_its_default() -> None:
    made = objects.new(Application, **NAMED)
    assert columns(made) == columns(Application(**NAMED))
    assert made._state.adding


def test_defaults_that_differ_from_row_to_row_are_made_anew() -> None:
    one, other = objects.new(Draft), objects.new(Draft)
    assert one.pk != other.pk
    one.answers["child"] = "Hinata"
    assert other.answers == {} == Draft().answers


def test_a_column_that_is_none_is_refused() -> None:
    with pytest.raises(TypeError, match="Application has no resident"):
        objects.new(Application, **NAMED, resident=None)
