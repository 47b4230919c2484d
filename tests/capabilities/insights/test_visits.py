"""The figures of the centres: whole for Chika, covered for Dan, the same in the file."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.city.bookings import make_offering
from tests.city.people import NOW, signed_in
from tests.city.visits import MINATO, MUGI, came, found_centres, registered

from madoguchi.audit.actions import SYSTEM
from madoguchi.audit.models import Line
from madoguchi.base import clock
from madoguchi.booking.actions import opening
from madoguchi.checkin.actions import scanning
from madoguchi.checkin.models import Point, Visit
from madoguchi.insights import lifting, visiting
from madoguchi.insights.models import Occasion
from madoguchi.people.models import Officer
from madoguchi.rules.calendar import TOKYO
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
    covered = visiting.figures(2026, reach=())
    by_centre = (covered.weekdays, covered.hours, covered.kinds)
    assert covered.hides_visits and all(each.foot[-1] == "＊" for each in by_centre)
    assert covered.per_open_day["日"] == "＊" and "3回 × 290秒" not in theirs.content.decode()


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


FAIR = NOW.date() - timedelta(days=8)  # a Saturday


def visited(point: Point, day: date, count: int) -> None:
    """So many came on a day."""
    family = registered(None)
    rows = (
        {"id": uuid4(), "family": family, "point": point, "day": day, "close": "scan"} for _ in range(count)
    )
    Visit.objects.bulk_create(Visit(**each) for each in rows)


@pytest.fixture
def fair(points: list[Point]) -> Point:
    """A centre with a course on one Saturday, and four Saturdays without."""
    visited(points[0], FAIR, 15)
    for back in range(1, 5):
        visited(points[0], FAIR - timedelta(weeks=back), 10)
    at = datetime.combine(FAIR, time(10), TOKYO)
    opening.open_sessions(
        offering=make_offering(), place=points[0].place, starts=[at], capacities={}, by=SYSTEM, now=NOW
    )
    return points[0]


def test_an_event_is_shown_beside_days_like_it(fair: Point, chika: Officer, dan: Officer) -> None:
    with CaptureQueriesContext(connection) as asked:
        found = lifting.lifts(2026, reach={"kosodate"}, until=NOW.date())
    assert len(asked) == 5
    (day,), (centre,) = found.days, found.centres
    assert (day.day, day.what, day.visits) == (FAIR, ["考古学教室"], 15)
    assert centre.lifted and (centre.lifted.percent, centre.lifted.usual_per_day) == (50, 10.0)
    mine, theirs = (signed_in(who).get("/desk/insights/visits/").content.decode() for who in (chika, dan))
    assert "+50 %" in mine and "考古学教室" in mine
    assert "+50 %" in theirs and "考古学教室" not in theirs and "催しの日にする" not in theirs
    file = signed_in(chika).get("/desk/insights/visits/csv/").content.decode("utf-8-sig")
    assert "催しの日" in file and "15.0" in file
    covered = signed_in(dan).get("/desk/insights/visits/csv/").content.decode("utf-8-sig")
    assert ",50" in covered and "15.0" not in covered


def test_another_section_reads_no_lift_of_few(points: list[Point]) -> None:
    for back, count in enumerate((3, 1, 1, 1)):
        visited(points[0], FAIR - timedelta(weeks=back), count)
    Occasion.objects.create(day=FAIR, place=points[0].place, words="昔話の会", noted_by="1001", noted_at=NOW)
    assert [each.is_hidden for each in lifting.lifts(2026, reach=(), until=NOW.date()).centres] == [True]


def test_chika_names_a_day_and_takes_it_back(fair: Point, chika: Officer, dan: Officer) -> None:
    desk, said = signed_in(chika), {"day": f"{FAIR - timedelta(weeks=1)}", "words": "昔話の会"}
    said["place"] = fair.place_id
    assert signed_in(dan).post("/desk/insights/visits/events/", said).status_code == 404
    for wrong in ({"day": "someday"}, {"day": "2100-01-01"}, {"words": " "}, {"place": "atlantis"}):
        answer = desk.post("/desk/insights/visits/events/", {**said, **wrong})
        assert answer.status_code == 422 and 'class="wrong"' in answer.content.decode()
    assert not Occasion.objects.exists()
    assert desk.post("/desk/insights/visits/events/", said).status_code == 302
    noted = Occasion.objects.get()
    assert "昔話の会" in desk.get("/desk/insights/visits/").content.decode()
    away = f"/desk/insights/visits/events/{noted.pk}/remove/"
    assert "昔話の会" not in desk.get("/desk/insights/growth/").content.decode()  # that page is of LINE
    assert signed_in(dan).post(away).status_code == 404
    assert desk.post(away).status_code == 302 and not Occasion.objects.exists()
