"""The figures of the centres: whole for Chika, covered for Dan, the same in the file."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.test import Client
from tests.city.people import NOW, signed_in
from tests.city.visits import MINATO, MUGI, came, found_centres, registered

from madoguchi.audit.models import Line
from madoguchi.base import clock
from madoguchi.checkin.actions import scanning
from madoguchi.checkin.models import Point, Visit
from madoguchi.insights import visiting
from madoguchi.people.models import Officer
from madoguchi.rules.visits import Direction

pytestmark = pytest.mark.django_db


@pytest.fixture
def points(city: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> list[Point]:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return found_centres(city.kosodate, "haoto-centre", "kawakaze-centre")


def stayed(point: Point, *families: object, at: datetime = NOW - timedelta(hours=3)) -> None:
    """Families that came and went after an hour."""
    for family in families:
        came(family, point, now=at)  # type: ignore[arg-type]
        came(family, point, now=at + timedelta(hours=1), direction=Direction.OUT)  # type: ignore[arg-type]


def test_figures_are_counted_from_visits_and_leave_guesses_out(points: list[Point]) -> None:
    one, other = registered(None, MUGI, MINATO), registered(None, MUGI)
    stayed(points[0], one, other)
    came(one, points[1], now=NOW - timedelta(days=2))
    scanning.close_night(now=NOW)
    found = visiting.figures(2026, reach={"kosodate"})
    assert (found.visits, found.is_whole) == (3, True)
    haoto, kawakaze = found.centres
    assert (haoto.families, haoto.median_minutes, haoto.forgotten) == (2, 60, 0)
    assert (kawakaze.median_minutes, kawakaze.forgotten_percent) == (None, 100)
    assert found.ages.foot == [0, 0, 3, 0, 2, 5]
    assert found.kinds.counts == [[1, 1], [1, 0]]
    assert found.per_open_day["日"] == 2.0


def test_chika_reads_them_whole_and_dan_without_small_counts(
    points: list[Point], chika: Officer, dan: Officer
) -> None:
    stayed(points[0], *(registered(None) for _ in range(3)))
    mine, theirs = (signed_in(who).get("/desk/insights/visits/") for who in (chika, dan))
    assert "＊" not in mine.content.decode() and "＊" in theirs.content.decode()


def test_what_one_table_hides_of_a_centre_no_other_gives_away(points: list[Point], dan: Officer) -> None:
    stayed(points[0], *(registered(None) for _ in range(3)))
    stayed(points[1], *(registered(None) for _ in range(8)))
    found = visiting.figures(2026, reach=())
    assert [each.is_hidden for each in found.centres] == [True, True]
    for table in (found.weekdays, found.hours, found.kinds):
        assert [cells[-1] for _, cells in table.lines] == ["＊", "＊"]
    page = signed_in(dan).get("/desk/insights/visits/").content.decode()
    centres = page[page.index("<tbody>") : page.index("</tbody>")]
    assert centres.count("＊") == 4 and ">3<" not in centres and ">8<" not in centres


def test_sixteen_thousand_visits_are_1289_hours(points: list[Point], chika: Officer) -> None:
    family = registered(None)
    day = {"family": family, "point": points[0], "day": NOW.date(), "opened_at": NOW, "closed_at": NOW}
    rows = [Visit(id=uuid4(), close="scan", **day) for _ in range(16_000)]
    Visit.objects.bulk_create(rows, batch_size=4_000)
    page = signed_in(chika).get("/desk/insights/visits/").content.decode()
    assert "1,289時間" in page and "132時間" in page and "16,000回 × 290秒" in page and "400時間" in page
    again = signed_in(chika).get("/desk/insights/visits/", {"before": "180", "after": "?"}).content.decode()
    assert "756時間" in again


def test_the_file_holds_the_same_and_the_record_says_who_took_it(points: list[Point], dan: Officer) -> None:
    stayed(points[0], registered(None))
    desk: Client = signed_in(dan)
    file = desk.get("/desk/insights/visits/csv/").content.decode("utf-8-sig")
    assert "＊" in file and Line.objects.filter(verb="insights.visits_exported").count() == 1
    assert desk.get("/desk/insights/visits/exe/").status_code == 404
