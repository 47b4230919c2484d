"""Lists by reading stand as a paper register does."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace

from django.apps import apps
from tests.capabilities.applications.test_filing import filed
from tests.city.people import NOW, make_officer
from tests.city.procedures import AOIS_ANSWERS, publish_club

from madoguchi.applications.models import Application
from madoguchi.people import queries as people
from madoguchi.people.models import Resident
from madoguchi.review.queue import list_references
from madoguchi.review.wanted import Order, Wanted

READINGS = ("オオタ", "オータニ", "オオツカ", "ショウジ", "ショウダ", "ヤマサキ", "ヤマザキ")


def in_the_queue() -> list[str]:
    """The readings of the queue, ordered by them."""
    found = list_references(sections=["kosodate"], wanted=Wanted(order=Order.KANA), on=NOW.date())
    kana = dict(Application.objects.values_list("reference", "applicant_kana"))
    return [kana[each].partition("\u3000")[0] for each in found]


def test_the_queue_is_in_the_order_of_the_fifty_sounds(city: SimpleNamespace, aoi: Resident) -> None:
    version = publish_club(limits={}).pk
    for reading in sorted(READINGS, reverse=True):
        filed(aoi, version, guardian={**AOIS_ANSWERS["guardian"], "family_kana": reading})
    assert in_the_queue() == list(READINGS)


def test_what_was_filed_before_gets_its_place(city: SimpleNamespace, aoi: Resident) -> None:
    version = publish_club(limits={}).pk
    for reading in READINGS:
        filed(aoi, version, guardian={**AOIS_ANSWERS["guardian"], "family_kana": reading})
    Application.objects.update(kana_order="")
    import_module("madoguchi.applications.migrations.0007_kana_order").put_in_order(apps, None)
    assert in_the_queue() == list(READINGS)


def test_officers_are_in_the_same_order(city: SimpleNamespace) -> None:
    for number, reading in enumerate(reversed(READINGS)):
        make_officer(f"30{number}", kana=f"{reading} マコト", section=city.kosodate)
    found = people.list_officers(section="kosodate", on=NOW.date())
    assert [each.kana.partition(" ")[0] for each in found] == list(READINGS)
