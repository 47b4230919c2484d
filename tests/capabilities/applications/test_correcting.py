"""A returned application comes back with only what was marked changed."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from tests.capabilities.applications.test_filing import filed
from tests.city.people import NOW, acting
from tests.city.procedures import publish_club

from madoguchi.applications import queries
from madoguchi.applications.actions import drafts, progress, submission
from madoguchi.applications.actions.drafts import Seen
from madoguchi.applications.actions.progress import CannotMove
from madoguchi.applications.models import AnswerSet, Application, Draft
from madoguchi.people.models import Officer, Resident
from madoguchi.rules.lifecycle import Act, Role, State


def returned(application: Application, officer: Officer, *paths: str) -> Draft:
    """The correction draft of an application returned for `paths`."""
    moved = progress.move(
        application=application, act=Act.RETURN, role=Role.REVIEWER, by=acting(officer), now=NOW
    )
    return progress.open_correction(application=moved, paths=paths, by=acting(officer), now=NOW)


def corrected(draft: Draft, aoi: Resident, **answers: Any) -> Application:
    """The application after Aoi sent `answers`."""
    before = queries.writing(draft).answers
    drafts.save(
        draft_id=draft.pk,
        answers={**before, **answers},
        seen=Seen(revision=1),
        language="ja",
        by=acting(aoi),
        now=NOW,
    )
    return submission.submit_correction(draft_id=draft.pk, by=acting(aoi), now=NOW)


def test_aoi_corrects_what_chika_marked(city: SimpleNamespace, aoi: Resident, chika: Officer) -> None:
    draft = returned(filed(aoi, publish_club().pk), chika, "phone")
    application = corrected(draft, aoi, phone="09000000009")
    assert application.state == State.CORRECTED
    assert queries.filed(application).answers["phone"] == "09000000009"


def test_the_arrival_and_the_first_answers_stay(city: SimpleNamespace, aoi: Resident, chika: Officer) -> None:
    first = filed(aoi, publish_club().pk)
    application = corrected(returned(first, chika, "phone"), aoi, phone="09000000009")
    assert application.arrived_at == first.arrived_at
    assert AnswerSet.objects.get(application=application, number=1).answers["phone"] == "09000000001"


def test_an_unmarked_answer_does_not_change(city: SimpleNamespace, aoi: Resident, chika: Officer) -> None:
    draft = returned(filed(aoi, publish_club().pk), chika, "phone")
    application = corrected(draft, aoi, start="2027-05-01", phone="09000000009")
    assert queries.filed(application).answers["start"] == "2027-04-01"


def test_a_sensitive_answer_survives_a_correction(
    city: SimpleNamespace, aoi: Resident, chika: Officer
) -> None:
    application = corrected(returned(filed(aoi, publish_club().pk), chika, "phone"), aoi, phone="09000000009")
    assert queries.filed(application).answers["allergy"] == "卵"


def test_a_question_that_appears_can_be_answered(
    city: SimpleNamespace, aoi: Resident, chika: Officer
) -> None:
    draft = returned(filed(aoi, publish_club().pk, reason="ill"), chika, "reason")
    application = corrected(draft, aoi, reason="work", certificate={"cannot": "会社に頼んでいます"})
    assert queries.filed(application).answers["certificate"] == {"cannot": "会社に頼んでいます"}


def test_what_was_not_returned_cannot_be_corrected(
    city: SimpleNamespace, aoi: Resident, chika: Officer
) -> None:
    application = filed(aoi, publish_club().pk)
    with pytest.raises(CannotMove):
        progress.move(application=application, act=Act.CORRECT, role=Role.APPLICANT, by=acting(aoi), now=NOW)
