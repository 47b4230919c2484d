"""Emi's body runs a centre: she sees its house and its families, and of the other centre nothing."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.test import Client
from tests.city.contractors import entrust, founded, make_member, permit, run_by
from tests.city.people import NOW, make_resident, signed_in
from tests.city.visits import MUGI, came, found_centres, registered

from madoguchi.audit.models import Line
from madoguchi.base import clock
from madoguchi.checkin.models import Family, Point, Visit
from madoguchi.people.models import Resident
from madoguchi.rules.delegation import What
from madoguchi.rules.visits import Direction

pytestmark = pytest.mark.django_db
OWN, OTHER = "kunugi-centre", "haoto-centre"


@pytest.fixture
def points(city: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> list[Point]:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    made = found_centres(city.kosodate, OWN, OTHER)
    for code, body in ((OWN, "sudachi"), (OTHER, "haoto")):
        run_by(code, founded(body))
        permit(code)
    return made


def of(*whats: What) -> Client:
    """Somebody who works at the centre and may do so much."""
    return signed_in(entrust(make_member("sudachi"), OWN, whats))


def url(rest: str = "", code: str = OWN) -> str:
    return f"/partner/centres/{code}/{rest}"


def test_she_sees_her_house_live_and_it_is_recorded(points: list[Point], aoi: Resident) -> None:
    came(registered(aoi, care="卵アレルギー"), points[0])
    emi = of(What.ROSTER, What.ALLERGIES)
    page = emi.get(url()).content.decode()
    assert "𠮷川 麦" in page and "卵アレルギー" in page and "/desk/" not in page
    assert url() in emi.get("/partner/").content.decode()
    assert Line.objects.filter(verb="family.viewed", actor_kind="member").count() == 1


def test_what_is_not_delegated_is_neither_shown_nor_done(points: list[Point], aoi: Resident) -> None:
    family = registered(aoi, care="卵アレルギー")
    came(family, points[0])
    emi = of(What.ROSTER)
    assert "卵アレルギー" not in emi.get(url()).content.decode()
    for rest in ("say/", "guest/", "evacuation/", "find/"):
        assert emi.post(url(rest), {"family": family.pk, "direction": "out"}).status_code == 404
    assert Visit.objects.get().closed_at is None


def test_the_other_centre_is_absent(points: list[Point], aoi: Resident) -> None:
    came(registered(aoi), points[1])
    emi = of(*What)
    assert emi.get(url(code=OTHER)).status_code == emi.get(url("poster/", OTHER)).status_code == 404
    for rest in ("say/", "guest/", "evacuation/", "find/"):
        assert emi.post(url(rest, OTHER)).status_code == 404


def test_she_finds_the_families_of_her_centre_alone(points: list[Point], aoi: Resident) -> None:
    own, other = registered(aoi), registered(make_resident(), MUGI)
    came(own, points[0])
    came(own, points[0], direction=Direction.OUT)
    came(other, points[1])
    emi = of(What.ROSTER, What.WORK)
    page = emi.post(url("find/"), {"kana": "よしかわ"}, follow=True).content.decode()
    assert str(own.pk) in page and str(other.pk) not in page
    assert emi.post(url("say/"), {"family": other.pk, "direction": "in"}).status_code == 404
    assert emi.post(url("say/"), {"family": "nobody"}).status_code == 404


def test_a_stranger_a_wrong_card_and_paper(points: list[Point]) -> None:
    emi = of(*What)
    assert emi.post(url("say/"), {"card": "invented"}).status_code == 422
    assert emi.post(url("guest/"), {"kana": "山", "guests": "1"}).status_code == 422
    emi.post(url("guest/"), {"kana": "やまだ", "guests": "2", "care": ""})
    assert Family.objects.get().is_guest and Visit.objects.get().point == points[0]
    assert emi.post(url("evacuation/")).content.startswith(b"%PDF")
    assert emi.get(url("poster/")).content.startswith(b"%PDF")
