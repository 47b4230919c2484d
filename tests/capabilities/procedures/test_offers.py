"""What residents find: open, not yet, closing, closed, withdrawn; and documents that are read only once."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.http import Http404
from pytest_django import DjangoAssertNumQueries
from tests.city.procedures import club_document, publish, publish_club

from madoguchi.audit.actions import SYSTEM
from madoguchi.procedures import actions
from madoguchi.procedures.queries import (
    access_procedure,
    access_version,
    count_offers,
    current_version_id,
    document_of,
    list_offers,
    list_procedures,
    list_versions,
)
from madoguchi.rules.calendar import TOKYO
from madoguchi.rules.documents import canonical
from madoguchi.rules.opening import Opening

OPENS = datetime(2026, 11, 2, 9, tzinfo=TOKYO)
CLOSES = datetime(2026, 12, 16, tzinfo=TOKYO)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("now", "opening"),
    [
        (OPENS - SECOND, Opening.NOT_YET),
        (OPENS, Opening.OPEN),
        (CLOSES - SECOND, Opening.CLOSING_SOON),
        (CLOSES, Opening.CLOSED),
    ],
)
def test_the_club_opens_and_closes(city: SimpleNamespace, now: datetime, opening: Opening) -> None:
    publish_club()
    assert access_procedure("club", now).opening is opening


def test_an_offer_says_everything_a_page_needs(city: SimpleNamespace, now: datetime) -> None:
    version = publish_club()
    offer = access_procedure("club", now)
    assert (offer.slug, offer.version_id, offer.number) == ("club", version.pk, 1)
    assert (offer.section, offer.section_name, offer.section_phone) == (
        "kosodate",
        "子育て政策課",
        "0000-00-0101",
    )
    assert canonical(offer.document) == canonical(club_document())


def test_what_was_never_published_is_not_found(city: SimpleNamespace, now: datetime) -> None:
    actions.save_draft_document(document=club_document(), by=SYSTEM, now=now)
    with pytest.raises(Http404):
        access_procedure("club", now)
    with pytest.raises(Http404):
        access_procedure("nothing", now)


def test_a_withdrawn_procedure_says_so_and_leaves_the_catalogue(city: SimpleNamespace, now: datetime) -> None:
    version = publish_club()
    actions.withdraw(slug="club", by=SYSTEM, now=now)
    assert access_procedure("club", now).opening is Opening.WITHDRAWN
    assert list_offers(now) == [] and current_version_id(version.pk) is None


def test_the_catalogue_is_ordered_by_number(city: SimpleNamespace, now: datetime) -> None:
    publish_club()
    publish(club_document(id="dog", number="03", section="fukushi"))
    assert [offer.slug for offer in list_offers(now)] == ["dog", "club"]
    assert [offer.slug for offer in list_offers(now, section="fukushi")] == ["dog"]
    assert count_offers(now) == {Opening.OPEN: 2}


def test_a_document_is_read_from_the_database_once(
    city: SimpleNamespace, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    version = publish_club()
    document_of(version.pk)
    with django_assert_num_queries(0):
        document_of(version.pk)
    with django_assert_num_queries(1):
        list_offers(now)


def test_a_draft_of_an_old_version_finds_the_one_in_force(city: SimpleNamespace) -> None:
    first = publish_club()
    second = publish_club(minutes=20)
    assert current_version_id(first.pk) == second.pk


def test_officers_see_their_own_sections_procedures(city: SimpleNamespace) -> None:
    publish_club()
    publish_club(minutes=20)
    assert [each.slug for each in list_procedures(["kosodate"])] == ["club"]
    assert list_procedures(["fukushi"]) == []
    assert [version.number for version in list_versions("club")] == [2, 1]
    assert access_version("club", 1, ["kosodate"]).number == 1
    with pytest.raises(Http404):
        access_version("club", 1, ["fukushi"])
