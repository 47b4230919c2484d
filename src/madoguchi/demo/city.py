"""The fictional city as data: the pack beside the code, and nothing of it here."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from madoguchi.rules import calendar

PACK: Final = Path(__file__).resolve().parents[3] / "packs" / "hibari"
OWN: Final = "city"  # runs some clubs itself
NEW_RULE: Final = "upper_grade"  # of the criteria, since the coming year
PLACES: Final = ("schools", "clubs", "other_places", "facilities")  # the tables of places
WITH_STAFF: Final = ("wakamugi-es", "haoto-nursery", "kunugidai-centre")  # whose staff see who is there
GAKUDO: Final = "gakudo_application"  # the procedure whose round is under way


@cache
def table(name: str) -> Any:
    """What a file of the city holds under its own name, or under the name after a dot: "people.members"."""
    stem, _, key = name.partition(".")
    return file(stem)[key or stem]


@cache
def file(stem: str) -> Any:
    """A whole file of the city."""
    return yaml.load((PACK / "city" / f"{stem}.yaml").read_text("utf-8"), yaml.CSafeLoader)


def procedures() -> list[str]:
    """The ids of all procedures."""
    return sorted(path.stem for path in (PACK / "procedures").glob("*.yaml"))


def procedure_text(slug: str) -> str:
    """The document of a procedure, as its author wrote it."""
    return (PACK / "procedures" / f"{slug}.yaml").read_text("utf-8")


def fees() -> str:
    """The table of fees of the after-school clubs."""
    return (PACK / "fees" / "gakudo.yaml").read_text("utf-8")


def criteria(year: int) -> str:
    """The criteria of the clubs as of a year; before the year of the pack, upper grades were taken, too."""
    text = (PACK / "criteria" / "gakudo.yaml").read_text("utf-8")
    document = yaml.load(text, yaml.CSafeLoader)
    held = document["fiscal_year"]
    if year < held:
        document["eligibility"] = [each for each in document["eligibility"] if each["id"] != NEW_RULE]
        text = yaml.dump(document, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False)
    old, new = (calendar.era_year(date(each, 5, 1)) for each in (held, year))
    return text.replace(str(held), str(year)).replace(old, new)


def places() -> list[dict[str, Any]]:
    """Every place of the city."""
    return [row for name in PLACES for row in table(name)]


def clubs_for(school: str) -> list[dict[str, Any]]:
    """The clubs that take the children of a school."""
    return [club for club in table("clubs") if school in club["serves"]]
