"""A child who gets a place outside the order, and a child whom two people apply for."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from tests.capabilities.applications.test_filing import filed
from tests.capabilities.selection.test_seats import CLUB, said
from tests.capabilities.selection.town import opened
from tests.city.households import publish_where
from tests.city.people import NOW, acting

from madoguchi.applications.actions import likening, progress
from madoguchi.applications.models import Application, Likeness
from madoguchi.people.models import Officer, Resident
from madoguchi.rules.lifecycle import Role
from madoguchi.rules.seating import Line
from madoguchi.selection.models import PreAssignment, Round
from madoguchi.selection.queries import outside

ONE_PER = {"one_per": ["child.kana", "child.birth_date"], "repeat": "flag"}


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("madoguchi.base.clock.now", lambda: NOW)


@pytest.fixture
def application(city: SimpleNamespace, aoi: Resident) -> Application:
    """Aoi's application for Mugi."""
    return filed(aoi, publish_where(limits=ONE_PER).pk)


@pytest.fixture
def round(application: Application, chika: Officer) -> Round:
    """A round in which one club takes one child."""
    made = opened(chika)
    said(made, chika, wakamugi_club=Line(capacity=1))
    return made


def at(name: str, round: Round, *more: str) -> str:
    return reverse(f"selection:{name}", args=[round.pk, *more])


def noted(desk: Client, round: Round, reference: str, **changes: str) -> int:
    given = {"reference": reference, "place": CLUB, "reason": "児童相談所からの依頼", **changes}
    return desk.post(at("pre_assignments", round), given).status_code


def test_a_run_takes_only_what_another_officer_approved(
    round: Round, application: Application, chikas_desk: Client, makotos_desk: Client
) -> None:
    assert noted(chikas_desk, round, application.reference) == 302
    stamp = PreAssignment.objects.get().stamp
    row = {"application": application.pk, "approval": "8ひ子育第50号", "seen": stamp}
    chikas_desk.post(at("pre_assignment_act", round, "approve"), row)
    assert outside.approved_places(round=round) == {}
    assert "50号" not in makotos_desk.get(at("pre_assignments", round)).content.decode()
    page = makotos_desk.get(at("pre_assignments", round)).content.decode()
    assert f'name="seen" value="{stamp}"' in page
    stale = makotos_desk.post(at("pre_assignment_act", round, "approve"), {**row, "seen": "x"}, follow=True)
    assert "登録し直されました" in stale.content.decode() and outside.approved_places(round=round) == {}
    makotos_desk.post(at("pre_assignment_act", round, "approve"), row)
    assert outside.approved_places(round=round) == {application.reference: CLUB}
    noted(chikas_desk, round, application.reference, reason="ほかの理由")
    assert outside.approved_places(round=round) == {}


def test_what_cannot_be_noted_is_said_and_kept_in_the_boxes(
    round: Round, application: Application, chikas_desk: Client
) -> None:
    given = {"reference": "0826-999999-4", "place": CLUB, "reason": "災害"}
    answer = chikas_desk.post(at("pre_assignments", round), given)
    assert answer.status_code == 422
    assert 'value="0826-999999-4"' in answer.content.decode()
    assert "この募集回にありません" in answer.content.decode()
    assert noted(chikas_desk, round, application.reference, reason="") == 422
    assert noted(chikas_desk, round, application.reference, place="sorano-club") == 422
    assert not PreAssignment.objects.exists()


def test_a_child_applied_for_twice_is_shown_until_somebody_says_or_withdraws(
    round: Round, application: Application, ben: Resident, chika: Officer, chikas_desk: Client
) -> None:
    other = filed(ben, application.version_id)
    assert [pair.application for pair in outside.list_doubles(round=round)] == [other]
    assert other.reference in chikas_desk.get(at("doubles", round)).content.decode()
    pair = Likeness.objects.get()
    given = {"officer": chika, "by": acting(chika), "now": NOW}
    likening.say(pair=pair, verdict="same_child", note="電話で確認", **given)
    assert len(outside.list_doubles(round=round)) == 1
    progress.withdraw(application=other, role=Role.APPLICANT, by=acting(ben), now=NOW)
    assert outside.list_doubles(round=round) == []


def test_two_children_of_one_name_are_no_doubles(
    round: Round, application: Application, ben: Resident, chika: Officer
) -> None:
    filed(ben, application.version_id)
    pair, given = Likeness.objects.get(), {"officer": chika, "by": acting(chika), "now": NOW}
    likening.say(pair=pair, verdict="another_child", note="学校に確認", **given)
    assert outside.list_doubles(round=round) == []


def test_dan_finds_nothing(round: Round, dans_desk: Client) -> None:
    assert dans_desk.get(at("pre_assignments", round)).status_code == 404
    assert dans_desk.get(at("doubles", round)).status_code == 404
    assert dans_desk.post(at("pre_assignment_act", round, "approve")).status_code == 404


def test_of_a_protected_household_the_place_is_not_listed(
    round: Round, application: Application, chikas_desk: Client
) -> None:
    def listed() -> str:
        page = chikas_desk.get(at("pre_assignments", round)).content.decode()
        return page.partition("<form")[0] + page.partition("<tbody>")[2].partition("</tbody>")[0]

    noted(chikas_desk, round, application.reference)
    assert "若麦小学校内学童クラブ" in listed()
    Application.objects.update(is_protected=True)
    assert application.reference in listed() and "若麦小学校内学童クラブ" not in listed()
