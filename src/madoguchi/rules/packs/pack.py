"""A pack as a value, and how one is made of a document."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from madoguchi.rules import documents
from madoguchi.rules.documents import Document
from madoguchi.rules.documents.procedure import Effect
from madoguchi.rules.packs import slots
from madoguchi.rules.packs.manifest import SCHEMA, Figures, Manifest
from madoguchi.rules.packs.slots import Value, Values
from madoguchi.rules.problems import Fault, Problems

PROCEDURE: Final = "procedure.yaml"
MANUAL: Final = "manual.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A procedure on its way to another city. Made by `read` or `made` only."""

    manifest: Manifest
    template: Mapping[str, Any]  # the plain document with its slots
    procedure: str  # the template as it is written in the file
    manual: str = ""  # Markdown

    @property
    def examples(self) -> dict[str, Value]:
        """What the city that made it has in the slots."""
        return {name: slot.example for name, slot in self.manifest.slots.items()}

    def document(self, values: Values | None = None) -> Document | Problems:
        """The document with the slots filled, by default as the city that made it fills them."""
        data = slots.fill(self.template, self.examples if values is None else values)
        found = documents.parse(data)
        if isinstance(found, Document):
            return found
        return Problems(Fault(f"{PROCEDURE} {fault.path}", fault.message) for fault in found)

    def manual_with(self, values: Values) -> str:
        """The manual with the slots filled."""
        return str(slots.fill(self.manual, values))


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """What is said of a pack when it is made."""

    version: int
    made_by: str
    made_at: datetime
    licence: str
    application: str
    figures: Figures | None = None


def made(
    plain: Mapping[str, Any],
    *,
    manual: str,
    here: Values,
    making: Making,
    written: Callable[[Mapping[str, Any]], str],
) -> Pack:
    """The pack of a plain document; `written` turns plain data into the text of a file."""
    template, used = slots.empty(plain, here)
    emptied, also = slots.empty({"manual": manual}, here)
    kinds = {**used, **also}
    procedure = written(template)
    files = {PROCEDURE: procedure, **({MANUAL: emptied["manual"]} if manual else {})}
    manifest = _manifest(
        {
            "schema": SCHEMA,
            "id": plain["id"],
            "version": making.version,
            "title": plain["title"],
            "made_by": making.made_by,
            "made_at": making.made_at.isoformat(),
            "licence": making.licence,
            "application": making.application,
            "slots": {
                name: {"kind": kinds[name], "example": _example(name, plain, here)} for name in sorted(kinds)
            },
            "files": {name: sha256(text.encode()) for name, text in files.items()},
        },
        making.figures,
    )
    return Pack(manifest=manifest, template=template, procedure=procedure, manual=emptied["manual"])


def measured(*, applications: int, online: int, since: date, until: date, effect: Effect) -> Figures:
    """What a procedure brought, from what was counted and what one application cost before."""
    minutes = Decimal(effect.resident_minutes) + Decimal(effect.officer_minutes)
    return Figures(
        since=since.isoformat(),
        until=until.isoformat(),
        applications=applications,
        online=online,
        minutes_saved=int(online * minutes),
    )


def _manifest(said: dict[str, Any], figures: Figures | None) -> Manifest:
    more = {} if figures is None else {"figures": figures.model_dump()}
    return Manifest.model_validate_json(json.dumps({**said, **more}))


def sha256(content: bytes) -> str:
    """The fingerprint of a file."""
    return hashlib.sha256(content).hexdigest()


def _example(name: str, plain: Mapping[str, Any], here: Values) -> Any:
    if name in here:
        value = here[name]
        return value if isinstance(value, str) else {key: word for key, word in value.items() if word}
    return plain[name] if name in plain else name.removeprefix("places_")
