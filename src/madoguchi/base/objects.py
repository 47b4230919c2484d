"""Objects of rows, made of their columns at once: Django would tell listeners of each, and nobody listens."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model
from django.db.models.base import ModelState

Made = TypeVar("Made", bound=Model)


def new(model: type[Made], **columns: Any) -> Made:
    """A row that is not written yet; columns that are not named stand at their defaults."""
    fixed, fresh = _defaults(model)
    if unknown := columns.keys() - fixed.keys() - fresh.keys():
        raise TypeError(f"{model.__name__} has no {', '.join(sorted(unknown))}")
    made = _empty(model)
    made.__dict__.update(fixed, **{name: make() for name, make in fresh.items() if name not in columns})
    made.__dict__.update(columns)
    return made


def read(model: type[Made], names: Sequence[str], values: Sequence[Any]) -> Made:
    """A row that was read, all columns of it."""
    made = _empty(model)
    made._state.adding, made._state.db = False, DEFAULT_DB_ALIAS
    made.__dict__.update(zip(names, values, strict=True))
    return made


def keep(row: Model, name: str, others: Sequence[Model]) -> None:
    """Let the rows that refer to `row` be these, as `prefetch_related` does: `row.name.all()` asks nobody."""
    found = getattr(row, name).get_queryset()
    found._result_cache, found._prefetch_done = list(others), True
    row.__dict__.setdefault("_prefetched_objects_cache", {})[name] = found


def _empty(model: type[Made]) -> Made:
    made = model.__new__(model)
    made._state = ModelState()
    return made


@lru_cache(maxsize=64)
def _defaults(model: type[Model]) -> tuple[Mapping[str, Any], Mapping[str, Callable[[], Any]]]:
    """Defaults that are the same in each row, and what makes those that are not."""
    fields = model._meta.concrete_fields
    fresh = {each.attname: each.default for each in fields if each.has_default() and callable(each.default)}
    fixed = {field.attname: field.get_default() for field in fields if field.attname not in fresh}
    return fixed, fresh
