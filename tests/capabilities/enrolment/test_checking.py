"""A club says whether longer hours can be done; Chika reads it, and decides."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.http import Http404
from django.urls import reverse
from tests.capabilities.applications.test_filing import filed
from tests.capabilities.enrolment.test_following import CHANGES, NOTICE, decided
from tests.city.enrolments import CLUB, MAY, OTHER
from tests.city.households import publish_where
from tests.city.people import signed_in

from madoguchi.applications.models import Application
from madoguchi.audit.actions import SYSTEM
from madoguchi.enrolment import checks
from madoguchi.enrolment.actions import checking
from madoguchi.enrolment.models import FirstCheck
from madoguchi.people.models import Officer, Resident

LONGER = {**CHANGES, "keeps": {"extension": "wish"}}


@pytest.fixture
def asked(city: SimpleNamespace, aoi: Resident) -> Application:
    version = publish_where(enrolment=LONGER, **NOTICE)
    return filed(aoi, version.pk, now=MAY, clubs=[CLUB], wish="午後7時まで")


def test_a_club_sees_what_is_asked_of_it_and_no_other_does(asked: Application) -> None:
    (found,) = checks.list_to_check(place_codes=[CLUB], now=MAY)
    assert found.application == asked and found.wanted["extension"].words["ja"] == "午後7時まで"
    assert not checks.list_to_check(place_codes=[OTHER], now=MAY)
    with pytest.raises(Http404):
        checks.access_to_check(reference=asked.reference, place_codes=[OTHER], now=MAY)


def test_what_it_says_lies_encrypted_and_chika_reads_it(
    asked: Application, chika: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("madoguchi.base.clock.now", lambda: MAY)
    found = checks.access_to_check(reference=asked.reference, place_codes=[CLUB], now=MAY)
    for fits in (True, False):
        checking.check(asked=found, fits=fits, words="職員が足りません", by=SYSTEM, now=MAY)
    assert "職員" not in FirstCheck.objects.get().sealed
    page = signed_in(chika).get(reverse("enrolment:clubs")).content.decode()
    assert "受け入れできない" in page and "職員が足りません" in page
    assert not checks.list_to_check(place_codes=[CLUB], now=MAY)


def test_what_is_decided_is_not_asked_any_more(asked: Application, chika: Officer) -> None:
    decided(asked, chika, MAY)
    assert not checks.list_to_check(place_codes=[CLUB], now=MAY)
    assert not checks.list_checked(sections=["kosodate"])
