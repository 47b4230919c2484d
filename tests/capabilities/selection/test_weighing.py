"""あと何点: worked out when the run is proposed, read by the family alone, once its result is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.capabilities.review.desk import seat
from tests.capabilities.selection.running import LATER, SORANO, WAKAMUGI, ran, three_families, three_ready
from tests.capabilities.selection.test_confirming import RELEASES_AT, confirmed
from tests.city.people import acting, signed_in

from madoguchi.applications.actions import sharing
from madoguchi.applications.models import Application
from madoguchi.audit.actions import SYSTEM
from madoguchi.audit.models import Line
from madoguchi.people.models import Officer
from madoguchi.review.actions import releasing
from madoguchi.review.models import Decision, Proposal
from madoguchi.rules import shortfalls
from madoguchi.selection import family_wording, run_wording
from madoguchi.selection.actions import confirming, rounds, weighing
from madoguchi.selection.forms import RoundForm
from madoguchi.selection.models import Confirmation, Round, Shortfall
from madoguchi.selection.queries.runs import list_unweighed


@pytest.fixture(autouse=True)
def _later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("madoguchi.base.clock.now", lambda: LATER)


@pytest.fixture
def children(city: SimpleNamespace) -> list[Application]:
    return three_families()


@pytest.fixture
def round(children: list[Application], chika: Officer, makoto: Officer) -> Round:
    made = three_ready(children, chika, makoto)
    Round.objects.filter(pk=made.pk).update(tells_shortfalls=True)
    made.refresh_from_db()
    return made


@pytest.fixture
def held(round: Round, children: list[Application], makoto: Officer) -> Confirmation:
    by = seat(makoto, children[0])
    release = releasing.plan(
        section="kosodate", title="一次の結果", releases_at=RELEASES_AT, by=by, now=LATER
    )
    return confirmed(ran(round, makoto), release, makoto)


def weighed(held: Confirmation) -> Confirmation:
    while weighing.continue_weighing(confirmation_id=held.pk, now=LATER):
        pass
    held.refresh_from_db()
    return held


def released(children: list[Application]) -> None:
    Decision.objects.update(decided_at=LATER)
    for each in children:
        outcome = Decision.objects.get(application=each).outcome
        Application.objects.filter(pk=each.pk).update(state="decided", outcome=outcome)
        rounds.note_released(reference=each.reference, now=LATER)


def why(application: Application) -> str:
    return reverse("portal:why", args=[application.reference])


def of(application: Application) -> Client:
    assert application.resident is not None
    return signed_in(application.resident)


def shown_to_guardian(application: Application, other: Application, officer: Officer) -> None:
    """The family of `other` is let in as a second guardian."""
    invitation, _ = sharing.invite(application=application, by=SYSTEM, now=LATER)
    sharing.accept(invitation=invitation, guest=other.resident, relation="father", by=SYSTEM, now=LATER)
    sharing.confirm(invitation=invitation, officer=officer, by=acting(officer), now=LATER)


def test_both_engines_say_what_each_child_lacked_in_chunks_that_resume(
    held: Confirmation, children: list[Application], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weighing, "CHUNK", 2)
    assert list_unweighed(confirmed_before=LATER + timedelta(1)) == [held.pk]
    assert weighing.continue_weighing(confirmation_id=held.pk, now=LATER)
    assert Shortfall.objects.exists() and not Line.objects.filter(verb="run.weighed").exists()
    assert weighed(held).weighed_at == LATER
    told = {
        (each.placement.application_id, each.place_id): (each.added, each.at_id)
        for each in Shortfall.objects.select_related("placement")
    }
    first, second, third = (each.pk for each in children)
    assert told[first, WAKAMUGI] == (Decimal(5), WAKAMUGI)
    assert set(told) == {(first, WAKAMUGI), (third, WAKAMUGI), (third, SORANO)}
    assert not weighing.continue_weighing(confirmation_id=held.pk, now=LATER)
    assert Line.objects.get(verb="run.weighed").details == {"told": 3, "unproven": 0}
    assert list_unweighed(confirmed_before=LATER + timedelta(1)) == []


def test_the_family_reads_it_after_the_instant_and_nobody_else_ever(
    held: Confirmation, children: list[Application], stranger: Client, chikas_desk: Client
) -> None:
    weighed(held)
    first, second, third = children
    assert of(third).get(why(third)).status_code == 404  # the result is not known
    released(children)
    with CaptureQueriesContext(connection) as asked:
        page = of(third).get(why(third)).content.decode()
    assert not any('run"."result"' in each["sql"] for each in asked)  # everybody's places: megabytes
    assert "第1希望" in page and "1名の定員に対し、希望された3名中3番目でした。" in page
    assert "点高ければ" in page and "24点" not in page  # nobody else's points
    assert why(third) in of(third).get(reverse("portal:application", args=[third.reference])).content.decode()
    shown_to_guardian(third, first, held.confirmed_by)
    assert of(first).get(reverse("portal:application", args=[third.reference])).status_code == 200
    for other in (of(first), of(second), stranger, chikas_desk):
        assert other.get(why(third)).status_code == 404
    assert of(second).get(why(second)).status_code == 404  # got the first wish: nothing was refused
    own = of(second).get(reverse("portal:application", args=[second.reference])).content.decode()
    assert why(second) not in own


def test_nothing_is_worked_out_or_shown_where_the_round_does_not_tell_it(
    round: Round, held: Confirmation, children: list[Application]
) -> None:
    Round.objects.filter(pk=round.pk).update(tells_shortfalls=False)
    assert not weighing.continue_weighing(confirmation_id=held.pk, now=LATER)
    assert not Shortfall.objects.exists()
    released(children)
    assert of(children[2]).get(why(children[2])).status_code == 404


def test_what_the_engines_differ_on_is_kept_from_families_and_listed_to_the_section(
    held: Confirmation, children: list[Application], chikas_desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def differing(*args: Any, **more: Any) -> shortfalls.Told:
        told = shortfalls.shortfalls(*args, **more)
        return replace(told, certain=(), unproven=tuple(each.place for each in told.certain))

    monkeypatch.setattr(weighing, "shortfalls", differing)
    address = reverse("selection:run", args=[held.run.round_id, held.run_id])
    assert "家庭に見せる詳しい説明を計算しています" in chikas_desk.get(address).content.decode()
    weighed(held)
    page = chikas_desk.get(address).content.decode()
    assert "2つの計算が一致しない説明が3件あります" in page and children[2].reference in page
    released(children)
    assert "点高ければ" not in of(children[2]).get(why(children[2])).content.decode()


def test_a_proposal_that_was_taken_back_takes_it_along(held: Confirmation, makoto: Officer) -> None:
    weighed(held)
    Proposal.objects.filter(pk=held.proposal_id).update(standing="taken_back")
    confirming.reopen(run=held.run, by=acting(makoto), now=LATER)
    assert not Shortfall.objects.exists()


def test_makoto_switches_it_on_until_a_run_is_proposed(
    round: Round, makoto: Officer, makotos_desk: Client
) -> None:
    address = reverse("selection:edit_round", args=[round.pk])
    form = RoundForm(section="kosodate", round=round)
    given = {name: form[name].value() or "" for name in form.fields}
    makotos_desk.post(address, {**given, "tells_shortfalls": ""})
    round.refresh_from_db()
    assert round.tells_shortfalls is False
    assert makotos_desk.post(address, {**given, "tells_shortfalls": "on"}).status_code == 302
    round.refresh_from_db()
    assert round.tells_shortfalls is True
    assert Line.objects.filter(verb="round.changed").last().details["tells_shortfalls"] is True
    Round.objects.filter(pk=round.pk).update(state=Round.State.PLACED)
    assert makotos_desk.post(address, {**given, "tells_shortfalls": ""}).status_code == 422


def test_where_the_seats_for_a_grade_were_taken_page_letter_and_desk_say_so() -> None:
    """Seats may be left then, so that points and places alone would look like a mistake."""
    choice = {"rank": 1, "position": 14, "of": 19, "seats": 40}
    reached = {**choice, "limit": "4-5-6"}
    assert "学年" in family_wording.limited(reached) and not family_wording.limited(choice)
    assert run_wording.ground(reached, place="若麦").endswith("この学年の受入上限に達しました。")
    assert run_wording.ground(choice, place="若麦").endswith("14番目でした。")
    told = {"own": 21, "last": 23, "label": "", "seats": 40}
    assert "同じ学年の中では、" in run_wording.wish("points", **told, is_limited=True)
    assert "学年" not in run_wording.wish("points", **told)
