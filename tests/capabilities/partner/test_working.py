"""Emi works: she confirms, writes down who leaves or pauses, and signs how many children her club takes."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace

import pytest
from django.test import Client
from tests.capabilities.selection.test_seats import said
from tests.capabilities.selection.town import opened
from tests.city.contractors import WAKAMUGI, emi_and_fumi, entrust, make_member, run_clubs
from tests.city.enrolments import MAY, SPRING, accepted, asked
from tests.city.people import acting, signed_in
from tests.journeys.pages import text_of

from madoguchi.applications.models import Application
from madoguchi.audit.models import Line as Recorded
from madoguchi.base import clock
from madoguchi.enrolment.actions import arranging, attending
from madoguchi.enrolment.models import Enrolment
from madoguchi.people.models import Member, Officer, Resident
from madoguchi.rules.arranging import Said
from madoguchi.rules.delegation import What
from madoguchi.rules.seating import Line
from madoguchi.selection.models import Seats


@pytest.fixture
def version(city: SimpleNamespace) -> int:
    return run_clubs()


@pytest.fixture
def emi(version: int) -> Member:
    return emi_and_fumi()[0]


@pytest.fixture
def held(aoi: Resident, version: int, emi: Member, monkeypatch: pytest.MonkeyPatch) -> Enrolment:
    """Aoi's child is at the club, in May."""
    made = accepted(asked(aoi, version))
    attending.begin(enrolment_id=made.pk, by=acting(emi), now=SPRING)
    monkeypatch.setattr(clock, "now", lambda: MAY)
    return made


def arrange(held: Enrolment, kind: str, words: str, *, now: datetime = MAY) -> None:
    told = {kind: Said(value=words, words={"ja": words}, is_sensitive=kind == "allergy")}
    by = {"by": acting(held.application.resident), "now": now}
    arranging.arrange(enrolment_id=held.pk, told=told, starts_on=now.date(), **by)


def at(held: Enrolment, act: str = "") -> str:
    return f"/partner/children/{held.pk}/{act + '/' if act else ''}"


def test_the_club_confirms_the_first_day(held: Enrolment, emi: Member) -> None:
    hers = signed_in(emi)
    assert "1名" in text_of(hers.get("/partner/"))
    assert hers.post(at(held, "confirm")).status_code == 302
    held.refresh_from_db()
    assert held.confirmed_at == MAY


def test_who_leaves_and_who_pauses_is_written_down(held: Enrolment, emi: Member) -> None:
    hers = signed_in(emi)
    hers.post(at(held, "pause"), {"first_day": "2027-06-01", "pause_ends": "2027-06-30"})
    hers.post(at(held, "end"), {"last_day": "2027-07-31"})
    page = text_of(hers.get(at(held)))
    assert "2027-06-30" in page and "2027-07-31" in page


@pytest.mark.parametrize(
    ("act", "given", "told"),
    [
        ("end", {"last_day": "2027-02-30"}, "2027-05-31"),
        ("end", {"last_day": "ごがつ"}, "2027-05-31"),
        ("end", {"last_day": "2028-04-01"}, "3月31日"),
        ("pause", {"first_day": "2027-06-30", "pause_ends": "2027-06-01"}, "初日"),
        ("pause", {"first_day": "", "pause_ends": ""}, "2027-05-31"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(
    held: Enrolment, emi: Member, act: str, given: dict[str, str], told: str
) -> None:
    answer = signed_in(emi).post(at(held, act), given)
    assert answer.status_code == 422 and told in text_of(answer)
    held.refresh_from_db()
    assert held.leaves_on is None and held.pauses_on is None


def test_without_the_permission_there_is_nothing_to_press(held: Enrolment, version: int) -> None:
    reader = signed_in(entrust(make_member(name="比嘉 栞"), whats={What.ROSTER}))
    assert "最終利用日を記録" not in text_of(reader.get(at(held)))
    assert reader.post(at(held, "end"), {"last_day": "2027-07-31"}).status_code == 404


def test_each_list_shows_what_it_is_for_and_no_more(held: Enrolment, emi: Member) -> None:
    arrange(held, "allergy", "卵と小麦")
    arrange(held, "extension", "午後7時まで")
    arrange(held, "contacts", "090-0000-0001")
    hers = signed_in(emi)
    roster, allergies, longer, contacts = (
        text_of(hers.get(f"/partner/places/{WAKAMUGI}/{part}"))
        for part in ("", "allergies/", "extension/", "contacts/")
    )
    assert ["卵と小麦" in page for page in (roster, allergies, longer, contacts)] == [
        False,
        True,
        False,
        False,
    ]
    assert ["午後7時" in page for page in (roster, allergies, longer, contacts)] == [
        False,
        False,
        True,
        False,
    ]
    assert "090-0000-0001" in contacts and "090-0000-0001" not in roster + allergies + longer
    reader = signed_in(entrust(make_member(name="比嘉 栞"), whats={What.ROSTER, What.EXTENSION}))
    assert reader.get(f"/partner/places/{WAKAMUGI}/allergies/").status_code == 404
    assert "卵と小麦" not in text_of(reader.get(at(held)))


def test_a_change_that_was_confirmed_is_news_at_once(held: Enrolment, emi: Member) -> None:
    hers, path = signed_in(emi), f"/partner/places/{WAKAMUGI}/extension/"
    mark = text_of(hers.get(path)).split("?seen=")[1].split('"')[0]
    arrange(held, "extension", "午後7時まで")
    news = hers.get(path, {"seen": mark}, headers={"HX-Request": "true"})
    assert news.status_code == 200 and "午後7時まで" in text_of(news)


def test_a_family_that_hides_keeps_its_telephone(held: Enrolment, emi: Member) -> None:
    arrange(held, "contacts", "090-0000-0001")
    arrange(held, "allergy", "卵と小麦")
    Application.objects.filter(pk=held.application_id).update(is_protected=True)
    hers = signed_in(emi)
    pages = text_of(hers.get(f"/partner/places/{WAKAMUGI}/contacts/")) + text_of(hers.get(at(held)))
    assert "090-0000-0001" not in pages and "（非表示）" in pages and "卵と小麦" in pages


@pytest.mark.parametrize("sheet", ["emergency", "attendance"])
def test_both_sheets_are_drawn(held: Enrolment, emi: Member, sheet: str) -> None:
    arrange(held, "allergy", "卵と小麦")
    answer = signed_in(emi).post(f"/partner/places/{WAKAMUGI}/print/{sheet}/")
    assert answer.content.startswith(b"%PDF")
    assert Recorded.objects.get(verb="application.printed").details["references"] == [
        held.application.reference
    ]


def capacity(chika: Officer, count: int) -> Seats:
    """What the section says the club takes."""
    round = opened(chika)
    said(round, chika, wakamugi_club=Line(capacity=count), sorano_club=Line(capacity=9))
    return Seats.objects.get(place=WAKAMUGI)


def stamp(browser: Client) -> str:
    return text_of(browser.get("/partner/seats/")).split('name="seen" value="')[1].split('"')[0]


def test_emi_signs_what_she_saw(emi: Member, chika: Officer) -> None:
    row, hers = capacity(chika, 40), signed_in(emi)
    assert "署名待ち" in text_of(hers.get("/partner/"))
    assert hers.post(f"/partner/seats/{row.pk}/sign/", {"seen": stamp(hers)}).status_code == 302
    row.refresh_from_db()
    assert (row.signer_kind, row.signer_ref) == ("member", emi.number)
    assert "署名待ち" not in text_of(hers.get("/partner/"))


def test_what_changed_meanwhile_is_shown_before_it_is_signed(emi: Member, chika: Officer) -> None:
    row, hers = capacity(chika, 40), signed_in(emi)
    seen = stamp(hers)
    said(row.round, chika, wakamugi_club=Line(capacity=35))
    answer = hers.post(f"/partner/seats/{row.pk}/sign/", {"seen": seen})
    assert answer.status_code == 422 and "35" in text_of(answer)
    row.refresh_from_db()
    assert not row.is_signed


def test_nobody_signs_for_another_club(emi: Member, chika: Officer) -> None:
    capacity(chika, 40)
    other = Seats.objects.get(place="sorano-club")
    hers = signed_in(emi)
    given = {"seen": stamp(hers)}
    assert hers.post(f"/partner/seats/{other.pk}/sign/", given).status_code == 404
    assert "空野" not in text_of(hers.get("/partner/seats/"))
