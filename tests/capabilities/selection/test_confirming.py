"""A run becomes one proposal; families see its results together; the next one waiting is known."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.capabilities.review.desk import seat
from tests.capabilities.selection.running import (
    LATER,
    SORANO,
    WAKAMUGI,
    edition,
    ran,
    three_families,
    three_ready,
)
from tests.city.people import acting

from madoguchi.applications.models import Application
from madoguchi.people.models import Officer
from madoguchi.review.actions import batching, releasing
from madoguchi.review.models import Batch, Decision, Proposal, Release
from madoguchi.rules.confirming import Refusal
from madoguchi.selection.actions import confirming, rounds
from madoguchi.selection.actions.confirming import CannotPlace
from madoguchi.selection.models import Confirmation, Placement, Round, Run, Seats
from madoguchi.selection.queries.waiting import next_of

RELEASES_AT = LATER + timedelta(days=50)


@pytest.fixture(autouse=True)
def _later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("madoguchi.base.clock.now", lambda: LATER)


@pytest.fixture
def children(city: SimpleNamespace) -> list[Application]:
    return three_families()


@pytest.fixture
def round(children: list[Application], chika: Officer, makoto: Officer) -> Round:
    return three_ready(children, chika, makoto)


@pytest.fixture
def release(children: list[Application], makoto: Officer) -> Release:
    by = seat(makoto, children[0])
    return releasing.plan(section="kosodate", title="一次の結果", releases_at=RELEASES_AT, by=by, now=LATER)


def confirmed(run: Run, release: Release, officer: Officer) -> Confirmation:
    made = confirming.confirm(
        run=run, title="一次内定", release=release, officer=officer, by=acting(officer), now=LATER
    )
    while confirming.continue_drafting(confirmation_id=made.pk, now=LATER):
        pass
    while batching.continue_batch(batch_id=Batch.objects.get().pk, now=LATER):
        pass
    made.refresh_from_db()
    return made


def refused(run: Run, release: Release, officer: Officer, title: str = "一次内定") -> Refusal:
    with pytest.raises(CannotPlace) as cannot:
        confirming.confirm(
            run=run, title=title, release=release, officer=officer, by=acting(officer), now=LATER
        )
    return cannot.value.reason


def test_a_run_becomes_one_proposal_with_the_place_and_the_reason_of_each(
    round: Round, children: list[Application], release: Release, makoto: Officer
) -> None:
    made = confirmed(ran(round, makoto), release, makoto)
    assert Proposal.objects.get() == made.proposal and made.left_out == []
    assert (made.proposal.standing, made.proposal.release) == ("circulating", release)
    first, second, third = (Decision.objects.get(application=each) for each in children)
    assert (second.outcome, second.place) == ("approved", WAKAMUGI)
    assert (first.place, first.reason) == (SORANO, "")
    assert third.reason.splitlines()[0] == (
        "第1希望 若麦小学校内学童クラブ：定員1人に対し、希望者3人中3番目でした。"
    )
    round.refresh_from_db()
    assert round.state == "placed"


def test_what_changed_since_demands_a_new_run(
    round: Round, release: Release, makoto: Officer, chika: Officer
) -> None:
    run = ran(round, makoto)
    assert refused(run, release, makoto, title=" ") is Refusal.TITLE_MISSING
    Seats.objects.filter(place=SORANO).update(capacity=2)
    assert refused(run, release, makoto) is Refusal.CHANGED
    other = ran(round, makoto)
    Round.objects.update(criteria=edition(chika, makoto))
    assert refused(other, release, makoto) is Refusal.CHANGED
    assert (other.state, Placement.objects.filter(run=other).count()) == ("done", 3)  # it stays to be read
    confirmed(ran(round, makoto), release, makoto)
    assert refused(other, release, makoto) is Refusal.NOT_PREPARING


def test_a_proposal_that_was_taken_back_lets_the_round_be_prepared_anew(
    round: Round, release: Release, makoto: Officer
) -> None:
    run = ran(round, makoto)
    made = confirmed(run, release, makoto)
    with pytest.raises(CannotPlace, match=Refusal.BEING_DECIDED):
        confirming.reopen(run=run, by=acting(makoto), now=LATER)
    Proposal.objects.filter(pk=made.proposal_id).update(standing="taken_back")
    confirming.reopen(run=run, by=acting(makoto), now=LATER)
    round.refresh_from_db()
    assert round.state == "preparing" and not Confirmation.objects.exists()


def test_the_next_of_a_club_stands_by_its_claim_once_results_are_out(
    round: Round, children: list[Application], release: Release, makoto: Officer
) -> None:
    confirmed(ran(round, makoto), release, makoto)
    first, second, third = (each.reference for each in children)
    by_now: dict[str, Any] = {"there": {first: SORANO}, "away": {second}}  # the second family declined
    assert list(next_of(place=WAKAMUGI, year=2027, **by_now)) == []
    Application.objects.update(state="decided")
    rounds.note_released(reference=first, now=LATER)
    assert list(next_of(place=WAKAMUGI, year=2027, **by_now)) == [children[2]]
    assert list(next_of(place=WAKAMUGI, year=2027, there={second: WAKAMUGI})) == []  # nobody has to go
    assert list(next_of(place=WAKAMUGI, year=2027, there={"somebody": WAKAMUGI})) == []
    assert list(next_of(place=WAKAMUGI, year=2028, **by_now)) == []
    Application.objects.filter(reference=third).update(state="withdrawn")
    assert list(next_of(place=WAKAMUGI, year=2027, **by_now)) == []


def test_makoto_proposes_on_his_desk(
    round: Round, release: Release, makoto: Officer, makotos_desk: Client
) -> None:
    run = ran(round, makoto)
    address = reverse("selection:confirm_run", args=[round.pk, run.pk])
    assert "一次の結果" in makotos_desk.get(address).content.decode()
    wrong = makotos_desk.post(address, {"title": "件", "release": "x"})
    assert wrong.status_code == 422 and 'value="件"' in wrong.content.decode()
    assert makotos_desk.post(address, {"title": "件", "release": str(release.pk)}).status_code == 302
    page = makotos_desk.get(reverse("selection:run", args=[round.pk, run.pk])).content.decode()
    assert "every 2s" in page
