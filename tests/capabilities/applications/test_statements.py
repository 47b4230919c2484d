"""What filing asks of the database, counted through the page: it must stay short however much is written."""

from __future__ import annotations

from types import SimpleNamespace

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.capabilities.applications.test_filing import written
from tests.city.procedures import AOIS_ANSWERS, publish_club

from madoguchi.people.models import Resident

BEGIN_AND_END = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")
EVERYTHING = {"one_per": ["child.kana", "child.birth_date"], "capacity": 5}


def statements_of_filing(phone: Client, draft_id: object) -> list[str]:
    """All but those that begin and end transactions."""
    with CaptureQueriesContext(connection) as asked:
        answer = phone.post(reverse("applications:submit", args=[draft_id]))
    assert answer.status_code == 302 and "/receipts/" in answer.headers["Location"]
    return [query["sql"] for query in asked if not query["sql"].startswith(BEGIN_AND_END)]


def test_filing_with_papers_limits_and_places_takes_five_statements(
    city: SimpleNamespace, aoi: Resident, aois_phone: Client
) -> None:
    version = publish_club(limits=EVERYTHING).pk
    asked = statements_of_filing(aois_phone, written(aoi, version).pk)
    assert len(asked) == 5, "\n".join(asked)


def test_the_number_of_answers_changes_nothing(
    city: SimpleNamespace, aoi: Resident, aois_phone: Client
) -> None:
    version = publish_club(limits={}).pk
    name = AOIS_ANSWERS["guardian"]
    siblings = [
        {"_id": f"r{row}", "sibling_name": name, "sibling_birth": "2018-05-05"} for row in range(1, 5)
    ]
    few = statements_of_filing(aois_phone, written(aoi, version).pk)
    many = statements_of_filing(aois_phone, written(aoi, version, siblings=siblings).pk)
    assert len(few) == len(many)
