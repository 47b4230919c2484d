"""Telling whoever has a reservation, or waits for one, by the way they are reached."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from madoguchi.base import moments
from madoguchi.base.moments import Style
from madoguchi.base.texts import read_by, say_marked
from madoguchi.booking.models import Reservation, Session, WaitEntry
from madoguchi.messaging import actions as messaging
from madoguchi.people.models import Resident
from madoguchi.rules.messages import Template

LINE: Final = "\n"
STYLES: Final[tuple[Style, ...]] = ("ja", "ja-easy", "en")


def tell(
    *,
    reservation: Reservation,
    template: Template,
    now: datetime,
    key: str = "",
    expires_at: datetime | None = None,
    **values: Any,
) -> None:
    """Promise the message `template`, in the caller's transaction; `key` makes it one of its kind."""
    contact_kind, contact, language = reservation.contact_kind, reservation.contact, reservation.language
    if reservation.resident is not None:
        contact_kind, contact, language = _way_to(reservation.resident)
    messaging.tell(
        resident_ref=reservation.resident.reference if reservation.resident else None,
        contact_kind=contact_kind,
        contact=contact,
        language=language,
        template=template,
        values={
            "title": reservation.offering.title,
            "reference": reservation.code,
            "starts_at": reservation.starts_at,
            "place": reservation.place.title,
            **values,
        },
        about=("reservation", reservation.code),
        dedupe_key=key or key_of(reservation, template),
        now=now,
        expires_at=expires_at,
        section=reservation.offering.section,
    )


def tell_together(
    *,
    reservations: Sequence[Reservation],
    template: Template,
    now: datetime,
    expires_at: datetime | None = None,
    **values: Any,
) -> None:
    """Promise one message for several of one person at one place: the first, with the others' times."""
    first, *others = reservations
    if others:
        values["added"] = {code: _also(others, code) for code in STYLES}
    tell(reservation=first, template=template, now=now, expires_at=expires_at, **values)


def _also(others: Sequence[Reservation], reader: Style) -> str:
    with read_by(reader):
        times = LINE.join(moments.write_instant(each.starts_at, reader) for each in others)
        return say_marked("The same goes for these times:") + LINE + times


def key_of(reservation: Reservation, template: Template) -> str:
    """Under which a message is promised that is told once for each time a reservation has."""
    return f"{template}:{reservation.code}:{reservation.starts_at.isoformat()}"


def _way_to(resident: Resident) -> tuple[str, str, str]:
    account = resident.account
    return "email", account.email if account else "", resident.language


def tell_waiting(*, entry: WaitEntry, session: Session, time: int, now: datetime) -> None:
    """Tell somebody who waits that a place is free for whoever is first; each `time` once."""
    key = f"{Template.SLOT_FREE}:{entry.pk}:{time}"
    _tell_entry(entry, session, Template.SLOT_FREE, key=key, now=now, expires_at=session.starts_at)


def tell_off(*, entry: WaitEntry, session: Session, why: str, now: datetime) -> None:
    """Tell somebody who waits that there is nothing to wait for: it does not take place."""
    key = f"{Template.WAIT_OFF}:{entry.pk}"
    _tell_entry(entry, session, Template.WAIT_OFF, key=key, now=now, why=why)


def _tell_entry(
    entry: WaitEntry,
    session: Session,
    template: Template,
    *,
    key: str,
    now: datetime,
    expires_at: datetime | None = None,
    **values: Any,
) -> None:
    contact_kind, contact, language = _way_to(entry.resident)
    messaging.tell(
        resident_ref=entry.resident.reference,
        contact_kind=contact_kind,
        contact=contact,
        language=language,
        template=template,
        values={"title": session.offering.title, "starts_at": session.starts_at, **values},
        about=("waiting", str(entry.pk)),
        dedupe_key=key,
        now=now,
        expires_at=expires_at,
        section=session.offering.section,
    )
