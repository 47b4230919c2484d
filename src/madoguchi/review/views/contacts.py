"""電話する一覧・郵送する一覧: each person stays until an officer notes that they were told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from madoguchi.audit import actions as audit
from madoguchi.base import clock, office
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say
from madoguchi.messaging import actions as messaging
from madoguchi.messaging import queries as messages
from madoguchi.messaging.actions import CannotChangeMessage
from madoguchi.messaging.queries import Call
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.review import contacts, forms, queries, reading
from madoguchi.review.contacts import Tab
from madoguchi.review.views.opening import Opened, open_application, reach_of
from madoguchi.rules import calendar
from madoguchi.rules import messages as rules
from madoguchi.rules.messages import Act, Channel

KEYS = (("j", "down"), ("k", "up"), ("/", "search"))
KEYS_OF_ONE = (("d", "told"), ("t", "try again later"), ("u", "back to the list"))
MOVED_ON = "Nothing was changed: somebody has noted this already, or it is not needed any more."


@require_GET
@officer_only
def contacts_list(request: EntrantRequest) -> HttpResponse:
    """Whom to call, whom to write to, and who was told; that these were seen stands in the record."""
    reach, now, tab = reach_of(request), clock.now(), _tab(request.GET)
    entries = contacts.list_entries(sections=reach, tab=tab, now=now)
    audit.record(
        verb="contacts.listed",
        about=("section", " ".join(sorted(reach))),
        by=request.actor,
        now=now,
        details={"list": tab.value, "references": sorted({entry.call.about_ref for entry in entries})},
    )
    values = {"entries": entries, "tab": tab, "counts": contacts.count_entries(reach), "keys": KEYS}
    return page(request, "review/contacts.html", values)


@require_GET
@officer_only
def contact(request: EntrantRequest, call: UUID) -> HttpResponse:
    """One person: how to reach them, and what to say."""
    found, opened = _open(request, call)
    audit.record(
        verb="contact.viewed",
        about=(found.about_kind, found.about_ref),
        by=request.actor,
        now=clock.now(),
        details={"message": str(found.id)},
    )
    return page(request, "review/contact.html", _values(found, opened))


@require_POST
@officer_only
def told(request: EntrantRequest, call: UUID) -> HttpResponse:
    """They know: off the list, with who told them and when."""
    found, _ = _open(request, call)
    try:
        messaging.change_message(message=found.id, act=Act.DONE, by=request.actor, now=clock.now())
    except CannotChangeMessage:
        return done(request, _list_of(found), notice=say(MOVED_ON))
    return done(request, _list_of(found), notice=say("Noted as told."))


@require_POST
@officer_only
def not_reached(request: EntrantRequest, call: UUID) -> HttpResponse:
    """Nobody answered: it comes up again at the time chosen."""
    found, opened = _open(request, call)
    now, again_at = clock.now(), _again_at(request.POST)
    if again_at is None or not rules.may_try_again(again_at, now=now):
        wrong = say("Please choose a time that lies ahead, within thirty days.")
        return retry(request, "review/contact.html", {**_values(found, opened), "wrong": wrong})
    try:
        messaging.note_not_reached(message=found.id, again_at=again_at, by=request.actor, now=now)
    except CannotChangeMessage:
        return done(request, _list_of(found), notice=say(MOVED_ON))
    return done(request, _list_of(found), notice=say("It comes up again at {instant}.", instant=again_at))


def _tab(given: Mapping[str, Any]) -> Tab:
    return next((tab for tab in Tab if tab == given.get("show")), Tab.PHONE)


def _list_of(call: Call) -> str:
    return f"{reverse('review:contacts')}?show={call.channel.value}"


def _open(request: EntrantRequest, message: UUID) -> tuple[Call, Opened | None]:
    """The message of the officer's sections, and the application it is about."""
    call = messages.access_call(message, reach_of(request))
    is_application = call.about_kind == "application"
    return call, open_application(request, call.about_ref) if is_application else None


def _again_at(given: Mapping[str, Any]) -> datetime | None:
    """The time typed, or else the one chosen."""
    typed = forms.text(given, "again_at") or forms.text(given, "again")
    try:
        moment = datetime.fromisoformat(typed)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=calendar.TOKYO)


def _values(call: Call, opened: Opened | None) -> dict[str, Any]:
    now = clock.now()
    closed = office.closed_days(calendar.local_day(now).year)
    values = {
        "call": call,
        "is_waiting": call.settled_at is None,
        "is_phone": call.channel is Channel.PHONE,
        "tab": call.channel.value,
        "paragraphs": call.body.split("\n\n"),
        "moments": rules.moments_to_try(now=now, closed_days=closed),
        "keys": KEYS_OF_ONE,
    }
    return {**values, **(_about(call, opened) if opened else {})}


def _about(call: Call, opened: Opened) -> dict[str, Any]:
    read = opened.read
    row = read.application
    name, kana = contacts.name_of(row)
    return {
        "read": read,
        "application": row,
        "name": name,
        "kana": kana,
        "phone": contacts.phone_of(call) or contacts.phone_known(read),
        "address": contacts.address_lines(read),
        "points": _points(opened),
        "outcome": read.document.outcome(row.outcome).title if row.outcome else None,
        "letter": queries.letter_of(row),
    }


def _points(opened: Opened) -> list[dict[str, Any]]:
    """What is to be corrected: the officer says it, or writes it."""
    return reading.points(queries.open_return(opened.read.application))
