"""The built-in procedures, as the guard reads them: whoever starts from one begins with a green list."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from madoguchi.rules import documents
from madoguchi.rules.documents import Document
from madoguchi.rules.guarding import looking

FILES = sorted((Path(__file__).parents[2] / "packs/hibari/procedures").glob("*.yaml"))
NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_guard_finds_nothing_in_a_built_in_procedure(file: Path) -> None:
    document = documents.parse(documents.load(file.read_text()))
    assert isinstance(document, Document)
    found = [
        *looking.analysis(document),
        *looking.examples(document),
        *looking.wording(document, "desk.example"),
        *looking.languages(document, stale=()),
        *looking.keeping(document),
        *looking.dates(document, None, NOON),
        *looking.reach(document, "0000-00-0101"),
    ]
    assert not found
