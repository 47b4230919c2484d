"""Reading the sources and the catalogues, for the tests of texts."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.pofile import read_po

PACKAGE = Path(__file__).resolve().parents[3] / "src" / "madoguchi"
IN_TEMPLATE = re.compile(r"""\{%\s*say(?:_plain)?\s+("(?P<double>[^"]+)"|'(?P<single>[^']+)')""")
PLACEHOLDER = re.compile(r"\{(\w+)\}")
LOCALES = ("ja", "ja_Easy")


def rooms() -> list[str]:
    """The folders that have catalogues."""
    return sorted(found.parents[3].name for found in PACKAGE.glob("*/locale/ja/LC_MESSAGES/django.po"))


def catalogue(room: str, locale: str) -> dict[str, str]:
    """Message to translation."""
    path = PACKAGE / room / "locale" / locale / "LC_MESSAGES" / "django.po"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        return {str(each.id): str(each.string) for each in read_po(file) if each.id}


def said_in(folder: Path) -> set[str]:
    """Every message that the templates and modules under `folder` say."""
    in_templates = (
        match for path in folder.rglob("*.html") for match in IN_TEMPLATE.finditer(path.read_text())
    )
    said = {match["double"] or match["single"] for match in in_templates}
    return said | {
        message for path in folder.rglob("*.py") for message in _said_by(ast.parse(path.read_text()))
    }


def _said_by(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and _name(node.func) in ("say", "say_plain") and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
