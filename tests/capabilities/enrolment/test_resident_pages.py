"""On Aoi's phone: the offer and its answer, the place, and procedures that know already who is meant."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.capabilities.enrolment.test_following import CHANGES, GRANTS, LEAVES, NOTICE
from tests.city.enrolments import CLUB, MAY, OFFERED, OTHER, accepted, asked, offered
from tests.city.households import publish_where
from tests.city.people import signed_in

from madoguchi.applications.models import Application, Draft
from madoguchi.applications.queries import writing
from madoguchi.enrolment.models import Enrolment, Offer
from madoguchi.people.models import Resident
from madoguchi.rules.enrolment import Offered, State


@pytest.fixture
def mugi(city: SimpleNamespace, aoi: Resident) -> Application:
    return asked(aoi, publish_where(enrolment=GRANTS, limits={}).pk, clubs=[CLUB, OTHER])


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets what time it is."""

    def it_is(now: datetime) -> None:
        monkeypatch.setattr("madoguchi.base.clock.now", lambda: now)

    it_is(OFFERED)
    return it_is


def phone(resident: Resident, clock: Any, now: datetime = OFFERED) -> Client:
    clock(now)
    return signed_in(resident)


def at(name: str, thing: Offer | Enrolment, *more: str) -> str:
    return reverse(f"enrolment:{name}", args=[thing.pk, *more])


def test_my_page_says_what_to_do_by_when(aoi: Resident, mugi: Application, clock: Any) -> None:
    made = offered(mugi)
    page = phone(aoi, clock).get("/me/").content.decode()
    assert "利用のご案内があります" in page and "若麦小学校内学童クラブ" in page and at("offer", made) in page


def test_one_tap_takes_the_place(aoi: Resident, mugi: Application, clock: Any) -> None:
    browser = phone(aoi, clock)
    made = offered(mugi)
    page = browser.get(at("offer", made)).content.decode()
    assert "2027年2月12日(金)までに選んでください" in page
    page = browser.post(at("accept", made), follow=True).content.decode()
    assert "「利用する」を受け付けました" in page and "2028年3月31日(金)" in page
    assert Enrolment.objects.get().state == State.ACCEPTED


def test_declining_asks_once_more_and_says_what_follows(aoi: Resident, mugi: Application, clock: Any) -> None:
    browser = phone(aoi, clock)
    made = offered(mugi)
    assert "あとから取り消すことはできません" in browser.get(at("decline", made)).content.decode()
    assert Offer.objects.get().state == Offered.OPEN
    browser.post(at("decline", made))
    assert Offer.objects.get().state == Offered.DECLINED


def test_too_late_says_whom_to_telephone(aoi: Resident, mugi: Application, clock: Any) -> None:
    made = offered(mugi)
    browser = phone(aoi, clock, OFFERED + timedelta(days=12))
    page = browser.get(at("offer", made)).content.decode()
    assert "0000-00-0101" in page and "2027年2月15日(月)までに" in page and "「利用する」" not in page
    response = browser.post(at("accept", made))
    assert response.status_code == 422 and "返事の期限を過ぎました" in response.content.decode()


@pytest.mark.parametrize("name", ["offer", "accept", "decline"])
def test_ben_finds_nothing(ben: Resident, mugi: Application, clock: Any, name: str) -> None:
    made = offered(mugi)
    browser = phone(ben, clock)
    method = browser.post if name == "accept" else browser.get
    assert method(at(name, made)).status_code == 404
    assert Offer.objects.get().state == Offered.OPEN


def test_ben_does_not_see_the_place_of_aois_child(ben: Resident, mugi: Application, clock: Any) -> None:
    held = accepted(mugi)
    browser = phone(ben, clock)
    publish_where(enrolment=LEAVES, **NOTICE)
    assert browser.get(at("enrolment", held)).status_code == 404
    assert browser.post(at("begin", held, "notice")).status_code == 404


def test_a_procedure_about_the_place_knows_child_club_and_what_is_arranged(
    aoi: Resident, mugi: Application, clock: Any
) -> None:
    held = accepted(mugi)
    publish_where(enrolment=CHANGES, **NOTICE)
    browser = phone(aoi, clock, MAY)
    assert at("begin", held, "notice") in browser.get(at("enrolment", held)).content.decode()
    browser.post(at("begin", held, "notice"))
    known = writing(Draft.objects.get(submitted_at=None)).answers
    assert known["child"]["given"] == "麦" and known["clubs"] == [CLUB]
    assert known["phone"] == "09000000001" and known["allergy"] == "卵"
    assert not {"agreed", "certificate", "start"} & set(known)  # proved, agreed and dated anew


def test_next_year_begins_from_this_years_answers(aoi: Resident, mugi: Application, clock: Any) -> None:
    held = accepted(mugi)
    autumn = datetime.fromisoformat("2027-11-10T20:00:00+09:00")
    grants = {**GRANTS, "again": ["reason"]}
    publish_where(enrolment=grants, limits={}, target_year=2028, period={}, now=autumn)
    browser = phone(aoi, clock, autumn)
    browser.post(at("begin", held, "club"))
    known = writing(Draft.objects.get(submitted_at=None)).answers
    assert known["child"]["given"] == "麦" and known["clubs"] == [CLUB, OTHER]
    assert "reason" not in known and "start" not in known


def test_a_procedure_that_is_not_about_the_place_cannot_be_begun_here(
    aoi: Resident, mugi: Application, clock: Any
) -> None:
    held = accepted(mugi)
    browser = phone(aoi, clock)
    assert browser.post(at("begin", held, "club")).status_code == 404  # the application it came from
    assert browser.post(at("begin", held, "absent")).status_code == 404


def test_a_place_that_is_over_offers_nothing_more(aoi: Resident, mugi: Application, clock: Any) -> None:
    held = accepted(mugi)
    Enrolment.objects.update(state=State.ENDED)
    publish_where(enrolment=LEAVES, **NOTICE)
    browser = phone(aoi, clock, MAY)
    assert at("begin", held, "notice") not in browser.get(at("enrolment", held)).content.decode()
