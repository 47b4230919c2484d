"""Makoto starts the run on his desk, looks at clubs and children, and lays two runs side by side."""

from __future__ import annotations

import json
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.capabilities.selection.running import (
    LATER,
    LOTS,
    SORANO,
    WAKAMUGI,
    edition,
    ran,
    three_families,
    three_ready,
)
from tests.city.people import acting

from madoguchi.applications.models import Application
from madoguchi.audit.models import Line
from madoguchi.people.models import Officer
from madoguchi.selection import outcomes
from madoguchi.selection.actions import criteria, running
from madoguchi.selection.models import Assessment, Finding, Round, Run, Seats
from madoguchi.selection.outcomes import grounds


@pytest.fixture(autouse=True)
def _later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("madoguchi.base.clock.now", lambda: LATER)


@pytest.fixture
def children(city: SimpleNamespace) -> list[Application]:
    return three_families()


@pytest.fixture
def round(children: list[Application], chika: Officer, makoto: Officer) -> Round:
    return three_ready(children, chika, makoto)


def at(name: str, round: Round, *more: object) -> str:
    return reverse(f"selection:{name}", args=[round.pk, *more])


def read(desk: Client, address: str) -> str:
    answer = desk.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def reads_documents(asked: CaptureQueriesContext) -> bool:
    """Whether the document of a procedure came along with each of its applications."""
    return any('procedureversion"."text"' in each["sql"] and "placement" in each["sql"] for each in asked)


def test_makoto_starts_a_run_that_every_officer_sees(
    round: Round, chikas_desk: Client, makotos_desk: Client
) -> None:
    assert makotos_desk.post(at("start_run", round)).status_code == 302
    run = Run.objects.get()
    page = read(chikas_desk, at("run", round, run.pk))
    assert "五十嵐 誠さんが" in page and "every 2s" in page
    assert "進行中です" in read(makotos_desk, at("runs", round))
    running.calculate(run_id=run.pk, now=LATER)
    page = read(chikas_desk, at("run", round, run.pk))
    assert "空野児童館学童クラブ" in page and "every 2s" not in page


def test_clubs_and_children_are_shown_with_their_reasons_and_that_is_recorded(
    round: Round, children: list[Application], makoto: Officer, chikas_desk: Client
) -> None:
    run = ran(round, makoto)
    with CaptureQueriesContext(connection) as asked:
        queue = read(chikas_desk, at("run_club", round, run.pk, WAKAMUGI))
    assert len(asked) <= 25 and not reads_documents(asked)
    assert queue.index(children[1].reference) < queue.index(children[0].reference)
    assert Line.objects.filter(verb="applications.listed", details__round=str(round.pk)).exists()
    shown = read(chikas_desk, at("run_child", round, run.pk, children[0].reference))
    assert "指数20点。最下位の内定者は24点です。" in shown
    assert "3人中2番目" in shown and "内定しました。" in shown
    line = Line.objects.filter(verb="application.viewed", about_ref=children[0].reference)
    assert line.filter(details__run=str(run.pk)).exists()


def test_who_moves_and_why(
    round: Round, children: list[Application], makoto: Officer, chikas_desk: Client
) -> None:
    before = ran(round, makoto)
    given = {"title": "若麦を2名に", "criteria": str(round.criteria_id)}
    boxes = {f"seats:{WAKAMUGI}": "2", f"seats:{SORANO}": "1"}
    assert chikas_desk.post(at("rehearse", round), {**given, **boxes}).status_code == 302
    tried = Run.objects.get(kind="rehearsal")
    assert tried.changes == {"seats": {WAKAMUGI: 2}}
    running.calculate(run_id=tried.pk, now=LATER)
    page = read(chikas_desk, at("compare_runs", round, tried.pk) + f"?with={before.pk}")
    assert "若麦小学校内学童クラブの定員が変わった" in page
    assert children[0].reference in page and children[1].reference not in page
    same = ran(round, makoto)
    assert "結果が変わる児童はいません" in read(
        chikas_desk, at("compare_runs", round, same.pk) + f"?with={before.pk}"
    )


def test_a_trial_that_cannot_be_read_keeps_what_was_typed(round: Round, chikas_desk: Client) -> None:
    given = {"title": "ためし", "criteria": str(uuid4()), f"seats:{WAKAMUGI}": "二"}
    answer = chikas_desk.post(at("rehearse", round), given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="ためし"' in page and 'value="二"' in page and "基準を選んで" in page
    assert not Run.objects.exists()


def test_draft_criteria_are_tried_on_a_round_that_is_over_and_show_who_would_move(
    round: Round, children: list[Application], chika: Officer, makoto: Officer, makotos_desk: Client
) -> None:
    """A single parent counts for nothing in the draft: the second family loses its place to the first."""
    real = ran(round, makoto)
    Round.objects.update(state=Round.State.RELEASED)
    Application.objects.update(state="decided")
    items = [each for each in LOTS["adjust"] if each["id"] != "single_parent"]
    text = json.dumps({**LOTS, "adjust": items, "tie_break": LOTS["tie_break"][1:], "fiscal_year": 2028})
    draft = criteria.draft_edition(section="kosodate", text=text, officer=chika, by=acting(chika), now=LATER)
    assert "（案）" in read(makotos_desk, at("rehearse", round))
    boxes = {f"seats:{WAKAMUGI}": "1", f"seats:{SORANO}": "1", "criteria": str(draft.pk), "title": "来年の案"}
    assert makotos_desk.post(at("rehearse", round), boxes).status_code == 302
    tried = Run.objects.get(kind="rehearsal")
    running.calculate(run_id=tried.pk, now=LATER)
    tried.refresh_from_db()
    assert tried.state == "done" and tried.changes.get("without") == []
    points = dict(tried.placements.values_list("application__reference", "sheet__total"))
    assert points[children[0].reference] == points[children[1].reference]
    page = read(makotos_desk, f"{at('compare_runs', round, tried.pk)}?with={real.pk}")
    assert "→ <strong>" in page and "来年の案" in page


def test_a_trial_waits_for_the_run_that_counts(round: Round, chika: Officer, makotos_desk: Client) -> None:
    running.start(round=round, officer=chika, by=acting(chika), now=LATER)
    boxes = {f"seats:{WAKAMUGI}": "9", f"seats:{SORANO}": "1", "criteria": str(round.criteria_id)}
    answer = makotos_desk.post(at("rehearse", round), {**boxes, "title": "若麦を9名に"})
    page = answer.content.decode()
    assert answer.status_code == 422 and chika.name in page
    assert 'value="9"' in page and "若麦を9名に" in page


def test_whom_no_seat_could_be_given_to_is_listed_with_the_reason(
    round: Round, children: list[Application], chika: Officer, makoto: Officer, makotos_desk: Client
) -> None:
    """The third family has 15 points of 16 that are asked for, and no reason holds up the others."""
    asks = edition(chika, makoto, threshold={"at_least": 16})
    Round.objects.update(criteria=asks)
    ahead = read(makotos_desk, at("run_ahead", round))
    assert "どこにも入れません" in ahead and children[2].reference in ahead and "16" in ahead
    assert children[0].reference not in ahead
    run = ran(Round.objects.select_related("criteria").get(), makoto)
    kept = run.placements.get(application=children[2])
    assert kept.outcome == "below" and "16" in grounds(kept)
    with CaptureQueriesContext(connection) as asked:
        page = read(makotos_desk, at("run_exceptions", round, run.pk))
    assert not reads_documents(asked)
    assert children[2].reference in page and children[0].reference not in page and "16" in page
    assert Line.objects.filter(verb="applications.listed").exists()


def test_long_lists_come_page_by_page_and_the_record_names_who_was_shown(
    round: Round,
    children: list[Application],
    chika: Officer,
    makoto: Officer,
    chikas_desk: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(outcomes, "PAGE", 1)
    Round.objects.update(criteria=edition(chika, makoto, threshold={"at_least": 22}))
    run = ran(Round.objects.select_related("criteria").get(), makoto)
    given = {"criteria": str(run.criteria_id), f"seats:{WAKAMUGI}": "0", f"seats:{SORANO}": "0"}
    chikas_desk.post(at("rehearse", round), given)
    tried = running.calculate(run_id=Run.objects.get(kind="rehearsal").pk, now=LATER)
    assert tried is not None
    first, second, third = (each.reference for each in children)
    for number, shown, other in ((1, first, third), (2, third, first)):
        page = read(chikas_desk, at("run_exceptions", round, run.pk) + f"?page={number}")
        assert shown in page and other not in page and "2人" in page
        listed = Line.objects.filter(verb="applications.listed").latest("pk")
        assert listed.details["references"] == [shown]
    beside = at("compare_runs", round, tried.pk) + f"?with={run.pk}"
    assert second in read(chikas_desk, beside) and second in read(chikas_desk, beside + "&page=x")


def test_before_a_run_what_would_stop_it_leads_to_where_it_is_mended(
    round: Round, children: list[Application], makotos_desk: Client
) -> None:
    assert "気になる点はありません" in read(makotos_desk, at("run_ahead", round))
    Finding.objects.filter(assessment__application=children[1], name="days").update(value=99)
    Application.objects.filter(pk=children[1].pk).update(is_protected=True)
    Seats.objects.filter(place=SORANO).delete()
    Assessment.objects.filter(application=children[2]).update(open_count=1)
    page = read(makotos_desk, at("run_ahead", round))
    assert at("findings", round, children[1].reference) in page and "範囲" in page
    assert "（非表示）" in page and "空野" in page and at("seats", round) in page
    assert children[2].reference not in page
    runs = read(makotos_desk, at("runs", round))
    assert at("findings_list", round) + "?pile=open" in runs and at("run_ahead", round) in runs
    found = Line.objects.filter(verb="applications.listed").latest("pk")
    assert found.details["references"] == [children[1].reference]


def test_nobody_outside_the_section_finds_a_run(round: Round, makoto: Officer, dans_desk: Client) -> None:
    run = ran(round, makoto)
    for name, *more in (
        ("runs",),
        ("run", run.pk),
        ("run_club", run.pk, SORANO),
        ("rehearse",),
        ("run_ahead",),
    ):
        assert dans_desk.get(at(name, round, *more)).status_code == 404


def test_what_is_in_the_way_is_said_and_nothing_starts(round: Round, makotos_desk: Client) -> None:
    Seats.objects.update(signed_at=None)
    assert "2か所の学童クラブが、定員を確認していません。" in read(makotos_desk, at("runs", round))
    assert makotos_desk.post(at("start_run", round)).status_code == 302
    assert not Run.objects.exists()
    for wrong in ("", "x", str(uuid4())):
        assert makotos_desk.get(at("compare_runs", round, uuid4()) + f"?with={wrong}").status_code == 404


def test_of_a_protected_household_no_page_of_a_run_tells_the_club(
    round: Round, children: list[Application], makoto: Officer, chikas_desk: Client
) -> None:
    run, hidden = ran(round, makoto), children[0]
    given = {"criteria": str(round.criteria_id), f"seats:{WAKAMUGI}": "2", f"seats:{SORANO}": "1"}
    chikas_desk.post(at("rehearse", round), given)
    tried = Run.objects.get(kind="rehearsal")
    running.calculate(run_id=tried.pk, now=LATER)
    compared = at("compare_runs", round, tried.pk) + f"?with={run.pk}"
    assert "若麦小学校内" in read(chikas_desk, compared)
    queue = at("run_club", round, run.pk, WAKAMUGI)
    assert read(chikas_desk, queue).count("（非表示）") == 0
    Application.objects.filter(pk=hidden.pk).update(is_protected=True)
    line = read(chikas_desk, compared).partition(f"{hidden.reference}</a>")[2].partition("</tr>")[0]
    assert line.count("（非表示）") == 2 and "若麦小学校内" not in line and "空野児童館" not in line
    assert read(chikas_desk, queue).count("（非表示）") == 1
    answer = chikas_desk.get(at("run_child", round, run.pk, hidden.reference))
    assert answer.status_code == 302 and hidden.reference in answer["Location"]
