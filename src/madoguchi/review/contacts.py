"""Whom officers call or write to. What is shown of a person, in a list or opened, comes from here only."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from madoguchi.applications import queries as applications
from madoguchi.applications.models import Application
from madoguchi.applications.queries import Filed
from madoguchi.messaging import queries as messaging
from madoguchi.messaging.queries import Call
from madoguchi.people.queries import officer_names
from madoguchi.review import letters
from madoguchi.rules import calendar
from madoguchi.rules.messages import Channel

SETTLED_FOR: Final = timedelta(days=30)


class Tab(StrEnum):
    """The lists."""

    PHONE = "phone"
    POST = "post"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a list."""

    call: Call
    name: str
    kana: str
    phone: str
    is_late: bool  # the day it names has passed
    is_put_off: bool  # nobody answered, and it is not yet time to try again
    settled_by: str  # the officer's name


def list_entries(*, sections: Collection[str], tab: Tab, now: datetime) -> list[Entry]:
    """The lines of a list: what can be done now before what is put off, then by the day it names."""
    calls = _calls(sections, tab, now)
    found = {each.reference: each for each in _applications(sections, calls)}
    officers = officer_names({call.settled_by for call in calls if call.settled_by})
    entries = [_entry(call, found.get(call.about_ref), officers, now) for call in calls]
    return sorted(entries, key=lambda entry: entry.is_put_off)


def count_entries(sections: Collection[str]) -> dict[str, int]:
    """How many wait on each list."""
    return {channel.value: count for channel, count in messaging.count_by_hand(sections).items()}


def name_of(application: Application | None) -> tuple[str, str]:
    """The applicant's name and reading, as a list shows them."""
    return (application.applicant_name, application.applicant_kana) if application else ("", "")


def phone_of(call: Call) -> str:
    """The number to call, as a list shows it."""
    return call.address if call.channel is Channel.PHONE else ""


def phone_known(read: Filed) -> str:
    """The applicant's telephone number, from the answers; empty where none was given."""
    return str(read.document.value_at(read.document.applicant.phone, read.answers) or "")


def address_lines(read: Filed) -> Sequence[str]:
    """The applicant's postal address as it stands on an envelope, from the answers; opened, never listed."""
    addressee = letters.addressee(read)
    code = addressee["postal_code"]
    return [*([f"〒{code}"] if code else []), *addressee["lines"]]


def _calls(sections: Collection[str], tab: Tab, now: datetime) -> list[Call]:
    if tab is Tab.SETTLED:
        return messaging.list_settled(sections, since=now - SETTLED_FOR)
    return messaging.list_by_hand(sections, Channel(tab.value))


def _applications(sections: Collection[str], calls: Iterable[Call]) -> Iterable[Application]:
    references = {call.about_ref for call in calls if call.about_kind == "application"}
    return applications.of_sections(sections).filter(reference__in=references)


def _entry(call: Call, application: Application | None, officers: dict[str, str], now: datetime) -> Entry:
    name, kana = name_of(application)
    return Entry(
        call=call,
        name=name,
        kana=kana,
        phone=phone_of(call),
        is_late=_is_late(call, calendar.local_day(now)),
        is_put_off=call.again_at is not None and call.again_at > now,
        settled_by=officers.get(call.settled_by, ""),
    )


def _is_late(call: Call, today: date) -> bool:
    return call.settled_at is None and call.due_on is not None and call.due_on < today
