"""How a letter's words are laid out on paper: the values that `paper.LETTER` draws."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from madoguchi.applications.queries import Filed
from madoguchi.base import office, paper
from madoguchi.people.queries import section_in_charge
from madoguchi.review.models import Letter
from madoguchi.rules import calendar, letters
from madoguchi.rules.documents.procedure import Letter as Template
from madoguchi.rules.documents.procedure import Outcome
from madoguchi.rules.journey import journey
from madoguchi.rules.letters import Item, Matter, Written

UNNUMBERED: Final = "（文書番号は決定のときに付きます）"
WIDEST_LABEL: Final = 9  # characters; longer labels break

Sheet = dict[str, Any]


def sheet(letter: Letter, read: Filed) -> Sheet:
    """Everything that stands on the paper but its document number."""
    decision = letter.decision
    drawn = _sheet(read, letter.template, decision.reason, letter.dated_on, place=decision.place)
    return replaced(drawn, letter.substitutes)


def draft(read: Filed, outcome: Outcome, reason: str, on: date) -> Sheet:
    """The letter that `outcome` would bring, without a document number, for officers to look at."""
    if outcome.letter is None:
        raise ValueError(f"{outcome.id} has no letter")
    return {**_sheet(read, outcome.letter, reason, on), "document_number": UNNUMBERED}


def sample(read: Filed, template: str, on: date) -> Sheet:
    """The letter as it would come out, for whoever writes its words."""
    return {**_sheet(read, template, "", on), "document_number": UNNUMBERED}


def _sheet(read: Filed, template: str, reason: str, on: date, place: str = "") -> Sheet:
    written = _written(read, template, reason, on, place)
    section = section_in_charge(code=read.application.section, on=on)
    return {
        "title": written.title,
        "document_number": "",
        "date": calendar.wareki(on),
        "reference": read.application.reference,
        "addressee": addressee(read),
        "issuer": {
            "office": settings.CITY_NAME,
            "title": f"{settings.CITY_NAME}長",
            "name": settings.MAYOR_NAME,
            **_seal(read.document.letter(template)),
        },
        "paragraphs": written.paragraphs,
        "items": [{"label": item.label, "value": item.value} for item in written.items],
        "label_width": _label_width(written.items),
        "closing": written.closing,
        "instruction": written.instruction,
        "contact": [f"{settings.CITY_NAME} {section.name}", f"電話 {section.phone}", office.OPEN_HOURS],
    }


def _seal(template: Template) -> Sheet:
    """公印: left out and said so, the city's picture of it, or room left to press it by hand."""
    image = _image(settings.SEAL_IMAGE) if template.seal == "printed" else ""
    if image:
        return {"seal": "", "seal_image": image, "seal_room": False}
    room = template.seal != "omitted"
    return {"seal": "" if room else office.SEAL_OMITTED, "seal_image": "", "seal_room": room}


@cache
def _image(path: str) -> str:
    """The picture of the seal, SVG as text. Without one the letter leaves the room for it free."""
    return Path(path).read_text(encoding="utf-8") if path else ""


def replaced(sheet: Mapping[str, Any], substitutes: Mapping[str, str]) -> Sheet:
    """The sheet with other characters in place of some."""
    return {key: _replace(each, substitutes) for key, each in sheet.items()}


def numbered(sheet: Sheet, letter: Letter) -> Sheet:
    """The sheet under its document number."""
    return {**sheet, "document_number": letter.document_number}


def missing_glyphs(sheet: Sheet) -> list[str]:
    """The characters of a sheet that the font lacks."""
    return paper.missing_glyphs("".join(_texts(sheet)))


def _written(read: Filed, template: str, reason: str, on: date, place: str) -> Written:
    facts = read.facts()
    matter = Matter(
        document=read.document,
        journey=journey(read.document, read.answers, facts),
        facts=facts,
        applicant=read.application.applicant_name,
        reference=read.application.reference,
        arrived_on=read.arrived_on(),
        today=on,
        place=place,
    )
    return letters.write(read.document.letter(template), matter, reason=reason)


def addressee(read: Filed) -> Sheet:
    """Name and postal address of the applicant: on letters, on envelopes, for who writes by hand."""
    address = read.document.value_at(read.document.applicant.address, read.answers) or {}
    code = address.get("postal_code", "")
    street = "".join(address.get(part, "") for part in ("prefecture", "city", "town", "block"))
    return {
        "postal_code": f"{code[:3]}-{code[3:]}" if code else "",
        "lines": [line for line in (street, address.get("building", "")) if line],
        "name": read.application.applicant_name,
    }


def _label_width(items: tuple[Item, ...]) -> int:
    return min(max((len(item.label) for item in items), default=0), WIDEST_LABEL)


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [text for each in value.values() for text in _texts(each)]
    return [text for each in value for text in _texts(each)] if isinstance(value, list | tuple) else []


def _replace(value: Any, substitutes: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        for character, substitute in substitutes.items():
            value = value.replace(character, substitute)
        return value
    if isinstance(value, Mapping):
        return replaced(value, substitutes)
    return [_replace(each, substitutes) for each in value] if isinstance(value, list | tuple) else value
