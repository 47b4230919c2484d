"""Chika says how many children each club takes, Makoto signs, and a change takes the signature away."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.capabilities.selection.town import opened
from tests.city.households import publish_where
from tests.city.people import NOW, acting

from madoguchi.people.models import Officer
from madoguchi.places.models import Place
from madoguchi.rules.seating import CannotSeat, Line, Reason
from madoguchi.selection.actions import seats as actions
from madoguchi.selection.actions.seats import Signer
from madoguchi.selection.models import Round, Seats
from madoguchi.selection.queries import seats as queries

CLUB = "wakamugi-club"


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("madoguchi.base.clock.now", lambda: NOW)


@pytest.fixture
def round(city: SimpleNamespace, chika: Officer) -> Round:
    """A round whose procedure offers two clubs."""
    publish_where()
    return opened(chika)


def at(name: str, round: Round, *more: str) -> str:
    return reverse(f"selection:{name}", args=[round.pk, *more])


def said(round: Round, officer: Officer, **lines: Line) -> None:
    by_code = {code.replace("_", "-"): line for code, line in lines.items()}
    given = {"last_year": {}, "officer": officer, "by": acting(officer), "now": NOW}
    actions.propose_seats(round=round, lines=by_code, **given)


def signed(round: Round, officer: Officer, *, seen: str = "") -> Seats:
    row = queries.access_seats(round=round, place=CLUB)
    return actions.sign_seats(
        seats=row,
        seen=seen or queries.line_of(row).stamp,
        signer=Signer(kind=Seats.Signer.OFFICER, ref=officer.number, name=officer.name),
        by=acting(officer),
        now=NOW,
    )


def test_chika_keeps_the_table_and_makoto_signs(
    round: Round, chikas_desk: Client, makotos_desk: Client
) -> None:
    kept = {f"capacity:{CLUB}": "40", f"reserved:{CLUB}": "2", f"bands:{CLUB}": "1-3:30"}
    assert chikas_desk.post(at("seats", round), kept).status_code == 302
    row = Seats.objects.get()
    assert (row.capacity, row.reserved, row.bands) == (40, 2, [{"grades": [1, 2, 3], "seats": 30}])
    assert "署名する" not in chikas_desk.get(at("seats", round)).content.decode()
    assert "署名する" in makotos_desk.get(at("seats", round)).content.decode()
    makotos_desk.post(at("sign_seats", round, CLUB), {"seen": "40/2/1-3:30"})
    row.refresh_from_db()
    assert (row.signer_name, row.signed_at) == ("五十嵐 誠", NOW)


def test_a_round_that_gives_what_is_left_does_not_begin_with_what_a_club_takes_in_april(
    round: Round, chika: Officer, chikas_desk: Client
) -> None:
    Place.objects.filter(pk=CLUB).update(capacity=40)
    left = opened(chika, title="随時募集", kind="monthly")
    first, monthly = (chikas_desk.get(at("seats", each)).content.decode() for each in (round, left))
    assert f'name="capacity:{CLUB}" value="40"' in first and "昨年" in first
    assert f'name="capacity:{CLUB}" value=""' in monthly and ">40<" not in monthly


def test_a_change_takes_the_signature_away_and_the_same_again_does_not(
    round: Round, chika: Officer, makoto: Officer
) -> None:
    said(round, chika, wakamugi_club=Line(capacity=40))
    signed(round, makoto)
    said(round, chika, wakamugi_club=Line(capacity=40))
    assert Seats.objects.get().is_signed
    said(round, chika, wakamugi_club=Line(capacity=30))
    assert not Seats.objects.get().is_signed
    with pytest.raises(CannotSeat) as cannot:
        signed(round, makoto, seen="40/0/")
    assert cannot.value.reason is Reason.CHANGED


def test_nobody_signs_what_they_proposed(round: Round, chika: Officer) -> None:
    said(round, chika, wakamugi_club=Line(capacity=40))
    with pytest.raises(CannotSeat) as cannot:
        signed(round, chika)
    assert cannot.value.reason is Reason.SAME_PERSON


def test_what_cannot_be_read_is_marked_and_nothing_is_kept(round: Round, chikas_desk: Client) -> None:
    wrong = {f"capacity:{CLUB}": "四十", "capacity:sorano-club": "30"}
    answer = chikas_desk.post(at("seats", round), wrong)
    assert answer.status_code == 422
    assert 'value="四十"' in answer.content.decode()
    assert not Seats.objects.exists()


def test_a_line_that_a_colleague_changed_meanwhile_is_let_be(
    round: Round, chika: Officer, makoto: Officer, chikas_desk: Client
) -> None:
    said(round, chika, wakamugi_club=Line(capacity=40), sorano_club=Line(capacity=20))
    shown = {f"was:{CLUB}": "40/0/", f"capacity:{CLUB}": "40", "was:sorano-club": "20/0/"}
    said(round, makoto, wakamugi_club=Line(capacity=35))
    chikas_desk.post(at("seats", round), {**shown, "capacity:sorano-club": "25"})
    assert {each.place_id: each.capacity for each in Seats.objects.all()} == {CLUB: 35, "sorano-club": 25}


def test_a_file_shows_what_differs_before_anything_is_kept(
    round: Round, chika: Officer, chikas_desk: Client
) -> None:
    said(round, chika, wakamugi_club=Line(capacity=40))
    content = "クラブ名,定員\r\n若麦小学校内学童クラブ,45\r\n".encode("cp932")
    given = {"file": SimpleUploadedFile("定員.csv", content)}
    page = chikas_desk.post(at("read_seats", round), given).content.decode()
    assert 'value="45"' in page
    assert '<del class="small">40</del>' in page
    assert Seats.objects.get().capacity == 40


def test_clubs_that_have_not_signed_are_asked(round: Round, chika: Officer, chikas_desk: Client) -> None:
    said(round, chika, wakamugi_club=Line(capacity=40))
    chikas_desk.post(at("remind_seats", round))
    assert Seats.objects.get().reminded_at == NOW
    assert [each.place_id for each in queries.list_to_sign(places=[CLUB])] == [CLUB]
    assert queries.list_to_sign(places=["sorano-club"]) == []


def test_dan_and_places_that_said_nothing_look_alike(
    round: Round, dans_desk: Client, chikas_desk: Client
) -> None:
    assert dans_desk.get(at("seats", round)).status_code == 404
    assert dans_desk.post(at("sign_seats", round, CLUB)).status_code == 404
    assert chikas_desk.post(at("sign_seats", round, CLUB)).status_code == 404
