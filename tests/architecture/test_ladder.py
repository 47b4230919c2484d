"""What the import contracts cannot see: rooms that know each other by a string."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.apps import apps
from django.db.models import Model
from tests.architecture.house import RUNG, expect_none, files, may_use, place, room_of

EXTENDS = re.compile(r"""{%\s*(?:extends|include)\s+["']([a-z_]+)/""")
LINKS = re.compile(r"""{%\s*url\s+["']([a-z_]+):""")
SHARED = {"layouts", "cotton"}  # folders of base


def models() -> list[type[Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("madoguchi.")]


def test_no_foreign_key_points_up() -> None:
    expect_none(line for model in models() for line in reaching_up(model))


def reaching_up(model: type[Model]) -> Iterator[str]:
    own = model._meta.app_label
    for field in model._meta.get_fields():
        other = field.related_model if field.concrete and field.is_relation else None
        if other in models() and not may_use(own, other._meta.app_label):
            yield f"{model._meta.label}.{field.name} → {other._meta.label}"


def found_in_templates(pattern: re.Pattern[str]) -> Iterator[str]:
    for path in files(".html", ".txt"):
        text = path.read_text()
        for match in pattern.finditer(text):
            other = "base" if match[1] in SHARED else match[1]
            if other in RUNG and not may_use(room_of(path), other):
                yield f"{place(path, text, match.start())} → {other}"


def test_no_template_extends_or_includes_one_further_up() -> None:
    expect_none(found_in_templates(EXTENDS))


def test_no_template_links_further_up() -> None:
    expect_none(found_in_templates(LINKS))
