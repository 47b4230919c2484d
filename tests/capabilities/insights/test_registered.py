"""Children on 1 May: counted where they belong, waiting where they wished to be, small counts hidden."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.capabilities.review.desk import seat
from tests.city.enrolments import CLUB, OTHER, accepted, asked, some_family
from tests.city.households import publish_where
from tests.city.people import NOW, signed_in
from tests.city.procedures import CLUB as DOCUMENT

from madoguchi.audit.models import Line
from madoguchi.enrolment.models import Enrolment
from madoguchi.insights.registered import list_clubs
from madoguchi.people.models import Officer, Resident
from madoguchi.places.models import Belonging
from madoguchi.review.actions.deciding import decide
from madoguchi.rules.enrolment import State

FIRST_OF_MAY = date(2027, 5, 1)
IN_MAY = datetime(2027, 5, 2, 3, tzinfo=UTC)


@pytest.fixture
def version(city: SimpleNamespace) -> int:
    outcomes = [*DOCUMENT["review"]["outcomes"], {"id": "held", "kind": "held", "title": {"ja": "保留"}}]
    return publish_where(limits={}, review={**DOCUMENT["review"], "outcomes": outcomes}).pk


def counts(on: date = FIRST_OF_MAY) -> dict[str, tuple[int, int]]:
    """Registered and waiting, by club."""
    return {club.code: (sum(club.registered), sum(club.waiting)) for club in list_clubs(on)}


def test_a_child_is_counted_where_it_belongs_on_the_day(aoi: Resident, version: int) -> None:
    accepted(asked(aoi, version))
    accepted(some_family(version), place=OTHER)
    assert counts()[CLUB] == counts()[OTHER] == (1, 0)
    (club,) = (each for each in list_clubs(FIRST_OF_MAY) if each.code == CLUB)
    assert club.registered == (1, 0, 0, 0, 0, 0)
    assert counts(date(2027, 3, 31))[CLUB] == (0, 0)
    Belonging.objects.filter(place=CLUB).update(ends_on=FIRST_OF_MAY)
    assert counts()[CLUB] == (0, 0)


def test_a_child_told_to_wait_waits_until_it_has_a_club(aoi: Resident, version: int, chika: Officer) -> None:
    application = asked(aoi, version, clubs=[OTHER, CLUB])
    decide(application=application, outcome="held", reason="定員", by=seat(chika, application), now=NOW)
    on = date(2027, 5, 1)
    assert {code: both[1] for code, both in counts(on).items() if both[1]} == {OTHER: 1}
    accepted(application)
    assert sum(both[1] for both in counts(on).values()) == 0
    Enrolment.objects.update(state=State.GIVEN_UP)
    assert sum(both[1] for both in counts(on).values()) == 1


def test_other_sections_see_no_small_counts(
    aoi: Resident, version: int, chika: Officer, dan: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    accepted(asked(aoi, version))
    monkeypatch.setattr("madoguchi.base.clock.now", lambda: IN_MAY)
    chikas_desk, dans_desk = signed_in(chika), signed_in(dan)
    address = reverse("insights:registered")
    own, others = (
        desk.get(address, {"on": "2027-05-01"}).content.decode() for desk in (chikas_desk, dans_desk)
    )
    assert "＊" not in own and "2027-05-01(土)現在" in own
    assert "5人未満の数を表示しません" in others
    file = dans_desk.get(reverse("insights:registered_file", args=["csv"]), {"on": "2027-05-01"})
    assert file.headers["Content-Disposition"] == 'attachment; filename="registered-20270501.csv"'
    foot = file.content.decode("utf-8-sig").splitlines()[-1].split(",")[4:]
    assert foot[0] == foot[6] == "＊" and "1" not in foot  # the only child of the city is in no total either
    assert '<p class="figure-large">＊</p>' in others and '<p class="figure-large">1</p>' in own
    assert Line.objects.get(verb="insights.registered_exported").details == {
        "of": "2027-05-01",
        "kind": "csv",
    }
    xlsx = chikas_desk.get(reverse("insights:registered_file", args=["xlsx"]), {"on": "2027-05-01"})
    assert xlsx.content.startswith(b"PK")
    assert chikas_desk.get(reverse("insights:registered_file", args=["pdf"])).status_code == 404


def test_others_cannot_take_one_day_from_the_next(
    aoi: Resident, version: int, chika: Officer, dan: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    accepted(asked(aoi, version))
    monkeypatch.setattr("madoguchi.base.clock.now", lambda: IN_MAY)
    desk, address = signed_in(dan), reverse("insights:registered_file", args=["csv"])
    day_before, survey = (desk.get(address, {"on": on}).content for on in ("2027-04-30", "2027-05-01"))
    page = desk.get(reverse("insights:registered"), {"on": "2027-03-31"}).content.decode()
    assert day_before == survey and "2027-05-01(土)現在" in page
    own = signed_in(chika).get(reverse("insights:registered"), {"on": "2027-04-02"}).content.decode()
    assert "2027-04-02(金)現在" in own


@pytest.mark.parametrize("on", ["5月1日", "0001-01-01", "9999-12-31"])
def test_a_day_that_is_none_is_the_last_survey(version: int, chikas_desk: Client, on: str) -> None:
    page = chikas_desk.get(reverse("insights:registered"), {"on": on})
    assert on not in page.content.decode()
    assert page.status_code == 200


def test_the_page_takes_as_many_queries_for_many_as_for_few(version: int, chikas_desk: Client) -> None:
    def counted(families: int) -> int:
        for _ in range(families):
            accepted(some_family(version))
        with CaptureQueriesContext(connection) as asked:
            chikas_desk.get(reverse("insights:registered"), {"on": "2027-05-01"})
        return len(asked)

    counted(1)
    assert counted(1) == counted(4) == 7
