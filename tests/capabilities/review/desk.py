"""What the stories of this room begin with: an application on Chika's desk, an officer in a role."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from tests.capabilities.applications import test_correcting
from tests.city.people import NOW, acting

from madoguchi.applications.models import Application, Draft
from madoguchi.people.models import Officer, Resident
from madoguchi.review import queries
from madoguchi.review.actions import returning
from madoguchi.review.models import Return
from madoguchi.review.queries import Reviewer
from madoguchi.rules import calendar
from madoguchi.rules.decisions import Point

LATER = NOW + timedelta(days=3)
DUE = date(2026, 12, 4)
CUT = "証明日が切れています。四すみが入るように撮ってください。"


def seat(officer: Officer, application: Application, *, now: datetime = LATER) -> Reviewer:
    """The officer before the application."""
    return queries.reviewer(
        officer=officer, section=application.section, actor=acting(officer), on=calendar.local_day(now)
    )


def returned(application: Application, officer: Officer, *paths: str, **more: Any) -> Return:
    """A return of the application for these questions."""
    given = {"message": "", "due_on": DUE, "now": LATER, **more}
    points = [Point(path=path, reason=CUT) for path in paths]
    return returning.return_for_correction(
        application=application, points=points, by=seat(officer, application), **given
    )


def corrected(application: Application, resident: Resident, **answers: Any) -> Application:
    """The application after its applicant sent other answers."""
    draft = Draft.objects.get(application=application, submitted_at=None)
    return test_correcting.corrected(draft, resident, **answers)
