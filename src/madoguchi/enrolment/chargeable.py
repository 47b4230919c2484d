"""What places cost money in a month, for the room that charges: told as values."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from django.db.models import Q

from madoguchi.enrolment.models import Enrolment
from madoguchi.payments.sources import Chargeable
from madoguchi.rules import calendar
from madoguchi.rules.enrolment import LIVING, State
from madoguchi.rules.fees import Use
from madoguchi.rules.fees.month import Span, last_day

KIND: Final = "enrolment"
LIVED_IN: Final = (*LIVING, State.ENDED)


def list_chargeable(month: date) -> Iterator[Chargeable]:
    """The places that were lived in on some day of the month. One query."""
    last = last_day(month)
    held = Enrolment.objects.filter(state__in=LIVED_IN, year=calendar.fiscal_year(month), starts_on__lte=last)
    held = held.filter(Q(leaves_on=None) | Q(leaves_on__gt=month))
    for each in held.select_related("child", "application__resident"):
        yield _chargeable(each, month, last)


def _chargeable(held: Enrolment, month: date, last: date) -> Chargeable:
    application, resident = held.application, held.application.resident
    return Chargeable(
        kind=KIND,
        ref=str(held.pk),
        payer=resident.reference if resident else None,
        payer_name=application.applicant_name,
        payer_kana=application.applicant_kana,
        subject=held.child.name,
        household=str(resident.reference) if resident else application.reference,
        born=held.child.birth_date,
        use=Use(
            month=month,
            place=held.place_id,
            grade=calendar.school_grade(held.child.birth_date, held.year),
            enrolled=Span(begins=held.starts_on, ends=_day_before(held.leaves_on)),
            on_leave=_is_away(held, month, last),
        ),
    )


def _is_away(held: Enrolment, month: date, last: date) -> bool:
    """Whether the pause takes the whole month."""
    if held.pauses_on is None or held.pauses_on > month:
        return False
    return held.returns_on is None or held.returns_on > last


def _day_before(day: date | None) -> date | None:
    return day - timedelta(days=1) if day else None
