"""Makoto runs the round: what must stand first, what comes out, and that nobody changes it afterwards."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from tests.capabilities.selection.running import (
    LATER,
    SORANO,
    WAKAMUGI,
    applied,
    edition,
    found,
    publish_wishes,
    ran,
    seated,
    three_families,
    three_ready,
)
from tests.capabilities.selection.town import opened
from tests.city.people import NOW, acting

from madoguchi.applications.actions import progress
from madoguchi.applications.models import Application
from madoguchi.audit.models import Line
from madoguchi.people.models import Officer
from madoguchi.rules import running as rules
from madoguchi.rules.allocation import keeps
from madoguchi.rules.drawing import Refusal
from madoguchi.rules.lifecycle import Role
from madoguchi.rules.rounds import Lack
from madoguchi.rules.running import Reason
from madoguchi.selection import jobs
from madoguchi.selection.actions import lottery, running
from madoguchi.selection.actions.lottery import CannotDraw
from madoguchi.selection.actions.running import CannotRun
from madoguchi.selection.models import Assessment, Placement, Round, Run, Seats


@pytest.fixture
def children(city: SimpleNamespace) -> list[Application]:
    return three_families()


@pytest.fixture
def round(children: list[Application], chika: Officer, makoto: Officer) -> Round:
    return three_ready(children, chika, makoto)


def started(round: Round, officer: Officer) -> Run:
    return running.start(round=round, officer=officer, by=acting(officer), now=LATER)


def refused(round: Round, officer: Officer) -> list[Lack | Reason]:
    with pytest.raises(CannotRun) as cannot, transaction.atomic():
        started(round, officer)
    return [each.reason for each in cannot.value.refusals]


def test_a_run_gives_the_places_and_says_why(
    round: Round, children: list[Application], makoto: Officer
) -> None:
    run = ran(round, makoto)
    assert (run.state, run.refusals, run.left_out) == ("done", [], [])
    first, second, third = (Placement.objects.get(run=run, application=each) for each in children)
    assert (second.place_id, second.rank, second.outcome) == (WAKAMUGI, 1, "placed")
    assert (first.place_id, first.rank) == (SORANO, 2)
    assert (third.place_id, third.outcome) == (None, "waiting")
    assert first.choices[0] | {"reason": "points", "position": 2, "of": 3, "waiting": 1} == first.choices[0]
    assert [line["item"] for line in second.sheet["lines"]] == ["worked", "single_parent"]
    assert json.loads(run.result)["placements"][third.application.reference] is None
    assert Line.objects.filter(verb="run.calculated", about_ref=str(run.pk)).exists()


def test_the_same_input_gives_the_same_bytes(round: Round, makoto: Officer) -> None:
    one, other = ran(round, makoto), ran(round, makoto)
    assert (one.inputs, one.problem, one.result) == (other.inputs, other.problem, other.result)
    Seats.objects.filter(place=SORANO).update(capacity=2)
    assert ran(round, makoto).inputs != one.inputs


def test_a_run_that_ended_never_changes(round: Round, makoto: Officer) -> None:
    run = ran(round, makoto)
    placements = Placement.objects.filter(run=run)
    for act in (
        lambda: Run.objects.filter(pk=run.pk).update(result="{}"),
        lambda: placements.update(place=None),
        lambda: placements.delete(),
        lambda: Run.objects.filter(pk=run.pk).delete(),
    ):
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            act()


def test_nothing_runs_before_everything_stands(
    city: SimpleNamespace, chika: Officer, makoto: Officer
) -> None:
    version = publish_wishes()
    round = opened(makoto, second_check="none")
    assert refused(round, makoto) == [Lack.NO_CRITERIA, Reason.NOBODY_APPLIED]
    application = applied(version, 0, WAKAMUGI)
    Round.objects.filter(pk=round.pk).update(criteria=edition(chika, makoto))
    seated(round, chika, wakamugi_club=0)
    Seats.objects.update(signed_at=None)
    assert refused(round, makoto) == [
        Lack.SEATS_UNSIGNED,
        Lack.FINDINGS_OPEN,
        Lack.LOTTERY_NOT_COMMITTED,
    ]
    found(round, application, chika)
    seated(round, chika, wakamugi_club=0)
    lottery.commit(round=round, by=acting(makoto), now=NOW)
    assert refused(round, makoto) == [Reason.LOTTERY_NOT_REVEALED]
    lottery.reveal(round=round, by=acting(makoto), now=LATER)
    run = ran(round, makoto)  # zero seats are legal: nobody is placed, and it is said why
    assert Placement.objects.get(run=run).choices[0]["reason"] == "no_seats"


def test_a_wish_for_a_club_without_seats_is_named(round: Round, makoto: Officer, chika: Officer) -> None:
    Seats.objects.filter(place=SORANO).delete()
    run = ran(round, makoto)
    assert (run.state, run.refusals[0]["reason"]) == ("refused", Reason.SEATS_MISSING)
    assert run.refusals[0]["facts"] == {"places": [SORANO]}
    assert not Placement.objects.exists()


def test_points_that_cannot_be_worked_out_stop_the_run(
    round: Round, children: list[Application], makoto: Officer
) -> None:
    wrong, sheet = children[0].reference, Assessment.objects.get(application=children[0])
    sheet.findings.filter(name="days").delete()
    run = ran(round, makoto)
    assert run.refusals == [
        {
            "reason": "points_faulty",
            "facts": {"children": [{"reference": wrong, "codes": ["missing_finding", "no_reason"]}]},
        }
    ]


def test_a_run_in_which_the_engines_differ_is_stopped(
    round: Round, makoto: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = rules.plain_allocation.allocate

    def mistaken(data: Any) -> Any:
        return {**plain(data), "placements": {each["id"]: None for each in data["children"]}}

    monkeypatch.setattr(rules.plain_allocation, "allocate", mistaken)
    run = ran(round, makoto)
    assert (run.state, run.result, run.refusals[0]["reason"]) == ("refused", "", "engines_differ")
    assert not Placement.objects.exists()


def test_a_run_in_which_points_differ_is_stopped(
    round: Round, children: list[Application], makoto: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = rules.plain_scoring.said
    monkeypatch.setattr(rules.plain_scoring, "said", lambda worked: {**said(worked), "total": 99})
    run = ran(round, makoto)
    assert run.refusals[0]["reason"] == "engines_differ"
    assert f"{children[0].reference} total" in run.refusals[0]["facts"]["paths"]


def test_who_withdraws_meanwhile_is_left_out_and_named(
    round: Round, children: list[Application], makoto: Officer
) -> None:
    run = started(round, makoto)
    gone = children[1]
    progress.withdraw(application=gone, role=Role.APPLICANT, by=acting(makoto), now=LATER)
    done = running.calculate(run_id=run.pk, now=LATER)
    assert done is not None
    assert done.left_out == [gone.reference]
    assert Placement.objects.filter(run=run).count() == 2
    assert Placement.objects.get(application=children[0]).place_id == WAKAMUGI


def test_makoto_is_told_who_else_is_at_it_and_a_lost_job_is_taken_up(
    round: Round, chika: Officer, makoto: Officer
) -> None:
    run = started(round, chika)
    with pytest.raises(CannotRun) as cannot, transaction.atomic():
        started(round, makoto)
    refusal = cannot.value.refusals[0]
    assert (refusal.reason, refusal.facts["name"]) == (Lack.ANOTHER_RUN, chika.name)
    jobs.calculate(run=str(run.pk))
    jobs.calculate(run=str(run.pk))  # a doubled job does no harm
    assert Placement.objects.count() == 3
    assert started(round, makoto).pk != run.pk


def test_a_rehearsal_tries_other_seats_and_binds_nobody(
    round: Round, children: list[Application], chika: Officer, makoto: Officer
) -> None:
    Seats.objects.update(signed_at=None)
    tried = running.rehearse(
        round=round,
        title="若麦を2名に",
        edition=None,
        seats={WAKAMUGI: 2},
        officer=chika,
        by=acting(chika),
        now=LATER,
    )
    running.calculate(run_id=tried.pk, now=LATER)
    places = dict(Placement.objects.values_list("application__reference", "place"))
    assert [places[each.reference] for each in children] == [WAKAMUGI, WAKAMUGI, SORANO]
    assert Seats.objects.get(place=WAKAMUGI).capacity == 1
    tried.delete()  # what was only tried may go


def test_a_rehearsal_leaves_out_whose_points_cannot_be_counted_yet(
    round: Round, children: list[Application], chika: Officer
) -> None:
    Assessment.objects.get(application=children[0]).findings.filter(name="days").delete()
    tried = running.rehearse(
        round=round, title="", edition=None, seats={}, officer=chika, by=acting(chika), now=LATER
    )
    run = running.calculate(run_id=tried.pk, now=LATER)
    assert run is not None and run.is_done
    assert run.changes["without"] == [children[0].reference]
    placed = set(Placement.objects.values_list("application__reference", flat=True))
    assert placed == {each.reference for each in children[1:]}


def test_the_seed_is_promised_once_and_shown_after_the_closing(
    city: SimpleNamespace, makoto: Officer
) -> None:
    publish_wishes()
    round = opened(makoto, arrived_until=NOW.date())
    with pytest.raises(CannotDraw, match=Refusal.NOT_COMMITTED):
        lottery.reveal(round=round, by=acting(makoto), now=LATER)
    promised = lottery.commit(round=round, by=acting(makoto), now=NOW).lottery_commitment
    with pytest.raises(CannotDraw, match=Refusal.ALREADY_COMMITTED):
        lottery.commit(round=round, by=acting(makoto), now=NOW)
    with pytest.raises(CannotDraw, match=Refusal.STILL_ARRIVING):
        lottery.reveal(round=round, by=acting(makoto), now=NOW)
    shown = lottery.reveal(round=round, by=acting(makoto), now=LATER)
    assert keeps(shown.lottery_revealed, promised)
    with pytest.raises(CannotDraw, match=Refusal.ALREADY_REVEALED):
        lottery.reveal(round=round, by=acting(makoto), now=LATER)
