"""Emi ticks who stayed longer on a day, and the month's charge counts it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from types import SimpleNamespace

import pytest
from tests.capabilities.payments.families import in_force
from tests.city.contractors import SORANO, WAKAMUGI, emi_and_fumi, entrust, make_member, run_clubs
from tests.city.enrolments import MAY, SPRING, accepted, asked
from tests.city.people import acting, signed_in
from tests.journeys.pages import text_of

from madoguchi.audit.models import Line
from madoguchi.base import clock
from madoguchi.enrolment.actions import attending
from madoguchi.enrolment.chargeable import list_chargeable
from madoguchi.enrolment.models import Enrolment, SpotDay
from madoguchi.people.models import Member, Resident
from madoguchi.rules.delegation import What

DAYS = f"/partner/places/{WAKAMUGI}/days/"
OF_MAY = date(2027, 5, 1)


@pytest.fixture
def version(city: SimpleNamespace) -> int:
    in_force()
    return run_clubs()


@pytest.fixture
def emi(version: int) -> Member:
    return emi_and_fumi()[0]


@pytest.fixture
def held(aoi: Resident, version: int, emi: Member, monkeypatch: pytest.MonkeyPatch) -> Enrolment:
    made = accepted(asked(aoi, version))
    attending.begin(enrolment_id=made.pk, by=acting(emi), now=SPRING)
    monkeypatch.setattr(clock, "now", lambda: MAY)
    return made


def kept(by: Member, held: Enrolment, on: str, *bands: str, seen: Sequence[str] = ()) -> int:
    boxes = {"tick": [f"{held.pk}:{band}" for band in bands], "seen": [f"{held.pk}:{band}" for band in seen]}
    return signed_in(by).post(DAYS, {"on": on, **boxes}).status_code


def test_what_was_ticked_stands_in_the_charge(held: Enrolment, emi: Member) -> None:
    assert "スポット延長" in text_of(signed_in(emi).get(DAYS))
    for day in ("2027-05-06", "2027-05-07", "2027-04-30"):
        assert kept(emi, held, day, "spot_night", "spot_morning") == 302
    assert kept(emi, held, "2027-05-07", "spot_night", seen=["spot_night", "spot_morning"]) == 302
    (told,) = list_chargeable(OF_MAY)
    assert told.use.spots == {
        "spot_night": [date(2027, 5, 6), date(2027, 5, 7)],
        "spot_morning": [date(2027, 5, 6)],
    }
    line = Line.objects.filter(verb="place.spots").first()
    assert line is not None and line.details["references"] == [held.application.reference]


def test_what_a_colleague_ticked_meanwhile_stays(held: Enrolment, emi: Member) -> None:
    kept(emi, held, "2027-05-06", "spot_morning")
    kept(emi, held, "2027-05-06", "spot_night")  # on a page drawn before
    kept(emi, held, "2027-05-06", "spot_night")  # pressed twice
    assert SpotDay.objects.count() == 2


@pytest.mark.parametrize("on", ["2027-05-11", "2027-03-31", "0001-01-01", "9999-12-31"])
def test_a_day_ahead_or_long_charged_is_refused_and_names_nobody(
    held: Enrolment, emi: Member, on: str
) -> None:
    answer = signed_in(emi).post(DAYS, {"on": on, "tick": f"{held.pk}:spot_night"})
    assert answer.status_code == 422 and held.child.name not in text_of(answer)
    assert not SpotDay.objects.exists()


def test_no_tick_for_a_child_elsewhere_or_a_band_nobody_knows(
    held: Enrolment, emi: Member, version: int
) -> None:
    hers = signed_in(emi)
    Enrolment.objects.filter(pk=held.pk).update(place=SORANO)
    boxes = [f"{held.pk}:spot_night", f"{held.pk}:free_of_charge", "x:spot_night", ":", "\0"]
    assert hers.post(DAYS, {"on": "2027-05-06", "tick": boxes}).status_code == 302
    Enrolment.objects.filter(pk=held.pk).update(place=WAKAMUGI)
    assert hers.post(DAYS, {"on": "2027-05-06", "tick": boxes[1:]}).status_code == 302
    assert not SpotDay.objects.exists()


def test_who_only_reads_the_roster_ticks_nothing(held: Enrolment) -> None:
    reader = signed_in(entrust(make_member(name="比嘉 栞"), whats={What.ROSTER}))
    assert reader.get(DAYS).status_code == 404
    assert reader.post(DAYS, {"on": "2027-05-06", "tick": f"{held.pk}:spot_night"}).status_code == 404
