"""Filing while the household is being protected: whichever comes first, what was filed is protected."""

from __future__ import annotations

from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest
from django.db.models import F
from tests.capabilities.applications.test_filing import filed, written
from tests.city.households import let_open
from tests.city.people import NOW, acting
from tests.city.procedures import AOIS_ANSWERS, publish_club
from tests.races.at_once import PATIENCE, at_once

from madoguchi.applications.actions import protecting, submission
from madoguchi.applications.models import Application, Draft
from madoguchi.people.models import Officer, Resident

pytestmark = pytest.mark.django_db(transaction=True)

MINATO = {**AOIS_ANSWERS["child"], "given": "湊", "given_kana": "ミナト"}


def file_while_protecting(aoi: Resident, chika: Officer, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Aoi files for a second child; before her application is written, her household is protected."""
    first = filed(aoi, publish_club().pk)
    second = written(aoi, first.version_id, child=MINATO)
    asked, seal = Event(), submission._seal
    protected = Event()

    def wait_a_little(*given: Any, **more: Any) -> Any:
        asked.set()
        protected.wait(2)
        return seal(*given, **more)

    def protect() -> None:
        asked.wait(PATIENCE)
        protecting.protect(application=first, reason="", officer=chika, by=acting(chika), now=NOW)
        protected.set()

    monkeypatch.setattr(submission, "_seal", wait_a_little)
    return at_once([lambda: submission.submit(draft_id=second.pk, by=acting(aoi), now=NOW), protect])


def test_what_is_filed_meanwhile_is_protected(
    city: SimpleNamespace, aoi: Resident, chika: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes = file_while_protecting(aoi, let_open(chika, city.kosodate), monkeypatch)
    assert not any(isinstance(each, Exception) for each in outcomes), outcomes
    assert list(Application.objects.values_list("is_protected", flat=True)) == [True, True]


def test_control_without_holding_the_resident_it_escapes(
    city: SimpleNamespace, aoi: Resident, chika: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_without_holding(draft_id: object) -> Draft:
        beside = {**submission._BESIDE, "is_protected": F("resident__is_protected")}
        return Draft.objects.select_related("resident").annotate(**beside).get(pk=draft_id)

    monkeypatch.setattr(submission, "_HOLDING", SimpleNamespace(first=read_without_holding))
    file_while_protecting(aoi, let_open(chika, city.kosodate), monkeypatch)
    assert sorted(Application.objects.values_list("is_protected", flat=True)) == [False, True]
