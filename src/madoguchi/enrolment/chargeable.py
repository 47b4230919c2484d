"""What places cost money in a month, for the room that charges: told as values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import zip_longest
from typing import Final
from uuid import UUID

from django.db.models import Q

from madoguchi.enrolment.models import Arrangement, Enrolment, SpotDay
from madoguchi.payments.sources import Chargeable
from madoguchi.rules import calendar
from madoguchi.rules.enrolment import LIVING, State
from madoguchi.rules.fees import Use
from madoguchi.rules.fees.month import Span, last_day

KIND: Final = "enrolment"
HOURS: Final = "extension"  # of what is arranged, that which costs money
LIVED_IN: Final = (*LIVING, State.ENDED)


def list_chargeable(month: date) -> Iterator[Chargeable]:
    """The places that were lived in on some day of the month, with their longer hours. Three queries."""
    last = last_day(month)
    held = Enrolment.objects.filter(state__in=LIVED_IN, year=calendar.fiscal_year(month), starts_on__lte=last)
    held = held.filter(Q(leaves_on=None) | Q(leaves_on__gt=month))
    them = list(held.select_related("child", "application__resident"))
    arranged, ticked = _arranged(them, last), _ticked(them, month, last)
    for each in them:
        yield _chargeable(each, arranged.get(each.pk, ()), ticked.get(each.pk, {}), month)


def _chargeable(
    held: Enrolment, arranged: Sequence[Arrangement], ticked: Mapping[str, Sequence[date]], month: date
) -> Chargeable:
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
            on_leave=_is_away(held, month, last_day(month)),
            options=_options(arranged, month),
            spots=ticked,
        ),
    )


def _arranged(held: Sequence[Enrolment], last: date) -> dict[UUID, list[Arrangement]]:
    """What was arranged about hours until the last day of the month, the oldest first."""
    found: defaultdict[UUID, list[Arrangement]] = defaultdict(list)
    rows = Arrangement.objects.filter(enrolment__in=held, kind=HOURS, starts_on__lte=last)
    for row in rows.order_by("starts_on", "pk"):
        found[row.enrolment_id].append(row)
    return found


def _ticked(held: Sequence[Enrolment], month: date, last: date) -> dict[UUID, dict[str, list[date]]]:
    """The days that the clubs ticked in the month, by what the table of fees calls them."""
    found: defaultdict[UUID, dict[str, list[date]]] = defaultdict(dict)
    for row in SpotDay.objects.filter(enrolment__in=held, day__range=(month, last)).order_by("day", "pk"):
        found[row.enrolment_id].setdefault(row.band, []).append(row.day)
    return found


def _options(arranged: Sequence[Arrangement], month: date) -> dict[str, Span]:
    """What was in force on some day of the month, by answer: each until the next one begins."""
    found: dict[str, Span] = {}
    for row, following in zip_longest(arranged, arranged[1:]):
        end = _day_before(following.starts_on if following else None)
        if end is None or end >= max(month, row.starts_on):
            for answer in _answers(row.value):
                before = found.get(answer)
                found[answer] = Span(begins=before.begins if before else row.starts_on, ends=end)
    return found


def _answers(value: object) -> Sequence[str]:
    """One answer or several; nothing where nothing is arranged any more."""
    if isinstance(value, list):
        return [str(each) for each in value]
    return [value] if isinstance(value, str) and value else []


def _is_away(held: Enrolment, month: date, last: date) -> bool:
    """Whether the pause takes the whole month."""
    if held.pauses_on is None or held.pauses_on > month:
        return False
    return held.returns_on is None or held.returns_on > last


def _day_before(day: date | None) -> date | None:
    return day - timedelta(days=1) if day else None
