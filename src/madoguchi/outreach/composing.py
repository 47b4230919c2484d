"""A broadcast as a page of fields: what was typed, what is wrong with it, and what is read from it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpResponse
from django.utils.timezone import localtime

from madoguchi.base.texts import say
from madoguchi.files.actions import CannotStore, store
from madoguchi.files.kinds import Kind
from madoguchi.files.queries import open_file
from madoguchi.files.wording import explain
from madoguchi.outreach.actions.broadcasts import Written
from madoguchi.outreach.broadcast_wording import REFUSALS, WRONG
from madoguchi.rules import broadcasting as rules
from madoguchi.rules.broadcasting import LONGEST, MOST_BUTTONS, Plan, Wrong
from madoguchi.rules.calendar import TOKYO
from madoguchi.rules.documents.base import LANGUAGES

if TYPE_CHECKING:
    from django.core.files import File
    from django.utils.safestring import SafeString

    from madoguchi.files.models import StoredFile
    from madoguchi.outreach.models import Broadcast, Segment

NAMES: Final = ("title", "text", *(f"label{number}" for number in range(1, MOST_BUTTONS + 1)))
TARGETS: Final = tuple(f"target{number}" for number in range(1, MOST_BUTTONS + 1))
PLAIN: Final = ("name", "section", "segment", "kind", "when", "at", "until", "wave_size", "wave_minutes")
LONGEST_NAME: Final = 60
KEPT: Final = 2000  # letters that are kept of anything typed: what is too long is said, and not lost
MOST_COPIES: Final = 5
ELSEWHERE: Final = "elsewhere"
MOST_MINUTES: Final = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What may be chosen on the page."""

    sections: Mapping[str, Any]
    segments: Mapping[str, Segment]
    pages: Mapping[str, str]


Typed = Mapping[str, str]


def typed(data: Mapping[str, str]) -> dict[str, str]:
    """What was typed, as far as it is kept."""
    names = (*PLAIN, *_word_names(), *(f"{each}{more}" for each in TARGETS for more in ("", "_other")))
    return {name: data.get(name, "").replace("\0", "").strip()[:KEPT] for name in names}


def _word_names() -> list[str]:
    return [f"{code}.{name}" for code in LANGUAGES for name in NAMES]


def shown(row: Broadcast, known: Mapping[str, str]) -> dict[str, str]:
    """A broadcast as it would be typed."""
    words = {f"{code}.{name}": said for code, by_name in row.words.items() for name, said in by_name.items()}
    return {
        "name": row.name,
        "section": row.section,
        "segment": str(row.segment_id or ""),
        "kind": "emergency" if row.is_emergency else "",
        "when": "at" if row.asked_at else "",
        "at": _local(row.asked_at),
        "until": _local(row.expires_at),
        "wave_size": str(row.wave_size or ""),
        "wave_minutes": str(row.wave_minutes or ""),
        **words,
        **dict(_target(name, target, known) for name, target in zip(TARGETS, row.targets, strict=False)),
        **{
            f"{name}_other": target
            for name, target in zip(TARGETS, row.targets, strict=False)
            if target not in known
        },
    }


def _target(name: str, target: str, known: Mapping[str, str]) -> tuple[str, str]:
    return name, target if target in known or not target else ELSEWHERE


def _local(at: datetime | None) -> str:
    return f"{localtime(at, TOKYO):%Y-%m-%dT%H:%M}" if at else ""


def written(said: Typed, choices: Choices, now: datetime) -> Written | dict[str, Wrong]:
    """What the fields mean, or everything that is wrong with them."""
    words, targets = _words(said), _targets(said)
    wrong = rules.faults(words, targets, pages=choices.pages, hosts=settings.LINK_HOSTS)
    wrong |= _wrong_fields(said, choices)
    if wrong:
        return wrong
    return Written(
        section=said["section"],
        name=said["name"],
        segment=choices.segments.get(said["segment"]),
        words=words,
        targets=targets,
        plan=_plan(said),
    )


def _words(said: Typed) -> dict[str, dict[str, str]]:
    written_in = {
        code: {name: text for name in NAMES if (text := _one(name, said[f"{code}.{name}"]))}
        for code in LANGUAGES
    }
    return {code: each for code, each in written_in.items() if each}


def _one(name: str, text: str) -> str:
    """Headlines and buttons have one line; a text keeps its lines."""
    return "\n".join(text.splitlines()) if name == "text" else " ".join(text.split())


def _targets(said: Typed) -> list[str]:
    chosen = [said[f"{name}_other"] if said[name] == ELSEWHERE else said[name] for name in TARGETS]
    while chosen and not chosen[-1]:
        chosen.pop()
    return chosen


def _wrong_fields(said: Typed, choices: Choices) -> dict[str, Wrong]:
    found: dict[str, Wrong] = {}
    if not said["name"] or len(said["name"]) > LONGEST_NAME:
        found["name"] = Wrong.NO_NAME
    if said["section"] not in choices.sections:
        found["section"] = Wrong.NOT_YOURS
    if said["segment"] and said["segment"] not in choices.segments:
        found["segment"] = Wrong.NOT_YOURS
    if said["when"] == "at" and _moment(said["at"]) is None:
        found["at"] = Wrong.NO_TIME
    if said["until"] and _moment(said["until"]) is None:
        found["until"] = Wrong.NO_TIME
    size, minutes = _number(said["wave_size"], 1_000_000), _number(said["wave_minutes"], MOST_MINUTES)
    if (said["wave_size"] or said["wave_minutes"]) and not (size and minutes):
        found["wave"] = Wrong.NO_NUMBER
    return found


def _plan(said: Typed) -> Plan:
    is_emergency = said["kind"] == "emergency"
    return Plan(
        is_emergency=is_emergency,
        asked_at=_moment(said["at"]) if said["when"] == "at" else None,
        expires_at=_moment(said["until"]),
        wave_size=None if is_emergency else _number(said["wave_size"], 1_000_000),
        wave_minutes=_number(said["wave_minutes"], MOST_MINUTES) or 0,
    )


def _moment(text: str) -> datetime | None:
    """`2026-12-01T09:00`, as the box gives it; where there is none people write it with a blank."""
    try:
        here = datetime.fromisoformat(text.replace(" ", "T")).replace(tzinfo=TOKYO) if text else None
        return here.astimezone(UTC) if here else None
    except (ValueError, OverflowError):
        return None


def _number(text: str, most: int) -> int | None:
    is_one = text.isdecimal() and len(text) <= 7
    return number if is_one and 0 < (number := int(text)) <= most else None


def picture(
    data: Mapping[str, str], sent: Mapping[str, File[bytes]], before: StoredFile | None, now: datetime
) -> tuple[StoredFile | None, SafeString | None]:
    """The picture that was sent, or the one before; or why it cannot be taken."""
    if "picture" not in sent:
        return (None if data.get("no_picture") == "yes" else before), None
    try:
        name, edge = str(sent["picture"].name), rules.PICTURE_EDGE
        stored = store(content=sent["picture"], claimed_name=name, now=now, edge=edge)
    except CannotStore as cannot:
        return before, explain(cannot.refusal.code, cannot.refusal.facts)
    if stored.media_type != Kind.JPEG:
        return before, say("Please choose a photo or a picture (JPEG, PNG, HEIC).")
    return stored, None


def drawn(row: Broadcast) -> HttpResponse:
    """The picture of a broadcast, or not found."""
    if row.picture_id is None:
        raise Http404
    return HttpResponse(open_file(row.picture_id), content_type=Kind.JPEG)


def said_wrong(wrong: Mapping[str, Wrong]) -> dict[str, SafeString]:
    """What is said beside each place."""
    return {place: _say(place, each) for place, each in wrong.items()}


def _say(place: str, wrong: Wrong) -> SafeString:
    name = place.rpartition(".")[2].rstrip("12")
    return say(WRONG[wrong], limit=LONGEST.get(name, LONGEST_NAME))


def untimely(plan: Plan, now: datetime) -> dict[str, SafeString]:
    """That it could not be sent when it is asked for, said while it is written."""
    refusal = rules.untimely(plan, now)
    return {"at": say(REFUSALS[refusal])} if refusal else {}


def rows(said: Typed, errors: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The fields of words, a row each with a cell for every language."""
    titles = {"title": "Headline", "text": "Text of the message", "label1": "Words on button 1", "label2": "Words on button 2"}  # fmt: skip  # noqa: E501
    return [
        {
            "name": name,
            "title": titles[name],
            "cells": [_cell(f"{code}.{name}", code, said, errors) for code in LANGUAGES],
        }
        for name in NAMES
    ]


def _cell(name: str, code: str, said: Typed, errors: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "code": code,
        "language": dict(settings.LANGUAGES)[code],
        "value": said.get(name, ""),
        "error": errors.get(name),
    }


def segment_of(said: Typed, segments: Collection[Segment]) -> Segment | None:
    """The segment that was chosen; None for everybody."""
    try:
        chosen = UUID(said.get("segment", ""))
    except ValueError:
        return None
    return next((each for each in segments if each.pk == chosen), None)


def addresses(typed: str) -> list[str] | None:
    """To whom a test copy goes; None: these are no addresses, or too many."""
    found = list(dict.fromkeys(each for each in typed.replace("、", ",").replace(" ", "").split(",") if each))
    try:
        for each in found:
            validate_email(each)
    except ValidationError:
        return None
    return found if 0 < len(found) <= MOST_COPIES else None


def buttons(said: Typed, errors: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Where each button leads."""
    return [
        {
            "number": number,
            "name": name,
            "value": said.get(name, ""),
            "other": said.get(f"{name}_other", ""),
            "error": errors.get(name),
        }
        for number, name in enumerate(TARGETS, 1)
    ]
