"""Officers approve, settle and release at the same moment, while residents change their minds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from threading import Event as Signal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import OperationalError
from django.db.models import QuerySet
from django.urls import reverse
from tests.capabilities.applications.test_filing import filed
from tests.capabilities.review.desk import LATER, seat
from tests.capabilities.review.test_proposals import TWO, settle, states, together
from tests.capabilities.review.test_releases import BEFORE, INSTANT
from tests.city.people import acting, make_officer, make_resident, signed_in
from tests.city.procedures import publish_club
from tests.races.at_once import PATIENCE, at_once, meeting

from madoguchi.applications.actions import progress
from madoguchi.applications.models import Application, Event
from madoguchi.audit.models import Line
from madoguchi.base.models import Counter
from madoguchi.messaging.models import InboxMessage
from madoguchi.people.models import Officer, Role
from madoguchi.review.actions import deciding, lettering, proposing, releasing, settling
from madoguchi.review.actions.proposing import CannotPropose
from madoguchi.review.models import Decision, Letter, Proposal, Release
from madoguchi.rules import lifecycle, proposals
from madoguchi.rules.lifecycle import State
from madoguchi.rules.proposals import Reason

pytestmark = pytest.mark.django_db(transaction=True)

BRANCHES = [f"8ひ子育第1号の{branch}" for branch in (1, 2, 3)]


@pytest.fixture
def writer(city: SimpleNamespace) -> Officer:
    """Who proposes."""
    return make_officer(section=city.kosodate, role=Role.REVIEWER)


@pytest.fixture
def heads(city: SimpleNamespace) -> list[Officer]:
    """Two who may approve."""
    return [make_officer(section=city.kosodate, role=Role.APPROVER) for _ in range(2)]


@pytest.fixture
def three(city: SimpleNamespace) -> list[Application]:
    version = publish_club(limits={}, review=TWO).pk
    return [filed(make_resident(), version) for _ in range(3)]


@pytest.fixture
def release(three: list[Application], heads: list[Officer]) -> Release:
    by = seat(heads[0], three[0])
    return releasing.plan(section="kosodate", title="結果", releases_at=INSTANT, by=by, now=LATER)


def proposed(application: Application, release: Release, by: Officer) -> Proposal:
    """A proposal about this application alone, kept for the instant."""
    laid = deciding.propose(
        application=application,
        outcome="approved",
        reason="",
        release=release,
        by=seat(by, application),
        now=LATER,
    )
    assert laid.proposal is not None
    return laid.proposal


def approving(proposal: Proposal, by: Officer, about: Application) -> Callable[[], Proposal]:
    return lambda: proposing.approve(proposal=proposal, by=seat(by, about), now=LATER)


def pressing(release: Release, by: Officer) -> Callable[[], Sequence[str]]:
    return lambda: releasing.release(release_id=release.pk, by=acting(by), now=BEFORE)


def reasons(outcomes: Sequence[Any]) -> list[Reason]:
    return [each.refusal.reason for each in outcomes if isinstance(each, CannotPropose)]


def numbers_taken() -> int:
    return Counter.objects.get(key__startswith="letter:").value


def before(name: str, meet: Callable[[], object], owner: Any, patch: pytest.MonkeyPatch) -> None:
    """Who comes to `owner.name` waits there for the other."""
    real = getattr(owner, name)

    def after_meeting(*given: Any, **named: Any) -> Any:
        meet()
        return real(*given, **named)

    patch.setattr(owner, name, after_meeting)


def test_two_who_approve_at_once_give_one_decision_and_one_number(
    three: list[Application], writer: Officer, heads: list[Officer]
) -> None:
    proposal = together(three, writer)
    outcomes = at_once([approving(proposal, head, three[0]) for head in heads])
    assert reasons(outcomes) == [Reason.NOT_FROM_HERE]
    settle(proposal)
    assert sorted(Letter.objects.values_list("document_number", flat=True)) == BRANCHES
    assert numbers_taken() == 1


def test_control_without_a_lock_both_approve_and_a_number_is_lost(
    three: list[Application], writer: Officer, heads: list[Officer], monkeypatch: pytest.MonkeyPatch
) -> None:
    proposal = together(three, writer)
    acts = [approving(proposal, head, three[0]) for head in heads]
    monkeypatch.setattr(QuerySet, "select_for_update", lambda found, **_: found)
    before("refuse", meeting(2), proposals, monkeypatch)
    assert reasons(at_once(acts)) == []
    assert numbers_taken() == 2


def test_pressed_twice_at_once_results_are_released_once(
    three: list[Application], release: Release, writer: Officer, heads: list[Officer]
) -> None:
    for application in three:
        approving(proposed(application, release, writer), heads[0], application)()
    outcomes = at_once([pressing(release, head) for head in heads])
    assert reasons(outcomes) == [Reason.ALREADY_RELEASED]
    assert Event.objects.filter(act="release").count() == len(three)
    assert Line.objects.filter(verb="release.released").count() == 1


def test_control_without_a_lock_they_are_released_twice(
    three: list[Application],
    release: Release,
    writer: Officer,
    heads: list[Officer],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for application in three:
        approving(proposed(application, release, writer), heads[0], application)()
    monkeypatch.setattr(QuerySet, "select_for_update", lambda found, **_: found)
    before("refuse_release", meeting(2), proposals, monkeypatch)
    assert reasons(at_once([pressing(release, head) for head in heads])) == []
    assert Line.objects.filter(verb="release.released").count() == 2


def test_withdrawn_while_its_proposal_settles_it_stays_withdrawn_and_the_others_settle(
    three: list[Application], writer: Officer, heads: list[Officer], monkeypatch: pytest.MonkeyPatch
) -> None:
    proposal = together(three, writer)
    approving(proposal, heads[0], three[0])()
    drop, left = settling.drop, []

    def drop_after_the_others_settled(**given: Any) -> None:
        left.extend(at_once([lambda: settling.continue_settling(proposal_id=proposal.pk, now=LATER)]))
        drop(**given)

    monkeypatch.setattr(settling, "drop", drop_after_the_others_settled)
    withdrawing(three[1])()
    assert left == [True], "the one that is held is passed over"
    settle(proposal)
    assert states(three) == [State.DECIDED, State.WITHDRAWN, State.DECIDED]
    assert Decision.objects.get(application=three[1]).dropped_at == LATER
    assert sorted(Letter.objects.values_list("document_number", flat=True)) == BRANCHES[::2]


def test_withdrawn_in_the_moment_of_its_approval_the_officer_is_told_and_nothing_is_decided(
    three: list[Application],
    release: Release,
    writer: Officer,
    heads: list[Officer],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    proposal, meet, answers = proposed(three[0], release, writer), meeting(2), []
    before("settle", meet, settling, monkeypatch)
    before("drop", meet, settling, monkeypatch)
    url = reverse("review:proposal_act", args=[proposal.pk, "approve"])
    desk = signed_in(heads[0])
    at_once([lambda: answers.append(desk.post(url)), withdrawing(three[0])])
    assert [each.status_code for each in answers] == [302]
    proposal.refresh_from_db()
    assert proposal.approved_at is None and states(three[:1]) == [State.WITHDRAWN]
    assert not Letter.objects.exists()


def test_control_holding_the_decision_alone_each_waits_for_the_other(
    three: list[Application], writer: Officer, heads: list[Officer], monkeypatch: pytest.MonkeyPatch
) -> None:
    proposal, lock = together(three[:2], writer), QuerySet.select_for_update
    approving(proposal, heads[0], three[0])()

    def of_itself(found: Any, *, of: Sequence[str] = (), **how: Any) -> Any:
        return lock(found, of=tuple(each for each in of if each != "application"), **how)

    monkeypatch.setattr(QuerySet, "select_for_update", of_itself)
    meet = meeting(2)
    before("settle", meet, settling, monkeypatch)
    before("drop", meet, settling, monkeypatch)
    settling_it = Decision.objects.get(application=three[0]).pk
    outcomes = at_once([withdrawing(three[0]), lambda: settling._settle_held(settling_it, LATER)])
    assert [str(each) for each in outcomes if isinstance(each, OperationalError)][0].startswith("deadlock")


def withdrawing(application: Application) -> Callable[[], Application]:
    aoi = application.resident
    assert aoi is not None
    return lambda: progress.withdraw(
        application=application, role=lifecycle.Role.APPLICANT, by=acting(aoi), now=LATER
    )


@pytest.fixture
def early_and_late(
    three: list[Application], release: Release, writer: Officer, heads: list[Officer]
) -> SimpleNamespace:
    """One that waits for the instant, and one that is approved at the last moment."""
    early, late = three[:2]
    approving(proposed(early, release, writer), heads[0], early)()
    last = approving(proposed(late, release, writer), heads[1], late)
    return SimpleNamespace(both=three[:2], approving=last, pressing=pressing(release, heads[0]))


def test_the_release_waits_for_what_is_being_approved_and_shows_it_too(
    early_and_late: SimpleNamespace, release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    meet = meeting(2)
    before("issue", meet, lettering, monkeypatch)  # settled, not committed
    at_once([early_and_late.approving, lambda: (meet(), early_and_late.pressing())])
    assert states(early_and_late.both) == [State.DECIDED] * 2
    releasing.continue_telling(release_id=release.pk, now=BEFORE)
    assert InboxMessage.objects.filter(template="decided").count() == 2


def test_what_is_approved_while_results_are_released_is_seen_at_once(
    early_and_late: SimpleNamespace, release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    meet = meeting(2)
    before("_show", meet, releasing, monkeypatch)
    before("settle", meet, settling, monkeypatch)
    at_once([early_and_late.approving, early_and_late.pressing])
    assert states(early_and_late.both) == [State.DECIDED] * 2
    releasing.continue_telling(release_id=release.pk, now=BEFORE)
    assert InboxMessage.objects.filter(template="decided").count() == 2


def test_control_read_and_not_held_an_approval_is_left_behind_until_the_round_completes_it(
    early_and_late: SimpleNamespace, release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled, released = Signal(), Signal()

    def press() -> None:
        settled.wait(PATIENCE)
        early_and_late.pressing()
        released.set()

    def between() -> None:
        settled.set()
        released.wait(PATIENCE)

    monkeypatch.setattr(settling, "_instant_to_come", lambda proposal: INSTANT)
    before("issue", between, lettering, monkeypatch)
    at_once([early_and_late.approving, press])
    assert states(early_and_late.both) == [State.DECIDED, State.SETTLED]
    releasing.release_due(now=BEFORE + timedelta(seconds=5))
    assert states(early_and_late.both) == [State.DECIDED] * 2


def test_an_instant_moved_while_a_letter_is_drawn_leaves_no_letter_with_the_old_day(
    early_and_late: SimpleNamespace,
    release: Release,
    heads: list[Officer],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    meet, by = meeting(2), seat(heads[0], early_and_late.both[0])
    later = INSTANT + timedelta(days=1)
    before("issue", meet, lettering, monkeypatch)

    def move() -> Release:
        meet()
        return releasing.move_instant(release=release, releases_at=later, by=by, now=LATER)

    at_once([early_and_late.approving, move])
    while releasing.continue_drawing(release_id=release.pk, now=LATER):
        pass
    assert {letter.dated_on for letter in Letter.objects.exclude(file=None)} == {later.date()}
    assert Letter.objects.exclude(file=None).count() == 2
