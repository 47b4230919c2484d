"""A newcomer chooses a first password with the code an administrator handed over on paper."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.capabilities.people.test_transfers import CHIKA_GOES, DAN_COMES, NEWCOMER, taken, yu, yus_desk
from tests.city.people import NOW, acting

from madoguchi.audit.models import Line
from madoguchi.people.actions import starting
from madoguchi.people.models import Officer, StartCode, TransferPlan

__all__ = ["yu", "yus_desk"]
pytestmark = pytest.mark.django_db
PASSWORD = "hiwari-no-sora-9"


@pytest.fixture(autouse=True)
def _november(monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, NOW)


def at(monkeypatch: pytest.MonkeyPatch, instant: datetime) -> None:
    monkeypatch.setattr("madoguchi.base.clock.now", lambda: instant)


@pytest.fixture
def newcomer(chika: Officer, dan: Officer, yus_desk: Client) -> Officer:
    """𠮷田 新, whom the list brings."""
    taken(yus_desk, CHIKA_GOES, DAN_COMES, NEWCOMER)
    return Officer.objects.get(number="5001")


def paper(desk: Client, number: str = "5001") -> str:
    url = reverse("people:start_paper", args=[TransferPlan.objects.get().pk, number])
    found = re.search(r">([2-9A-Z]{10})</strong>", desk.post(url).content.decode())
    return found[1] if found else ""


def choose(code: str, *, number: str = "5001", new: str = PASSWORD) -> int:
    given = {"number": number, "code": code, "new": new}
    return Client().post(reverse("people:first_password"), given).status_code


def signs_in(number: str = "5001") -> bool:
    response = Client().post("/desk/sign-in/", {"number": number, "password": PASSWORD})
    return response.status_code == 302 and response["Location"].endswith("/enrol/")


def test_with_the_paper_a_newcomer_comes_in(newcomer: Officer, yus_desk: Client) -> None:
    code = paper(yus_desk)
    assert choose(code.lower()) == 302 and signs_in()
    assert choose(code) == 422 and not StartCode.objects.exists()
    assert Line.objects.filter(verb="officer.start_code_issued", about_ref="5001").exists()


def test_a_paper_made_anew_makes_the_old_one_worthless(newcomer: Officer, yus_desk: Client) -> None:
    old, new = paper(yus_desk), paper(yus_desk)
    assert choose(old) == 422 and choose(new) == 302


def test_a_code_is_tried_five_times(newcomer: Officer, yus_desk: Client) -> None:
    code = paper(yus_desk)
    assert [choose("2222222222") for _ in range(5)] == [422] * 5
    assert choose(code) == 422


def test_a_code_is_good_for_thirty_days(
    monkeypatch: pytest.MonkeyPatch, newcomer: Officer, yus_desk: Client
) -> None:
    code = paper(yus_desk)
    at(monkeypatch, NOW + timedelta(days=30))
    assert choose(code) == 422


def test_a_weak_password_leaves_the_code_good(newcomer: Officer, yus_desk: Client) -> None:
    code = paper(yus_desk)
    assert choose(code, new="short") == 422 and choose(code) == 302


@pytest.mark.parametrize("number", ["9999", "", "1001", "5001\0"])
def test_unknown_numbers_look_like_wrong_codes(newcomer: Officer, number: str) -> None:
    given = {"number": number, "code": "2222222222", "new": PASSWORD}
    page = Client().post(reverse("people:first_password"), given).content.decode()
    assert "職員番号か初回設定番号が違うか" in page


def test_whoever_has_a_password_gets_no_code(newcomer: Officer, dan: Officer, yus_desk: Client) -> None:
    assert choose(paper(yus_desk)) == 302
    assert paper(yus_desk) == ""
    assert starting.issue_start_code(account=newcomer.account, by=acting(dan), now=NOW) is None


def test_only_newcomers_of_ones_own_list_get_a_paper(
    newcomer: Officer, yus_desk: Client, dans_desk: Client, chikas_desk: Client
) -> None:
    url = reverse("people:start_paper", args=[TransferPlan.objects.get().pk, "1001"])
    assert yus_desk.post(url).status_code == 404
    assert paper(dans_desk) == "" and paper(chikas_desk) == ""
    assert not StartCode.objects.exists()
