"""Chika asks for one paper again; Aoi corrects it and nothing else."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from django.http import Http404
from tests.capabilities.applications.test_filing import filed
from tests.capabilities.review.desk import CUT, DUE, corrected, returned, seat
from tests.city.procedures import publish_club

from madoguchi.applications.actions.progress import CannotMove
from madoguchi.applications.models import Application, Draft
from madoguchi.audit.models import Line
from madoguchi.messaging.models import InboxMessage, OutgoingMessage
from madoguchi.people.models import Officer, Resident
from madoguchi.review import queries
from madoguchi.review.actions.returning import CannotReturn
from madoguchi.review.models import Return
from madoguchi.rules.decisions import Reason
from madoguchi.rules.lifecycle import State


@pytest.fixture
def application(city: SimpleNamespace, aoi: Resident) -> Application:
    """Aoi's application."""
    return filed(aoi, publish_club().pk)


def test_chika_returns_for_one_paper(application: Application, chika: Officer) -> None:
    sent = returned(application, chika, "certificate")
    application.refresh_from_db()
    assert application.state == State.RETURNED
    assert sent.points == [{"path": "certificate", "reason": CUT}] and sent.due_on == DUE
    assert Draft.objects.get(application=application, submitted_at=None).open_paths == ["certificate"]


def test_aoi_is_told_until_when_and_the_mail_says_nothing_personal(
    application: Application, aoi: Resident, chika: Officer
) -> None:
    returned(application, chika, "certificate")
    inbox = InboxMessage.objects.get(resident_ref=aoi.reference, template="returned")
    mail = OutgoingMessage.objects.get(template="returned")
    assert inbox.values["due_on"] == "2026-12-04"
    assert "12月4日" in mail.body and "補正" not in mail.body and application.reference not in mail.body


def test_the_record_names_the_questions_and_never_the_reasons(
    application: Application, chika: Officer
) -> None:
    returned(application, chika, "certificate", "phone")
    line = Line.objects.get(verb="application.return")
    assert line.actor_ref == chika.number
    assert line.details == {"questions": ["certificate", "phone"], "due_on": "2026-12-04"}


def test_everything_wrong_with_a_return_is_said_at_once(application: Application, chika: Officer) -> None:
    with pytest.raises(CannotReturn) as cannot:
        returned(application, chika, "certificate", "dog", due_on=date(2026, 11, 28))
    reasons = [refusal.reason for refusal in cannot.value.refusals]
    assert reasons == [Reason.UNKNOWN_QUESTION, Reason.DUE_ON_CLOSED_DAY]
    assert not Return.objects.exists() and not Draft.objects.filter(submitted_at=None).exists()


def test_an_application_is_not_returned_twice_at_once(application: Application, chika: Officer) -> None:
    returned(application, chika, "certificate")
    with pytest.raises(CannotMove):
        returned(application, chika, "phone")
    assert Return.objects.count() == 1


def test_the_answer_ends_the_return(application: Application, aoi: Resident, chika: Officer) -> None:
    sent = returned(application, chika, "phone")
    assert queries.open_return(application) == sent
    assert corrected(application, aoi, phone="09000000009").state == State.CORRECTED
    assert queries.open_return(application) is None


def test_what_came_back_can_be_returned_once_more(
    application: Application, aoi: Resident, chika: Officer
) -> None:
    returned(application, chika, "phone")
    again = returned(corrected(application, aoi, phone="09000000009"), chika, "certificate")
    assert again.answers == 2
    assert InboxMessage.objects.filter(template="returned").count() == 2


def test_dan_has_no_seat_before_it(application: Application, dan: Officer) -> None:
    with pytest.raises(Http404):
        seat(dan, application)
