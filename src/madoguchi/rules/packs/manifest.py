"""What a pack says of itself: `pack.yaml`."""

from __future__ import annotations

import json
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints, ValidationError, model_validator
from pydantic_core import ErrorDetails

from madoguchi.rules.documents.base import Id, Piece, Text
from madoguchi.rules.expressions.reading import describe
from madoguchi.rules.misfits import misfit
from madoguchi.rules.problems import Fault, Problems

SCHEMA: Final = "madoguchi.pack/1"
MOST_SLOTS: Final = 40
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\n]*$")]


def _real(day: str) -> str:
    try:
        return date.fromisoformat(day).isoformat()
    except ValueError:
        raise ValueError("expected a date such as 2026-11-22") from None


Day = Annotated[
    str,
    StringConstraints(pattern=r"^[12]\d{3}-\d{2}-\d{2}$"),
    AfterValidator(_real),
]


class Kind(StrEnum):
    """What is put into a slot; each city has its own."""

    ID = "id"  # of the procedure
    SECTION = "section"
    NUMBER = "number"  # two digits of receipt numbers
    PLACES = "places"  # the kind of places a question offers
    CITY = "city"  # its name, in each language
    PHONE = "phone"
    MAIL = "mail"  # the domain mail comes from
    TEXT = "text"  # words of the pack's author, e.g. the name of the ordinance


class Slot(Piece):
    """Something that each city fills in for itself. `example` is what the city that made the pack has."""

    kind: Kind
    title: Text | None = Field(default=None, description="what is asked for; needed for the kind text")
    example: str | dict[str, str] = Field(description="a text, or texts by language")

    @model_validator(mode="after")
    def _is_explained(self) -> Slot:
        if self.kind is Kind.TEXT and self.title is None:
            raise ValueError("'title' is missing; expected what is asked for")
        if isinstance(self.example, dict) and not self.example.get("ja"):
            raise ValueError("the Japanese text is missing; expected at least {ja: …}")
        if not self.example:
            raise ValueError("'example' is missing; expected what the city that made it has")
        return self


class Figures(Piece):
    """What it brought where it runs: counted, not guessed."""

    since: Day
    until: Day
    applications: int = Field(ge=0)
    online: int = Field(ge=0, description="of them, filed by residents themselves, with or without help")
    minutes_saved: int = Field(ge=0, description="residents' and officers' minutes for those filed online")

    @property
    def hours_saved(self) -> int:
        """The same as people say it."""
        return self.minutes_saved // 60

    @property
    def first(self) -> date:
        """The day counting began."""
        return date.fromisoformat(self.since)

    @property
    def last(self) -> date:
        """The day counting ended."""
        return date.fromisoformat(self.until)


class Manifest(Piece):
    """The first thing to read of a pack."""

    schema_: Literal["madoguchi.pack/1"] = Field(alias="schema", description=f'"{SCHEMA}"')
    id: Id
    version: int = Field(ge=1, le=99_999, description="a whole number; an upgrade has a greater one")
    title: Text
    made_by: Line = Field(description="the city that made it")
    made_at: AwareDatetime = Field(description="an instant such as 2026-11-22T12:00:00+09:00")
    licence: Line = Field(description="e.g. CC-BY-4.0")
    application: Line = Field(description="the version of Madoguchi that wrote it")
    slots: dict[Id, Slot] = Field(default_factory=dict, max_length=MOST_SLOTS)
    figures: Figures | None = None
    files: dict[str, Sha256] = Field(description="the SHA-256 of every other file, by name")


def parse(data: Any, file: str) -> Manifest | Problems:
    """The manifest that plain `data` describes, or everything that is wrong with it."""
    if not isinstance(data, dict):
        return Problems([Fault(file, f"expected a mapping with the keys of a pack; found {describe(data)}")])
    if _is_newer(data.get("schema")):
        return Problems([Fault(f"{file} schema", f"'{data['schema']}' is newer than this Madoguchi reads")])
    try:
        return Manifest.model_validate_json(json.dumps(data))  # strict of values, not of how they came
    except ValidationError as wrong:
        errors = wrong.errors(include_url=False)
        return Problems(Fault(f"{file} {_spelled(error)}", _message(error)) for error in errors)


def _is_newer(schema: Any) -> bool:
    family, _, number = schema.partition("/") if isinstance(schema, str) else ("", "", "")
    return family == SCHEMA.partition("/")[0] and number.isdecimal() and int(number) > 1


def _spelled(error: ErrorDetails) -> str:
    return ".".join(str(each) for each in error["loc"]) or "document"


def _message(error: ErrorDetails) -> str:
    info = Manifest.model_fields.get(str(error["loc"][0])) if len(error["loc"]) == 1 else None
    return misfit(error, expected=info.description if info else None)
