"""The sheet of points: only what was confirmed counts, and every line says what it rests on."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from tests.capabilities.selection.test_findings import (
    R1,
    application,
    at,
    before,
    confirm,
    confirm_all,
    enter,
    round,
)
from tests.city.people import NOW

from madoguchi.applications.models import Application
from madoguchi.audit.models import Line
from madoguchi.people.models import Officer
from madoguchi.selection import points
from madoguchi.selection.actions import findings as actions
from madoguchi.selection.models import Round
from madoguchi.selection.points import PointSheet
from madoguchi.selection.queries import findings as queries

__all__ = ["application", "round"]


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("madoguchi.base.clock.now", lambda: NOW)


def counted(round: Round, application: Application) -> PointSheet:
    (read,) = queries.filed_together([application])
    assert round.criteria is not None
    return points.point_sheet(queries.sheet_of(round=round, read=read), round.criteria)


def test_no_points_without_a_confirmed_finding(round: Round, application: Application) -> None:
    found = counted(round, application)
    assert not any(line.points for line in found.lines)
    assert not found.is_complete


def test_each_line_says_what_it_rests_on_and_who_saw_that(
    round: Round, application: Application, chika: Officer, makoto: Officer
) -> None:
    here = before(round, application, chika)
    confirm_all(here)
    found = counted(round, application)
    (line,) = [each for each in found.lines if each.points]
    assert (line.label, line.points, line.subject) == ("就労日数", Decimal(20), "𠮷川\u3000葵")
    assert {(each.title, each.value) for each in line.grounds} == {("就労", "該当"), ("月の就労日数", "20日")}
    assert {each.by for each in line.grounds} == {"髙橋 千佳"}
    assert "月の日数 20" in "".join(each.answers for each in line.grounds)
    assert not found.is_complete
    actions.check_again(before=before(round, application, makoto), now=NOW)
    application.refresh_from_db()
    assert counted(round, application).is_complete


def test_the_certificate_counts_and_is_named(round: Round, application: Application, chika: Officer) -> None:
    here = before(round, application, chika)
    enter(here)
    confirm(here, "works", R1, "yes")
    confirm(here, "days", R1, "16")
    (line,) = [each for each in counted(round, application).lines if each.points]
    assert line.points == Decimal(15)
    assert "就労証明書 令和8年11月20日" in {each.paper for each in line.grounds}


def test_it_is_shown_and_printed_and_both_stand_in_the_record(
    round: Round, application: Application, chika: Officer, chikas_desk: Client, dans_desk: Client
) -> None:
    confirm_all(before(round, application, chika))
    page = chikas_desk.get(at("point_sheet", round, application)).content.decode()
    assert "就労日数" in page
    assert "この計算書では決定できません" in page
    printed = chikas_desk.get(at("point_sheet_pdf", round, application))
    assert printed.content.startswith(b"%PDF")
    assert Line.objects.filter(verb="points.printed", about_ref=application.reference).count() == 1
    assert dans_desk.get(at("point_sheet", round, application)).status_code == 404
    assert dans_desk.get(at("point_sheet_pdf", round, application)).status_code == 404
