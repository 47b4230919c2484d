"""What an officer or the club notes down of a place, from what was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from madoguchi.enrolment import forms
from madoguchi.enrolment.actions import attending
from madoguchi.people.entrants import EntrantRequest

if TYPE_CHECKING:
    from madoguchi.enrolment.models import Enrolment


def _confirm(request: EntrantRequest, held: Enrolment, now: datetime) -> None:
    attending.confirm(enrolment_id=held.pk, by=request.actor, now=now)


def _end(request: EntrantRequest, held: Enrolment, now: datetime) -> None:
    last_day = forms.day(request.POST, "last_day")
    attending.end(enrolment_id=held.pk, last_day=last_day, by=request.actor, now=now)


def _pause(request: EntrantRequest, held: Enrolment, now: datetime) -> None:
    first, last = (forms.day(request.POST, name) for name in ("first_day", "pause_ends"))
    attending.pause(enrolment_id=held.pk, first_day=first, last_day=last, by=request.actor, now=now)


NOTED: Final[Mapping[str, Callable[[EntrantRequest, Any, datetime], None]]] = {
    "confirm": _confirm,
    "end": _end,
    "pause": _pause,
}
