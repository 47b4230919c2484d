"""Pages are made of components and words that exist, and of nothing the security policy forbids."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.house import SOURCE, expect_none, files, place

from madoguchi.config import catalogues

COMPONENT = re.compile(r"<c-([a-z0-9.-]+)")
TRANSLATES = re.compile(r"{%\s*(?:trans|translate|blocktrans|blocktranslate)\b|\bgettext|\bngettext")
INLINE = re.compile(r"""\sstyle=|\son[a-z]+=["']|<script(?![^>]*\ssrc=)|<style\b|javascript:""")
BUILT_IN = {"vars", "slot", "component"}


def found(pattern: re.Pattern[str], *endings: str) -> Iterator[tuple[Path, str, re.Match[str]]]:
    for path in files(*endings):
        text = path.read_text()
        for match in pattern.finditer(text):
            yield path, place(path, text, match.start()), match


def component_exists(name: str) -> bool:
    tail = f"{name.replace('-', '_').replace('.', '/')}.html"
    return (
        name in BUILT_IN
        or any(SOURCE.glob(f"*/templates/cotton/{tail}"))
        or any(SOURCE.glob(f"*/templates/cotton/{tail.removesuffix('.html')}/index.html"))
    )


def test_every_component_exists() -> None:
    unknown = [
        f"{where}: {match[1]}"
        for _, where, match in found(COMPONENT, ".html")
        if not component_exists(match[1])
    ]

    expect_none(unknown)


def test_nothing_stands_inline() -> None:
    expect_none(where for _, where, _ in found(INLINE, ".html"))


def test_every_text_is_there_in_every_language() -> None:
    expect_none(catalogues.faults())


def test_texts_are_said_in_one_way() -> None:
    told = [
        where
        for path, where, _ in found(TRANSLATES, ".html", ".py")
        if path.name not in {"texts.py", "catalogues.py"}
    ]

    expect_none(told)


def test_every_message_is_written_in_every_language() -> None:
    letters = {path.relative_to(SOURCE) for path in SOURCE.glob("messaging/templates/messaging/*/*.txt")}
    names = {path.parent / path.name.split(".")[0] for path in letters}

    assert names
    expect_none(
        str(wanted)
        for name in names
        for wanted in (name.with_name(f"{name.name}.{language}.txt") for language in ("ja", "ja-easy", "en"))
        if wanted not in letters
    )
