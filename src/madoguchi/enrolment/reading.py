"""Offers and places as pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from madoguchi.base import office
from madoguchi.base.texts import language, say
from madoguchi.enrolment import queries
from madoguchi.enrolment.history import history
from madoguchi.enrolment.models import Enrolment, Offer
from madoguchi.enrolment.queries import Seated
from madoguchi.enrolment.wording import KINDS, OFFERED, SOURCES, STATES
from madoguchi.people.models import Resident, Section
from madoguchi.people.queries import access_section
from madoguchi.rules import calendar, enrolment
from madoguchi.rules.enrolment import LIVING, Offered, Source, State
from madoguchi.rules.protection import NOT_SHOWN
from madoguchi.rules.texts import ruby_html


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that is arranged."""

    kind: str
    label: SafeString
    words: SafeString
    starts_on: date


def of_offer(offer: Offer, now: datetime) -> dict[str, Any]:
    """What the page of an offer says."""
    today = calendar.local_day(now)
    words, tone = OFFERED[Offered(offer.state)]
    closed = office.closed_days(today.year)
    return {
        "offer": offer,
        "words": say(words),
        "tone": tone,
        "source": say(SOURCES[Source(offer.source)]),
        "section": section_of(offer),
        "last_day": enrolment.year_ends(offer.year) - timedelta(days=1),
        "is_open": offer.state == Offered.OPEN and today <= offer.reply_by,
        "may_telephone": offer.state == Offered.OPEN and today > offer.reply_by,
        "may_decline": offer.state == Offered.OPEN or may_give_up(offer),
        "telephone_by": enrolment.lapses_on(offer.reply_by, closed) - timedelta(days=1),
        "held": getattr(offer, "enrolment", None),
    }


def of_place(seated: Seated, now: datetime) -> dict[str, Any]:
    """What the page of a place says."""
    held = seated.enrolment
    words, tone = STATES[State(held.state)]
    return {
        "seated": seated,
        "held": held,
        "words": say(words),
        "tone": tone,
        "section": section_of(held.offer),
        "arranged": arranged(seated),
        "events": history(held.offer),
        "is_living": held.state in LIVING,
        "may_give_up": held.state == State.ACCEPTED,
        "pause_is_ahead": held.returns_on is not None and held.returns_on > calendar.local_day(now),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Mine:
    """A child's place in the list of their family."""

    held: Enrolment
    words: SafeString
    tone: str
    last_day: date


def list_places(resident: Resident, now: datetime) -> list[Mine]:
    """The places of a resident's children, of this school year and the next."""
    return [
        Mine(
            held=each.enrolment,
            words=say(STATES[State(each.enrolment.state)][0]),
            tone=STATES[State(each.enrolment.state)][1],
            last_day=each.last_day,
        )
        for each in queries.list_of_resident(resident=resident, on=calendar.local_day(now))
    ]


def arranged(seated: Seated, *, only: tuple[str, ...] = tuple(KINDS)) -> list[Line]:
    """What is arranged, in the order of the list of kinds, in the reader's language."""
    found = seated.arranged
    return [
        Line(
            kind=kind,
            label=say(KINDS[kind]),
            words=mark_safe(ruby_html(found[kind].words.get(language()) or found[kind].words["ja"])),  # noqa: S308
            starts_on=found[kind].starts_on,
        )
        for kind in only
        if kind in found
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A child in a list of the desk. Of a protected household neither name nor reading is shown."""

    thing: Any  # a Seated, an Enrolment or an Offer
    reference: str
    name: str
    kana: str
    grade: int
    words: SafeString
    tone: str
    extension: SafeString
    last_day: date | None
    is_protected: bool


def rows(found: Iterable[Seated | Enrolment | Offer]) -> list[Row]:
    """Lines of a list, as any list of the office may show them."""
    return [row(each) for each in found]


def row(each: Seated | Enrolment | Offer) -> Row:
    """One line."""
    seated = each if isinstance(each, Seated) else None
    thing = seated.enrolment if seated else each
    words, tone = _stands(thing)
    hidden = thing.application.is_protected
    longer = arranged(seated, only=("extension",)) if seated else []
    return Row(
        thing=thing,
        reference=thing.application.reference,
        name=NOT_SHOWN if hidden else thing.child.name,
        kana="" if hidden else thing.child.kana,
        grade=calendar.school_grade(thing.child.birth_date, thing.year),
        words=say(words),
        tone=tone,
        extension=longer[0].words if longer else SafeString(),
        last_day=seated.last_day if seated else None,
        is_protected=hidden,
    )


def _stands(thing: Any) -> tuple[str, str]:
    return OFFERED[Offered(thing.state)] if isinstance(thing, Offer) else STATES[State(thing.state)]


def section_of(offer: Offer) -> Section:
    """Whom to telephone."""
    return access_section(code=offer.application.section)


def may_give_up(offer: Offer) -> bool:
    """Whether the place that was taken can still be declined, since it has not begun."""
    held = getattr(offer, "enrolment", None)
    return held is not None and held.state == State.ACCEPTED
