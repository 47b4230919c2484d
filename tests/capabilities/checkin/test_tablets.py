"""The tablet at the door: who has no phone shows a card; what it keeps without network nobody there reads."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from itertools import count
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client
from tests.city.people import NOW, acting, make_resident, signed_in
from tests.city.visits import came, found_centres, open_shelter, registered

from madoguchi.audit.actions import SYSTEM
from madoguchi.audit.models import Line
from madoguchi.base import clock, letterbox, searches
from madoguchi.checkin import shelters
from madoguchi.checkin.actions import points, registering, tablets
from madoguchi.checkin.models import Family, Point, Scan, ShelterCard, Tablet, Visit
from madoguchi.people.models import Officer
from madoguchi.rules.references import grouped
from madoguchi.rules.visits import Close, Direction, Source

pytestmark = pytest.mark.django_db
TABLET = "/in/tablet/"
AT_THE_DOOR = "/desk/visits/{}/tablets/"
STRANGER = {"kana": "やまだ", "adult": "2", "elderly": "0", "infant": "", "need": "help", "words": "血圧の薬"}


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def ticking(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = count()  # what is said one after the other is heard so
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(seconds=next(ticks)))


@pytest.fixture
def point(city: SimpleNamespace) -> Point:
    return found_centres(city.kosodate)[0]


@pytest.fixture
def shelter(city: SimpleNamespace) -> Point:
    return open_shelter(city.kosodate)


class Device:
    """A tablet with a key of its own, paired by a code that staff made."""

    def __init__(self, point: Point) -> None:
        self.browser, self.secret = Client(), ec.generate_private_key(ec.SECP256R1())
        self.row, code = tablets.expect_tablet(point=point, name="入口", by=SYSTEM, now=clock.now())
        self.browser.post(f"{TABLET}pair/", {"code": grouped(code).lower()})
        public = self.secret.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint).hex()
        assert self.browser.post(f"{TABLET}key/", {"public": public}).status_code == 200

    def show(self, card: str) -> str:
        """The page after a card was shown."""
        return self.browser.post(TABLET, {"card": card}, follow=True).content.decode()

    def keep(self, at: datetime, **said: Any) -> dict[str, str]:
        """What it keeps of a form without network."""
        row = {"id": f"{uuid4()}", "at": at.isoformat()}
        row["shut"] = letterbox.put_in(self.row.shuts, urlencode(said))
        signed = "|".join(row.values()).encode()
        halves = utils.decode_dss_signature(self.secret.sign(signed, ec.ECDSA(SHA256())))
        return {**row, "signature": b"".join(each.to_bytes(32) for each in halves).hex()}

    def send(self, *scans: dict[str, str], at: datetime = NOW) -> Any:
        """What the city answers when there is a network again."""
        log = json.dumps({"sent_at": at.isoformat(), "scans": scans})
        return self.browser.post(f"{TABLET}send/", log, content_type="application/json")


def card_of(family: Family) -> str:
    return registering.make_card(family=family, by=SYSTEM, now=NOW - timedelta(days=1))


def who(page: str) -> str:
    return page.split('name="who" value="')[1].split('"')[0]


def test_chika_makes_a_code_that_is_good_once_and_for_fifteen_minutes(
    chika: Officer, point: Point, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, path = signed_in(chika), AT_THE_DOOR.format(point.pk)
    assert desk.post(path, {"name": " "}).status_code == 422
    page = desk.post(path, {"name": "正面入口"}).content.decode()
    code = page.split('<strong class="number">')[1].split("<")[0]
    assert code not in desk.get(path).content.decode()
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=20))
    assert Client().post(f"{TABLET}pair/", {"code": code}).status_code == 422
    monkeypatch.setattr(clock, "now", lambda: NOW)
    door = Client()
    assert door.post(f"{TABLET}pair/", {"code": code}, follow=True).status_code == 200
    assert "カードをかざして" in door.get(TABLET).content.decode()
    assert Client().post(f"{TABLET}pair/", {"code": code}).status_code == 422
    desk.post(f"/desk/visits/tablets/{Tablet.objects.get().pk}/end/")
    assert door.get(TABLET).headers["Location"] == f"{TABLET}pair/"
    assert set(Line.objects.filter(verb__startswith="tablet.").values_list("verb", flat=True)) == {
        "tablet.expected", "tablet.paired", "tablet.ended",
    }  # fmt: skip


def test_dan_pairs_nothing_with_a_door_of_others(dan: Officer, point: Point) -> None:
    device, desk = Device(point), signed_in(dan)
    assert desk.get(AT_THE_DOOR.format(point.pk)).status_code == 404
    assert desk.post(AT_THE_DOOR.format(point.pk), {"name": "x"}).status_code == 404
    assert desk.post(f"/desk/visits/tablets/{device.row.pk}/end/").status_code == 404


@pytest.mark.usefixtures("ticking")
def test_a_card_shows_its_family_alone_and_one_tap_lets_in_and_out(point: Point) -> None:
    came(registered(make_resident()), point)  # is in the house, and nobody's business
    family, device = registered(None, care="卵アレルギー"), Device(point)
    card = card_of(family)
    start = device.browser.get(TABLET).content.decode()
    assert "𠮷川" not in start
    page = device.show(grouped(card).lower())  # typed by hand
    assert "𠮷川 葵" in page and page.count(" checked") == 2 and "卵" not in page and card not in page
    members = [child.pk for child in family.children.all()]
    tap = {"who": who(page), "chosen": "1", "member": members, "direction": "in", "id": uuid4()}
    for _ in range(2):  # a double tap
        assert "入室しました" in device.browser.post(TABLET, tap, follow=True).content.decode()
    assert Scan.objects.filter(family=family).count() == 1
    page = device.show(card)
    assert "退室する" in page
    device.browser.post(TABLET, {"who": who(page), "direction": "out"})
    visit = Visit.objects.get(family=family)
    assert (visit.close, len(visit.members)) == (Close.SCAN, 2)
    assert set(family.scans.values_list("source", flat=True)) == {Source.TABLET}
    assert Line.objects.filter(verb="family.viewed", actor_kind="tablet").count() == 2


def test_what_is_shown_goes_with_the_next_and_a_mistake_is_taken_back(
    point: Point, monkeypatch: pytest.MonkeyPatch
) -> None:
    family, device = registered(None), Device(point)
    page = device.show(card_of(family))
    refused = device.browser.post(TABLET, {"who": who(page), "chosen": "1", "direction": "in"})
    assert refused.status_code == 422 and "𠮷川 葵" in refused.content.decode()
    answer = device.browser.post(TABLET, {"who": who(page), "direction": "in"})
    scan = Scan.objects.get()
    device.browser.post(f"{TABLET}{scan.pk}/undo/")
    assert not Visit.objects.exists()
    assert Device(point).browser.get(answer.headers["Location"]).status_code == 404  # another tablet
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=5))
    searched = urlencode({"who": searches.sealed("ヨシカワ")})  # sealed by us, for something else
    for path in (
        f"{TABLET}?{searched}",
        answer.headers["Location"],
        f"{TABLET}?{urlencode({'who': who(page)})}",
        f"{TABLET}?who=x",
    ):
        assert device.browser.get(path).headers["Location"] == TABLET
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=20))
    assert device.browser.post(TABLET, {"who": who(page), "direction": "in"}).headers["Location"] == TABLET


@pytest.mark.parametrize("card", ["", "ABCD-EFGH-JKLM", "x" * 300, "\0", "２３"])
def test_what_is_no_card_of_ours_says_so(point: Point, card: str) -> None:
    registered(None)
    answer = Device(point).browser.post(TABLET, {"card": card})
    assert answer.status_code == 422 and "職員にお声がけください" in answer.content.decode()


def test_kept_scans_are_the_same_visit_however_often_they_come(point: Point, chika: Officer) -> None:
    family, device = registered(None), Device(point)
    card, hour = card_of(family), timedelta(hours=1)
    log = [
        device.keep(NOW - 2 * hour, card=card, direction="in"),
        device.keep(NOW - hour, card=card, direction="out"),
    ]
    registering.make_card(family=family, by=acting(chika), now=NOW - timedelta(minutes=10))
    for scans in (log, log[::-1], log[:1]):
        assert device.send(*scans).json()["refused"] == {}
    visit = Visit.objects.get()
    assert (visit.opened_at, visit.closed_at) == (NOW - 2 * hour, NOW - hour)
    assert (Scan.objects.count(), len(visit.members)) == (2, 2)
    late = device.keep(NOW - timedelta(minutes=5), card=card, direction="in")  # the card was made anew before
    assert device.send(late).json()["refused"] == {late["id"]: "nobody"}


def test_nobody_else_says_what_the_tablet_said(point: Point) -> None:
    family, device = registered(None), Device(point)
    card, other = card_of(family), Device(point)
    own = device.keep(NOW, card=card, direction="in")
    forged = [{**own, "at": (NOW - timedelta(hours=3)).isoformat()}, {**own, "shut": "ab" * 90}]
    for each in forged:
        assert device.send(each).json()["refused"] == {own["id"]: "forged"}
    assert other.send(own).json()["refused"] == {own["id"]: "forged"}
    assert card not in bytes.fromhex(own["shut"]).decode("latin-1")
    assert device.send({**own, "more": "x"}).status_code == 404
    tablets.end_tablet(tablet=device.row, by=SYSTEM, now=NOW)
    assert device.send(own).status_code == 404
    assert not Scan.objects.exists()


@pytest.mark.usefixtures("ticking")
def test_at_a_shelter_a_card_or_three_things_and_nothing_typed_is_lost(shelter: Point) -> None:
    family, device = registered(None), Device(shelter)
    page = device.show(card_of(family))
    assert page.count(" checked") == 2
    tap = {"who": who(page), "chosen": "1", "adult": "1", "elderly": "1", "direction": "in", "id": uuid4()}
    device.browser.post(TABLET, tap)
    refused = device.browser.post(TABLET, {**STRANGER, "kana": "山", "direction": "in"})
    assert refused.status_code == 422 and "血圧の薬" in refused.content.decode()
    done = device.browser.post(TABLET, {**STRANGER, "direction": "in", "id": uuid4()}, follow=True)
    assert "人数 2名" in done.content.decode()
    assert Visit.objects.count() == 2 and "血圧" not in ShelterCard.objects.latest("told_at").sealed


def test_without_network_a_shelter_goes_on(shelter: Point, city: SimpleNamespace) -> None:
    family, device, hour = registered(None), Device(shelter), timedelta(hours=1)
    card = card_of(family)
    stranger = device.keep(NOW - 3 * hour, **STRANGER, direction="in")
    known = device.keep(NOW - 2 * hour, card=card, direction="in")
    gone = device.keep(NOW - hour, card=card, direction="out")
    wrong = device.keep(NOW - hour, kana="", adult="1", direction="in")
    for scans in ((gone, stranger, wrong, known), (known, stranger)):
        device.send(*scans)
    assert device.send(wrong).json()["refused"] == {wrong["id"]: "nobody"}
    assert (Family.objects.count(), Scan.objects.count()) == (2, 3)
    there = shelters.there(shelter, NOW.date())
    assert [shelters.household_of(each).words for each in there] == ["血圧の薬"]
    assert Visit.objects.get(family=family).closed_at == NOW - hour


def test_what_was_kept_does_not_write_over_what_was_said_since(shelter: Point) -> None:
    family, device = registered(None), Device(shelter)
    page = device.show(card_of(family))
    old = device.keep(NOW - timedelta(hours=1), chosen="1", card=card_of(family), adult="1", direction="in")
    now = {"who": who(page), "chosen": "1", "adult": "3", "words": "車いす", "direction": "in"}
    device.browser.post(TABLET, now)
    assert device.send(old).json()["refused"] == {}
    assert shelters.said_by(Family.objects.get(pk=family.pk)).words == "車いす"  # type: ignore[union-attr]


def test_a_door_that_is_closed_says_so(shelter: Point) -> None:
    device = Device(shelter)
    points.end(point=shelter, by=SYSTEM, now=NOW)
    assert device.browser.get(TABLET).status_code == 410
    assert Direction.IN not in Scan.objects.values_list("direction", flat=True)
