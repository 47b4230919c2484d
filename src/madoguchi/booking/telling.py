"""Telling whoever has a reservation, or waits for one, by the way they are reached."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from madoguchi.booking.models import Reservation
from madoguchi.messaging import actions as messaging
from madoguchi.people.models import Resident
from madoguchi.rules.messages import Template


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
        dedupe_key=f"{template}:{reservation.code}:{key or reservation.starts_at.isoformat()}",
        now=now,
        expires_at=expires_at,
        section=reservation.offering.section,
    )


def _way_to(resident: Resident) -> tuple[str, str, str]:
    account = resident.account
    return "email", account.email if account else "", resident.language
