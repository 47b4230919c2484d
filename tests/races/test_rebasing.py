"""A newer version is published while others file, correct, decide and withdraw."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from tests.capabilities.applications.test_filing import filed, written
from tests.capabilities.applications.test_rebasing import LATER, NEW, publish, returned, run, steps
from tests.city.people import NOW, acting
from tests.city.procedures import publish_club
from tests.races.at_once import at_once, meeting

from madoguchi.applications import passages
from madoguchi.applications.actions import progress, rebasing, submission
from madoguchi.applications.models import AnswerSet, Application, Draft, Rebase
from madoguchi.audit.actions import SYSTEM
from madoguchi.people.models import Officer, Resident
from madoguchi.rules.lifecycle import Act, Role, State

pytestmark = pytest.mark.django_db(transaction=True)


def decide(application: Application) -> Application:
    return progress.move(
        application=application, act=Act.DECIDE, role=Role.APPROVER, by=SYSTEM, now=LATER, outcome="approved"
    )


def test_what_is_decided_in_that_moment_is_decided_under_one_version(
    city: SimpleNamespace, chika: Officer, aoi: Resident
) -> None:
    application = filed(aoi, publish_club().pk)
    publish(chika, minutes=20)
    at_once([run, lambda: decide(application)])
    application.refresh_from_db()
    latest = AnswerSet.objects.get(application=application, number=application.answer_count)
    assert application.state == State.DECIDED
    assert latest.version_id == application.version_id


def test_control_without_holding_it_a_decided_one_moves(
    city: SimpleNamespace, chika: Officer, aoi: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    meet = meeting(2)

    def read_then_wait(application_id: int) -> Application:
        found = Application.objects.select_related("version", "resident__account").get(pk=application_id)
        meet()  # it is read
        meet()  # and decided
        return found

    def decided_meanwhile() -> None:
        meet()
        decide(application)
        meet()

    application = filed(aoi, publish_club().pk)
    publish(chika, minutes=20)
    monkeypatch.setattr(rebasing, "_hold", read_then_wait)
    at_once([run, decided_meanwhile])
    application.refresh_from_db()
    assert application.state == State.ARRIVED, "the decision is overwritten"


def test_a_correction_sent_in_that_moment_and_the_run_do_not_wait_for_each_other(
    city: SimpleNamespace, chika: Officer, aoi: Resident
) -> None:
    application = filed(aoi, publish_club().pk)
    returned(application)
    draft = Draft.objects.get(kind="correction")
    publish(chika, minutes=20)
    outcomes = at_once([run, lambda: submission.submit(draft_id=draft.pk, by=acting(aoi), now=LATER)])
    assert not any(isinstance(each, Exception) for each in outcomes)
    run()
    application.refresh_from_db()
    assert (application.state, application.version.number) == (State.CORRECTED, 2)


def test_what_was_filed_in_that_moment_is_found_afterwards(
    city: SimpleNamespace, chika: Officer, aoi: Resident, ben: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The filing read the older version as the one offered, and commits when the run is over."""
    meet, claim = meeting(2), submission._claim_capacity

    def publish_and_run(document: Any) -> None:
        meet()
        meet()
        claim(document)

    def the_whole_run() -> None:
        meet()
        publish(chika, limits={}, minutes=20)
        run()
        meet()

    version = publish_club(limits={}).pk
    filed(ben, version)
    draft = written(aoi, version)
    monkeypatch.setattr(submission, "_claim_capacity", publish_and_run)
    at_once([lambda: submission.submit(draft_id=draft.pk, by=acting(aoi), now=NOW), the_whole_run])
    assert Application.objects.get(resident=aoi).version.number == 1
    assert passages.list_unfinished() == [Rebase.objects.get()]
    run()
    assert Application.objects.get(resident=aoi).version.number == 2


def test_two_workers_take_each_on_once(
    city: SimpleNamespace, chika: Officer, aoi: Resident, ben: Resident
) -> None:
    version = publish_club(limits={}).pk
    for resident in (aoi, ben):
        filed(resident, version)
    publish(chika, limits={}, steps=steps(home_step=[NEW]))
    at_once([run, run])
    assert Draft.objects.filter(kind="correction").count() == 2
    assert Rebase.objects.get().items.count() == 2
