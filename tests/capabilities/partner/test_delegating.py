"""Chika lets Emi in, Makoto says what the city permits, Emi passes it on, and each can take it back."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.test import Client
from tests.city.contractors import (
    ALL,
    SORANO,
    WAKAMUGI,
    emi_and_fumi,
    entrust,
    founded,
    make_member,
    permit,
    run_by,
    run_clubs,
)
from tests.city.people import NOW, make_officer, signed_in
from tests.journeys.pages import text_of

from madoguchi.audit.models import Line
from madoguchi.base import clock
from madoguchi.people.models import Member, Role
from madoguchi.places import queries
from madoguchi.rules import calendar
from madoguchi.rules.delegation import What

TODAY = calendar.local_day(NOW)
ROSTER = f"/partner/places/{WAKAMUGI}/"


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    yield


@pytest.fixture
def emi(city: SimpleNamespace) -> Member:
    run_clubs()
    return emi_and_fumi()[0]


def reached(member: Member) -> dict[str, frozenset[What]]:
    return queries.reach_at_places(member=member, on=TODAY)


def test_chika_registers_somebody_and_lets_them_see_the_roster(emi: Member, chikas_desk: Client) -> None:
    given = {"name": "比嘉 栞", "kana": "ヒガ シオリ", "title": "支援員", "until": "2027-03-31"}
    url = chikas_desk.post("/desk/partners/mugihokai/members/", given).headers["Location"]
    member = Member.objects.get(name="比嘉 栞")
    assert url == f"/desk/partners/members/{member.number}/" and reached(member) == {}
    chikas_desk.post(f"{url}entrust/", {"place": WAKAMUGI, "what": ["roster"], "until": "2026-12-31"})
    assert reached(member) == {WAKAMUGI: frozenset({What.ROSTER})}
    assert "初回" in text_of(chikas_desk.post(f"{url}paper/"))
    codes = text_of(chikas_desk.post(f"{url}codes/"))
    assert 'href="data:application/pdf;base64,JVBER' in codes and "印刷用の用紙" in codes
    assert signed_in(member).get(ROSTER).status_code == 200
    chikas_desk.post(f"{url}entrust/", {"place": WAKAMUGI})
    assert signed_in(member).get(ROSTER).status_code == 404


@pytest.mark.parametrize("wrong", [{"name": " "}, {"kana": ""}, {"until": "2027-02-30"}, {"until": "春まで"}])
def test_what_is_missing_is_said_and_nothing_is_lost(
    emi: Member, chikas_desk: Client, wrong: dict[str, str]
) -> None:
    given = {"name": "比嘉 栞", "kana": "ヒガ シオリ", "title": "支援員", **wrong}
    answer = chikas_desk.post("/desk/partners/mugihokai/members/", given)
    assert answer.status_code == 422 and "支援員" in text_of(answer) and "wrong" in text_of(answer)
    assert not Member.objects.filter(title="支援員").exists()


def test_dan_finds_nobody(emi: Member, dans_desk: Client) -> None:
    paths = ["mugihokai/", f"members/{emi.number}/", f"places/{WAKAMUGI}/"]
    assert [dans_desk.get(f"/desk/partners/{path}").status_code for path in paths] == [404] * 3
    posted = dans_desk.post(f"/desk/partners/members/{emi.number}/entrust/", {"place": WAKAMUGI})
    assert posted.status_code == 404 and reached(emi)[WAKAMUGI] == ALL


def test_only_an_administrator_says_what_is_permitted(
    emi: Member, chikas_desk: Client, makotos_desk: Client
) -> None:
    url = f"/desk/partners/places/{WAKAMUGI}/"
    assert chikas_desk.post(url, {"what": ["roster"]}).status_code == 404
    makotos_desk.post(url, {"what": ["roster", "delegate"]})
    assert reached(emi) == {WAKAMUGI: frozenset({What.ROSTER, What.DELEGATE})}
    assert Line.objects.filter(verb="place.permitted", about_ref=WAKAMUGI).count() == 2


def test_what_is_not_permitted_is_refused_beside_its_place(emi: Member, chikas_desk: Client) -> None:
    permit(WAKAMUGI, {What.ROSTER})
    somebody = make_member(name="比嘉 栞")
    url = f"/desk/partners/members/{somebody.number}/entrust/"
    answer = chikas_desk.post(url, {"place": WAKAMUGI, "what": ["roster", "download"]})
    assert answer.status_code == 422 and "市が認めていない" in text_of(answer) and reached(somebody) == {}


def test_emi_passes_on_what_is_permitted_but_names_no_head(emi: Member) -> None:
    colleague, hers = make_member(name="比嘉 栞"), signed_in(emi)
    url = f"/partner/colleagues/{colleague.number}/"
    hers.post(f"{url}entrust/", {"place": WAKAMUGI, "what": ["roster", "print"]})
    assert reached(colleague) == {WAKAMUGI: frozenset({What.ROSTER, What.PRINT})}
    assert hers.post(f"{url}entrust/", {"place": WAKAMUGI, "what": ["delegate"]}).status_code == 422
    assert signed_in(colleague).get(url).status_code == 404


def test_emi_reaches_neither_another_club_nor_another_organisation(emi: Member) -> None:
    colleague, hers = make_member(name="比嘉 栞"), signed_in(emi)
    fumi = Member.objects.get(organisation="haoto")
    asked = {"place": SORANO, "what": ["roster"]}
    assert hers.post(f"/partner/colleagues/{colleague.number}/entrust/", asked).status_code == 404
    assert hers.get(f"/partner/colleagues/{fumi.number}/").status_code == 404
    assert hers.post(f"/partner/colleagues/{emi.number}/anew/").status_code == 404


def test_the_head_of_one_club_of_a_corporation_has_no_say_at_the_next(emi: Member) -> None:
    run_by(SORANO, emi.organisation)
    permit(SORANO)
    colleague = entrust(make_member(name="比嘉 栞"), SORANO)
    given = {"place": SORANO, "what": []}
    assert signed_in(emi).post(f"/partner/colleagues/{colleague.number}/entrust/", given).status_code == 404
    assert reached(colleague) == {SORANO: ALL}


def test_whoever_loses_the_club_sees_nothing_from_then_on(emi: Member) -> None:
    run_by(WAKAMUGI, founded("newcomers"))
    assert reached(emi) == {} and signed_in(emi).get(ROSTER).status_code == 404


def test_an_officer_of_no_administrators_post_sees_the_permits_but_no_button(
    emi: Member, chikas_desk: Client, city: SimpleNamespace
) -> None:
    page = text_of(chikas_desk.get(f"/desk/partners/places/{WAKAMUGI}/"))
    assert "変更できるのは課の管理者です" in page
    boss = make_officer("1090", section=city.kosodate, role=Role.ADMINISTRATOR)
    assert "変更できるのは課の管理者です" not in text_of(
        signed_in(boss).get(f"/desk/partners/places/{WAKAMUGI}/")
    )
