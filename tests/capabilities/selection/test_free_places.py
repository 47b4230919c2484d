"""The places that are left: everybody sees them from the instant on, and nothing before it."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from tests.capabilities.selection.test_seats import CLUB, said, signed
from tests.capabilities.selection.town import opened
from tests.city.households import publish_where
from tests.city.people import NOW, acting

from madoguchi.people.models import Officer
from madoguchi.rules.calendar import TOKYO
from madoguchi.rules.free_places import Reason, refuse
from madoguchi.rules.seating import Line
from madoguchi.selection.actions.free_places import show_from
from madoguchi.selection.models import Round

OPENS = datetime(2027, 2, 8, 9, tzinfo=TOKYO)
TYPED = {"day": "2027-02-08", "time": "9:00"}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The city's clock, which a story moves on."""
    held = SimpleNamespace(now=NOW)
    monkeypatch.setattr("madoguchi.base.clock.now", lambda: held.now)
    return held


@pytest.fixture
def round(clock: SimpleNamespace, city: SimpleNamespace, chika: Officer, makoto: Officer) -> Round:
    """A second round in which one club has two free places and another has none."""
    publish_where()
    first = opened(chika)
    Round.objects.filter(pk=first.pk).update(state=Round.State.RELEASED)
    made = opened(chika, title="二次募集", kind="second", is_following=True)
    Round.objects.filter(pk=made.pk).update(follows=first)
    made.refresh_from_db()
    said(made, chika, wakamugi_club=Line(capacity=2), sorano_club=Line(capacity=0))
    return made


def sign_all(round: Round, officer: Officer) -> None:
    signed(round, officer)
    round.seats.exclude(place=CLUB).update(signed_at=NOW, signer_kind="officer")


def test_everybody_sees_them_from_the_instant_and_nobody_before(
    round: Round, clock: SimpleNamespace, makoto: Officer, chikas_desk: Client, stranger: Client
) -> None:
    url = reverse("selection:show_free_places", args=[round.pk])
    chikas_desk.post(url, TYPED)
    round.refresh_from_db()
    assert round.free_places_from is None  # not signed
    sign_all(round, makoto)
    chikas_desk.post(url, TYPED)
    public = reverse("selection:free_places")
    assert "若麦小学校内学童クラブ" not in stranger.get(public).content.decode()
    clock.now = OPENS
    page = stranger.get(public).content.decode()
    assert "若麦小学校内学童クラブ" in page
    assert "空き 2人" in page
    assert "空野児童館学童クラブ" not in page  # takes nobody
    assert "取り下げて" in page
    assert "空いている" not in page


@pytest.mark.parametrize("state", [Round.State.PREPARING, Round.State.PLACED])
def test_what_is_left_tells_no_result_before_its_families_know(
    round: Round, clock: SimpleNamespace, makoto: Officer, stranger: Client, state: Round.State
) -> None:
    sign_all(round, makoto)
    show_from(round=round, at=OPENS, by=acting(makoto), now=NOW)
    clock.now = OPENS
    public = reverse("selection:free_places")
    assert "空き 2人" in stranger.get(public).content.decode()
    Round.objects.filter(pk=round.follows_id).update(state=state)
    assert "空き 2人" not in stranger.get(public).content.decode()


def test_what_nobody_can_apply_for_any_more_is_shown_no_longer(
    round: Round, clock: SimpleNamespace, makoto: Officer, stranger: Client
) -> None:
    sign_all(round, makoto)
    show_from(round=round, at=OPENS, by=acting(makoto), now=NOW)
    Round.objects.filter(pk=round.pk).update(arrived_until=OPENS.date())
    public = reverse("selection:free_places")
    for days, shown in ((0, True), (1, False)):
        clock.now = OPENS + timedelta(days=days)
        page = stranger.get(public).content.decode()
        assert ("空き 2人" in page) is shown, days


def test_another_section_shows_nothing(round: Round, dans_desk: Client) -> None:
    assert dans_desk.post(reverse("selection:show_free_places", args=[round.pk]), TYPED).status_code == 404


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, None),
        ({"is_first": True}, Reason.FIRST_ROUND),
        ({"places": 0}, Reason.NO_SEATS),
        ({"unsigned": 1}, Reason.NOT_SIGNED),
        ({"at": NOW - timedelta(hours=1)}, Reason.PAST),
        ({"at": NOW + timedelta(days=400)}, Reason.TOO_FAR),
        ({"is_preparing": False}, Reason.NOT_PREPARING),
    ],
)
def test_what_is_free_is_signed_first(changes: dict[str, object], reason: Reason | None) -> None:
    sound = {"at": OPENS, "now": NOW, "is_first": False, "places": 2, "unsigned": 0, "is_preparing": True}
    assert refuse(**{**sound, **changes}) == reason  # type: ignore[arg-type]


def test_the_front_page_and_the_procedure_lead_there_while_there_is_something_to_see(
    round: Round, clock: SimpleNamespace, makoto: Officer, stranger: Client
) -> None:
    doors = [reverse("portal:home"), reverse("portal:procedure", args=["club"])]
    public, lots = reverse("selection:free_places"), reverse("selection:lotteries")
    assert not any(public in stranger.get(door).content.decode() for door in doors)
    sign_all(round, makoto)
    show_from(round=round, at=OPENS, by=acting(makoto), now=NOW)
    assert not any(public in stranger.get(door).content.decode() for door in doors)
    clock.now = OPENS
    pages = [stranger.get(door).content.decode() for door in doors]
    assert all(public in page and lots not in page for page in pages)
    Round.objects.filter(pk=round.pk).update(lottery_commitment="a" * 64, lottery_committed_at=NOW)
    assert all(lots in stranger.get(door).content.decode() for door in doors)
