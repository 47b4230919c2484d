"""Chika leaves in April: what she had a hand in goes to somebody who stays; nobody else reads the list."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.capabilities.applications.test_filing import filed
from tests.capabilities.review.desk import LATER, returned, seat
from tests.city.people import NOW, make_officer, make_section, signed_in
from tests.city.procedures import publish_club

from madoguchi.applications.models import Application
from madoguchi.audit.actions import SYSTEM
from madoguchi.audit.models import Line
from madoguchi.people.actions import staff
from madoguchi.people.models import Officer, Post, Resident, Role, Section
from madoguchi.procedures import actions as procedures
from madoguchi.procedures import jobs
from madoguchi.review.actions import deciding, noting
from madoguchi.review.models import Batch, HandOver

APRIL = date(2027, 4, 1)
MARCH = LATER + timedelta(days=110)


@pytest.fixture(autouse=True)
def _later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("madoguchi.base.clock.now", lambda: LATER)


@pytest.fixture
def version(city: SimpleNamespace) -> int:
    return publish_club(limits={}).pk


@pytest.fixture
def yuko(city: SimpleNamespace) -> Officer:
    """小田桐 裕子, who stays."""
    return make_officer("1008", "小田桐 裕子", "オダギリ ユウコ", section=city.kosodate)


def leaves(officer: Officer) -> None:
    staff.end_post(post=Post.objects.get(officer=officer), ends_on=APRIL, by=SYSTEM, now=NOW)


def accepted(application: Application, officer: Officer) -> Application:
    noting.accept(application=application, by=seat(officer, application), now=LATER)
    return application


def shown(desk: Client) -> str:
    return desk.get(reverse("desk:handover")).content.decode()


def mark(desk: Client, number: str, **given: Any) -> str:
    return desk.post(reverse("desk:hand_over", args=[number]), given, follow=True).content.decode()


def test_everything_she_began_stands_on_the_list(
    aoi: Resident, version: int, chika: Officer, chikas_desk: Client
) -> None:
    last, back, untouched = (filed(aoi, version) for _ in range(3))
    accepted(last, chika)
    returned(back, chika, "certificate")
    noting.add_note(application=back, text="会社に電話した", by=seat(chika, back), now=LATER)
    Batch.objects.create(officer=chika, act="accept", started_at=LATER)
    page = shown(chikas_desk)
    assert last.reference in page and back.reference in page and untouched.reference not in page
    assert "補正を依頼した" in page and "最後に処理した" in page and "会社に電話した" in page
    assert "終わっていない一括処理 1件" in page
    line = Line.objects.get(verb="handover.listed")
    assert line.details == {"officer": "1001", "references": sorted([last.reference, back.reference])}


def test_what_was_decided_is_nobodys_work(
    aoi: Resident, version: int, chika: Officer, chikas_desk: Client
) -> None:
    application = accepted(filed(aoi, version), chika)
    deciding.decide(
        application=application, outcome="approved", reason="", by=seat(chika, application), now=LATER
    )
    assert application.reference not in shown(chikas_desk)


def test_what_another_went_on_with_is_hers_no_more(
    aoi: Resident, version: int, chika: Officer, yuko: Officer, chikas_desk: Client
) -> None:
    application = accepted(filed(aoi, version), chika)
    deciding.propose(
        application=application, outcome="approved", reason="", by=seat(yuko, application), now=LATER
    )
    assert application.reference not in shown(chikas_desk)


def test_it_is_handed_to_somebody_who_stays(
    aoi: Resident, version: int, chika: Officer, yuko: Officer, chikas_desk: Client
) -> None:
    application = accepted(filed(aoi, version), chika)
    page = mark(chikas_desk, "1001", reference=[application.reference], taker="1008")
    assert "1件を引継ぎ済みにしました" in page and "引継ぎ先が未定 0件" in page
    assert (
        "髙橋 千佳から小田桐 裕子へ"
        in chikas_desk.get(reverse("review:application", args=[application.reference])).content.decode()
    )
    theirs = signed_in(yuko)
    assert "あなたが引き継いだ申請 1件" in shown(theirs)
    assert "引き継いだ申請" in theirs.get("/desk/").content.decode()
    line = Line.objects.get(verb="application.handed_over")
    assert line.details == {"from": "1001", "to": "1008"}


def test_all_of_them_are_handed_over_at_once(
    aoi: Resident, version: int, chika: Officer, yuko: Officer, chikas_desk: Client
) -> None:
    for _ in range(3):
        accepted(filed(aoi, version), chika)
    assert "3件を引継ぎ済みにしました" in mark(chikas_desk, "1001", all="1", taker="1008")
    assert HandOver.objects.count() == 3


def test_somebody_who_is_still_to_come_can_take_it(
    city: SimpleNamespace, aoi: Resident, version: int, chika: Officer, dan: Officer, chikas_desk: Client
) -> None:
    application = accepted(filed(aoi, version), chika)
    staff.appoint(officer=dan, section=city.kosodate, role=Role.REVIEWER, starts_on=APRIL, by=SYSTEM, now=NOW)
    mark(chikas_desk, "1001", reference=[application.reference], taker="1002")
    assert HandOver.objects.get().taker == dan


def test_handed_over_again_the_last_one_counts(
    aoi: Resident, version: int, chika: Officer, yuko: Officer, makoto: Officer, chikas_desk: Client
) -> None:
    application = accepted(filed(aoi, version), chika)
    for taker in ("1008", "1003"):
        mark(chikas_desk, "1001", reference=[application.reference], taker=taker)
    assert HandOver.objects.get().taker == makoto


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"taker": "1008"}, "引き継ぐ申請を選んでください"),
        ({"reference": ["x"], "taker": "1008"}, "引き継ぐ申請を選んでください"),
        ({"reference": ["own"]}, "引き継ぐ職員を選んでください"),
        ({"reference": ["own"], "taker": "9999"}, "引き継ぐ職員を選んでください"),
        ({"reference": ["own"], "taker": "1001"}, "本人以外を選んでください"),
        ({"reference": ["own"], "taker": "1002"}, "この職員は所属していません"),
        ({"reference": ["other"], "taker": "1008"}, "引き継ぐ申請を選んでください"),
    ],
)
def test_what_cannot_be_handed_over_changes_nothing(
    aoi: Resident,
    version: int,
    chika: Officer,
    yuko: Officer,
    dan: Officer,
    chikas_desk: Client,
    given: dict[str, Any],
    told: str,
) -> None:
    meant = {"own": accepted(filed(aoi, version), chika).reference, "other": filed(aoi, version).reference}
    chosen = [meant.get(each, each) for each in given.get("reference", [])]
    assert told in mark(chikas_desk, "1001", **{**given, "reference": chosen})
    assert not HandOver.objects.exists()


def test_the_head_of_the_section_looks_at_the_list_of_whoever_leaves(
    aoi: Resident, version: int, chika: Officer, makotos_desk: Client
) -> None:
    application = accepted(filed(aoi, version), chika)
    leaves(chika)
    assert "髙橋 千佳" in shown(makotos_desk)
    page = makotos_desk.get(reverse("desk:handover_of", args=["1001"])).content.decode()
    assert application.reference in page


def test_after_she_left_the_head_still_hands_on_what_was_forgotten(
    monkeypatch: pytest.MonkeyPatch, aoi: Resident, version: int, chika: Officer, makoto: Officer
) -> None:
    application = accepted(filed(aoi, version), chika)
    leaves(chika)
    spring = LATER + timedelta(days=140)
    monkeypatch.setattr("madoguchi.base.clock.now", lambda: spring)
    desk = signed_in(makoto)
    assert application.reference in desk.get(reverse("desk:handover_of", args=["1001"])).content.decode()
    gone = signed_in(chika)
    assert application.reference not in shown(gone)


def test_nobody_else_reads_it(
    aoi: Resident, version: int, chika: Officer, yuko: Officer, dans_desk: Client
) -> None:
    accepted(filed(aoi, version), chika)
    url = reverse("desk:handover_of", args=["1001"])
    assert [desk.get(url).status_code for desk in (dans_desk, signed_in(yuko))] == [404, 404]
    assert dans_desk.post(reverse("desk:hand_over", args=["1001"]), {}).status_code == 404
    assert dans_desk.get(reverse("desk:handover_of", args=["9999"])).status_code == 404


def test_a_list_of_any_length_asks_as_often(
    aoi: Resident, version: int, chika: Officer, chikas_desk: Client
) -> None:
    asked = []
    for _ in range(2):
        for _ in range(3):
            accepted(filed(aoi, version), chika)
        with CaptureQueriesContext(connection) as queries:
            shown(chikas_desk)
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 22


def test_whoever_leaves_soon_is_reminded(
    monkeypatch: pytest.MonkeyPatch, chika: Officer, chikas_desk: Client
) -> None:
    leaves(chika)
    assert "引継ぎ一覧を確かめる" not in chikas_desk.get("/desk/").content.decode()
    monkeypatch.setattr("madoguchi.base.clock.now", lambda: MARCH)
    assert "引継ぎ一覧を確かめる" in signed_in(chika).get("/desk/").content.decode()


def test_a_procedure_nobody_answers_for_is_told_every_morning(
    version: int, chika: Officer, dans_desk: Client, makoto: Officer
) -> None:
    procedures.entrust(slug="club", owner=chika, deputy=makoto, by=SYSTEM, now=NOW)
    staff.end_post(post=Post.objects.get(officer=makoto), ends_on=LATER.date(), by=SYSTEM, now=NOW)
    assert "担当のいない手続き" not in dans_desk.get("/desk/").content.decode()
    staff.end_post(post=Post.objects.get(officer=chika), ends_on=LATER.date(), by=SYSTEM, now=NOW)
    page = dans_desk.get("/desk/").content.decode()
    assert "担当のいない手続きが1件あります" in page and "子育て政策課に決裁できる職員がいません" in page
    jobs.orphans()
    assert Line.objects.get(verb="procedure.orphaned").details == {"reason": "nobody_approves"}


def test_a_procedure_of_a_section_that_ended_is_told_too(
    version: int, chika: Officer, dans_desk: Client
) -> None:
    make_section("kodomo", "こども政策課")
    Section.objects.filter(pk="kosodate").update(ends_on=LATER.date(), successor="kodomo")
    assert "子育て政策課は廃止されています" in dans_desk.get("/desk/").content.decode()


def test_officers_who_administer_nothing_are_not_told(
    version: int, chika: Officer, chikas_desk: Client
) -> None:
    staff.end_post(post=Post.objects.get(officer=chika), ends_on=LATER.date(), by=SYSTEM, now=NOW)
    assert "担当のいない手続き" not in chikas_desk.get("/desk/").content.decode()
