"""On paper: the permit for a room, or that it was reserved or asked for; a letter of the house."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpResponse

from madoguchi.base import office, paper
from madoguchi.base.texts import read_by, say_plain, text_plain
from madoguchi.booking import queries
from madoguchi.booking.models import Reservation
from madoguchi.booking.queries import terms_of
from madoguchi.people.queries import section_in_charge
from madoguchi.rules import calendar, slots
from madoguchi.rules.calendar import local_day
from madoguchi.rules.slots import Paper, State

LANGUAGE: Final = "ja"  # as the papers of the office are, whoever reserved in which language
TITLES: Final = {
    Paper.PERMIT: "Permit to use a room",
    Paper.RECEIPT: "Receipt of a reservation",
    Paper.REQUEST: "Receipt of a request to use a room",
}
LEADS: Final = {
    Paper.PERMIT: "The use of the room is permitted as follows.",
    Paper.RECEIPT: "The room is reserved as follows.",
    Paper.REQUEST: "The request to use the room has been received as follows.",
}
CLOSINGS: Final = {
    Paper.PERMIT: "Please show this permit when you come.",
    Paper.RECEIPT: "Please show this paper when you come.",
    Paper.REQUEST: "This paper is no permit. You are told when the use is permitted.",
}


def paper_for(held: Reservation) -> Paper | None:
    """Which paper there is for a reservation; none where it is of no room, or came to nothing."""
    return slots.paper_of(terms_of(held.offering), State(held.state)) if held.session_id is None else None


def link_words(held: Reservation) -> str:
    """What the link to its paper says; empty where there is none."""
    kind = paper_for(held)
    return TITLES[kind] if kind else ""


def answer(held: Reservation, *, now: datetime) -> HttpResponse:
    """The paper as a file; 404 where there is none."""
    kind = paper_for(held)
    if kind is None:
        raise Http404
    response = HttpResponse(draw(held, kind, now), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{kind}-{held.code}.pdf"'
    return response


def draw(held: Reservation, kind: Paper, now: datetime) -> bytes:
    """The paper as a PDF, with every time that belongs together and stands alike."""
    beside = [each for each in queries.list_beside(reservation=held) if each.state == held.state]
    them = sorted([held, *beside], key=lambda each: each.starts_at)
    with read_by(LANGUAGE):
        return paper.draw(paper.LETTER, _values(held, kind, them, now), at=now)


def _values(held: Reservation, kind: Paper, them: Sequence[Reservation], now: datetime) -> dict[str, Any]:
    since = queries.stands_since(reservation=held)
    section = section_in_charge(code=held.offering.section, on=local_day(now))
    items = _items(held, them)
    return {
        "title": say_plain(TITLES[kind]),
        "document_number": say_plain("Reservation number {number}", number=held.code),
        "date": calendar.wareki(local_day(since)),
        "reference": "",
        "addressee": {
            "postal_code": "",
            "lines": [],
            "name": held.name or say_plain("Whoever uses the room"),
        },
        "issuer": {
            "office": settings.CITY_NAME,
            "title": f"{settings.CITY_NAME}長",
            "name": settings.MAYOR_NAME,
            "seal": office.SEAL_OMITTED,
        },
        "paragraphs": [say_plain(LEADS[kind])],
        "items": [{"label": label, "value": value} for label, value in items],
        "label_width": max(len(label) for label, _ in items) + 1,
        "closing": [say_plain(CLOSINGS[kind])],
        "instruction": [],
        "contact": [f"{settings.CITY_NAME} {section.name}", f"電話 {section.phone}", office.OPEN_HOURS],
    }


def _items(held: Reservation, them: Sequence[Reservation]) -> list[tuple[str, str]]:
    rooms = " ".join(text_plain(each) for each in queries.list_rooms_of(reservation=held))
    times = "\n".join(_time(each) for each in them)
    found = [
        (say_plain("Place and room"), f"{held.place.name} {rooms}".strip()),
        (say_plain("Day and time"), times),
        (say_plain("People"), say_plain("{count} people come", count=held.size)),
    ]
    prices = [each.price for each in them if each.price is not None]
    if prices:
        found.append((say_plain("Fee"), say_plain("{amount} yen", amount=f"{sum(prices):,}")))
    terms = terms_of(held.offering)
    if terms.before_minutes or terms.after_minutes:
        kept = {"before": terms.before_minutes, "after": terms.after_minutes}
        found.append(
            (
                say_plain("Setting up and clearing away"),
                say_plain(
                    "{before} minutes before and {after} minutes after the time are kept free.", **kept
                ),
            )
        )
    return found


def _time(held: Reservation) -> str:
    day = calendar.wareki(local_day(held.starts_at))
    clocks = (each.astimezone(calendar.TOKYO).time() for each in (held.starts_at, held.ends_at))
    return f"{day}　{'から'.join(calendar.say_time(each, LANGUAGE) for each in clocks)}まで"
