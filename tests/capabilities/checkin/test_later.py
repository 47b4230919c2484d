"""A phone that had no network for a day sends what it kept: in any order, thrice, with a wrong clock."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from random import Random
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.http import HttpResponse
from django.test import Client
from tests.city.people import NOW, signed_in
from tests.city.visits import MINATO, found_centres, registered

from madoguchi.audit.actions import SYSTEM
from madoguchi.base import clock
from madoguchi.checkin.actions import points, registering, scanning
from madoguchi.checkin.actions.scanning import Heard
from madoguchi.checkin.models import Family, PhoneKey, Point, Scan, Visit
from madoguchi.checkin.tokens import token_of
from madoguchi.people.models import Resident
from madoguchi.rules.visits import Direction, Source

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)


class Phone:
    """A browser with a key of its own, and a clock that may be wrong."""

    def __init__(self, browser: Client, slow_by: timedelta = timedelta()) -> None:
        self.browser = browser
        self.secret = ec.generate_private_key(ec.SECP256R1())
        self.slow_by = slow_by

    def introduce(self) -> UUID:
        """Tell the city the public half."""
        public = self.secret.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint).hex()
        return UUID(self.browser.post("/in/key/", {"public": public}).json()["key"])

    def keep(
        self, point: Point, family: Family, direction: str, at: datetime, id: UUID | None = None
    ) -> dict[str, Any]:
        """One scan as the page keeps it."""
        members = sorted(family.children.values_list("pk", flat=True))
        said = {
            "id": f"{id or uuid4()}", "point": f"{point.pk}", "token": token_of(point),
            "direction": direction, "members": members, "adults": 1, "at": (at - self.slow_by).isoformat(),
        }  # fmt: skip
        text = "|".join((*map(str, list(said.values())[:4]), ",".join(map(str, members)), "1", said["at"]))
        halves = utils.decode_dss_signature(self.secret.sign(text.encode(), ec.ECDSA(SHA256())))
        return {**said, "signature": b"".join(each.to_bytes(32) for each in halves).hex()}

    def send(self, key: UUID, scans: list[dict[str, Any]], at: datetime) -> HttpResponse:
        """What the page sends when there is a network again."""
        log = {"key": f"{key}", "sent_at": (at - self.slow_by).isoformat(), "scans": scans}
        return self.browser.post("/in/send/", json.dumps(log), content_type="application/json")  # type: ignore[return-value]


@pytest.fixture
def centres(city: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> list[Point]:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return found_centres(city.kosodate, "haoto-centre", "kawakaze-centre")


@pytest.fixture
def family(aoi: Resident, centres: list[Point]) -> Family:
    return registered(aoi)


def members_of(family: Family) -> list[int]:
    return list(family.children.values_list("pk", flat=True))


def told() -> list[Any]:
    return list(Visit.objects.order_by("opened_at").values_list("pk", "opened_at", "closed_at", "close"))


def test_five_hundred_scans_sent_thrice_in_any_order_are_the_same_visits(
    aoi: Resident, family: Family, centres: list[Point]
) -> None:
    random, phone = Random(3), Phone(signed_in(aoi))
    key = phone.introduce()
    moments = sorted(random.sample(range(60 * 24 * 9), 500))
    said = [(random.choice(centres), random.choice(("in", "out"))) for _ in moments]
    log = [
        phone.keep(point, family, direction, NOW - timedelta(minutes=each))
        for (point, direction), each in zip(said, moments, strict=True)
    ]
    seen = []
    for _ in range(3):
        random.shuffle(log)
        for start in range(0, len(log), 250):
            answer = phone.send(key, log[start : start + 250], NOW)
            assert answer.status_code == 200 and json.loads(answer.content)["refused"] == {}
        seen.append(told())
    assert seen[0] == seen[1] == seen[2] and len(seen[0]) > 50
    assert Scan.objects.count() == 500
    scanning.rebuild_day(profile=centres[0].profile, day=NOW.date(), by=SYSTEM, now=NOW)
    assert told() == seen[0]


def test_two_phones_of_one_family_are_one_visit(aoi: Resident, family: Family, centres: list[Point]) -> None:
    for minutes, direction in ((60, "in"), (58, "in"), (3, "out"), (2, "out")):
        phone = Phone(signed_in(aoi))
        said = phone.keep(centres[0], family, direction, NOW - timedelta(minutes=minutes))
        assert json.loads(phone.send(phone.introduce(), [said], NOW).content)["refused"] == {}
    visit = Visit.objects.get()
    assert (visit.opened_at, visit.closed_at) == (NOW - timedelta(minutes=60), NOW - timedelta(minutes=3))
    assert (Scan.objects.count(), len(visit.members)) == (4, 2)


def test_a_clock_that_is_a_day_slow_says_the_right_time_and_is_marked(
    aoi: Resident, family: Family, centres: list[Point]
) -> None:
    phone = Phone(signed_in(aoi), slow_by=A_DAY)
    said = phone.keep(centres[0], family, "in", NOW - timedelta(hours=2))
    phone.send(phone.introduce(), [said], NOW)
    visit = Visit.objects.get()
    assert (visit.opened_at, visit.is_skewed) == (NOW - timedelta(hours=2), True)
    assert Scan.objects.get().offset_seconds == A_DAY.total_seconds()


@pytest.mark.parametrize(
    "change",
    [{"direction": "out"}, {"at": NOW.isoformat()}, {"members": [1]}, {"signature": "0" * 128}],
)
def test_what_the_key_did_not_sign_is_no_scan(
    aoi: Resident, family: Family, centres: list[Point], change: dict[str, Any]
) -> None:
    phone = Phone(signed_in(aoi))
    said = phone.keep(centres[0], family, "in", NOW - timedelta(hours=2)) | change
    answer = json.loads(phone.send(phone.introduce(), [said], NOW).content)
    assert answer["refused"] == {said["id"]: "forged"} and not Scan.objects.exists()


def test_a_stolen_key_ends_with_the_phones_and_foreign_children_never_come(
    aoi: Resident, ben: Resident, family: Family, centres: list[Point]
) -> None:
    phone, bens = Phone(signed_in(aoi)), registered(ben, MINATO)
    key = phone.introduce()
    foreign = phone.keep(centres[0], bens, "in", NOW)
    assert json.loads(phone.send(key, [foreign], NOW).content)["refused"] == {foreign["id"]: "nobody"}
    registering.forget_phones(family=family, by=SYSTEM, now=NOW)
    assert phone.send(key, [phone.keep(centres[0], family, "in", NOW)], NOW).status_code == 404
    assert not Scan.objects.exists()


def test_a_phone_that_was_forgotten_sends_what_it_kept_after_signing_in_once_more(
    aoi: Resident, family: Family, centres: list[Point]
) -> None:
    phone = Phone(signed_in(aoi))
    key, said = phone.introduce(), phone.keep(centres[0], family, "in", NOW - timedelta(hours=2))
    registering.forget_phones(family=family, by=SYSTEM, now=NOW)
    phone.browser = Client()
    with pytest.raises(ValueError):
        phone.introduce()  # nobody is signed in
    assert phone.send(key, [said], NOW).status_code == 404
    phone.browser = signed_in(aoi)
    assert json.loads(phone.send(phone.introduce(), [said], NOW).content)["refused"] == {}
    assert Visit.objects.count() == 1


def test_a_poster_counts_as_it_was_when_it_was_read(
    aoi: Resident, family: Family, centres: list[Point], monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = Phone(signed_in(aoi))
    key, early = phone.introduce(), phone.keep(centres[0], family, "in", NOW)
    points.turn(point=centres[0], by=SYSTEM, now=NOW)
    late = phone.keep(centres[0], family, "in", NOW + timedelta(days=9))
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=10))
    answer = json.loads(phone.send(key, [early, late], NOW + timedelta(days=10)).content)
    assert answer["refused"] == {late["id"]: "forged"}


def test_a_clock_that_no_calendar_reaches_is_too_long_ago(
    aoi: Resident, family: Family, centres: list[Point]
) -> None:
    phone = Phone(signed_in(aoi))
    key = phone.introduce()
    said = phone.keep(centres[0], family, "in", datetime(1, 1, 2, tzinfo=NOW.tzinfo))
    answer = phone.send(key, [said], datetime(9999, 12, 30, tzinfo=NOW.tzinfo))
    assert json.loads(answer.content)["refused"] == {said["id"]: "too_old"}
    assert not Visit.objects.exists()


@pytest.mark.parametrize(
    "at",
    [
        datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))),
        datetime(9999, 12, 31, 23, tzinfo=timezone(-timedelta(hours=14))),
    ],
)
def test_a_time_that_is_in_no_year_is_kept_nowhere(
    aoi: Resident, family: Family, centres: list[Point], at: datetime
) -> None:
    """PostgreSQL would take it; whoever reads the row afterwards would not."""
    phone = Phone(signed_in(aoi))
    said = phone.keep(centres[0], family, "in", at)
    answer = phone.send(phone.introduce(), [said], at)
    assert json.loads(answer.content)["refused"] == {said["id"]: "forged"} and not Scan.objects.exists()


def test_an_id_that_is_another_familys_scan_is_told_and_makes_nothing(
    aoi: Resident, ben: Resident, family: Family, centres: list[Point]
) -> None:
    phone, theirs = Phone(signed_in(aoi)), registered(ben, MINATO)
    heard = Heard.by_server(direction=Direction.IN, members=members_of(theirs), now=NOW)
    scanning.scan(point=centres[0], family=theirs, heard=heard, source=Source.SELF, by=SYSTEM, now=NOW)
    said = phone.keep(centres[0], family, "in", NOW, id=heard.id)
    answer = json.loads(phone.send(phone.introduce(), [said], NOW).content)
    assert answer["refused"] == {said["id"]: "forged"}
    assert Scan.objects.get().family == theirs


def test_what_is_too_old_to_count_costs_one_look_and_not_one_for_each_day(
    aoi: Resident, family: Family, centres: list[Point], django_assert_max_num_queries: Any
) -> None:
    phone = Phone(signed_in(aoi))
    key = phone.introduce()
    log = [phone.keep(centres[0], family, "in", NOW - timedelta(days=100 + each)) for each in range(60)]
    with django_assert_max_num_queries(20):
        answer = json.loads(phone.send(key, log, NOW).content)
    assert set(answer["refused"].values()) == {"too_old"} and Scan.objects.count() == 60


@pytest.mark.parametrize("body", [b"", b"{}", b"[1]", b'{"key": 1}', b"\xff", b"9" * 500_000])
def test_nonsense_is_no_log(db: None, body: bytes) -> None:
    assert Client().post("/in/send/", body, content_type="application/json").status_code == 404
    assert Client().post("/in/key/", {"public": "04"}).status_code == 404
    assert not PhoneKey.objects.exists()


def test_the_page_can_be_put_among_the_apps(db: None) -> None:
    manifest = Client().get("/in/app.webmanifest").json()
    worker = Client().get("/in/worker.js")
    assert manifest["scope"] == "/in/" and worker.headers["Content-Type"] == "text/javascript"
    assert Client().get("/in/").status_code == 200
