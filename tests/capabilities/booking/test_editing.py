"""Chika changes what her section offers: words, places of times ahead, never fewer than are held."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.city.bookings import SATURDAY, book, make_offering, make_session
from tests.city.people import NOW

from madoguchi.audit.actions import SYSTEM
from madoguchi.booking.actions import changing, opening
from madoguchi.booking.models import Offering, Pool, Session, WaitEntry
from madoguchi.booking.queries import terms_of
from madoguchi.messaging.models import InboxMessage
from madoguchi.people.models import Resident
from madoguchi.rules.slots import Standing

pytestmark = pytest.mark.django_db

URL = "/desk/bookings/course/edit/"
AGAIN = SATURDAY + timedelta(days=7)


@pytest.fixture(autouse=True)
def course() -> Offering:
    """It is 22 November 2026; a course for ten, with half hours in its terms."""
    return make_offering(closes_minutes=90, waiting="in_order", answer_minutes=180)


def typed(desk: Client, **more: str) -> dict[str, Any]:
    """What stands on the page, with some of it changed."""
    there = desk.get(URL).context["typed"]
    return {name: value for name, value in there.items() if value} | more


def test_saved_as_it_stands_nothing_changes(chikas_desk: Client, course: Offering) -> None:
    assert chikas_desk.post(URL, typed(chikas_desk)).status_code == 302
    now = Offering.objects.get()
    assert (now.title, now.lead, now.is_public) == (course.title, course.lead, True)
    assert terms_of(now) == terms_of(course)


def test_words_and_the_residents_pages(chikas_desk: Client, aois_phone: Client) -> None:
    given = typed(chikas_desk, title_en="Digging", lead_ja="雨でも行います。", largest_party="2")
    chikas_desk.post(URL, {name: value for name, value in given.items() if name != "is_public"})
    now = Offering.objects.get()
    assert (now.title["en"], now.lead, terms_of(now).largest_party) == (
        "Digging",
        {"ja": "雨でも行います。"},
        2,
    )
    page = reverse("booking:calendar", args=["course"])
    assert aois_phone.get(page).status_code == 404
    chikas_desk.post(URL, typed(chikas_desk, is_public="1"))
    assert aois_phone.get(page).status_code == 200


def test_places_of_times_ahead_follow_but_for_those_changed_by_hand(
    chikas_desk: Client, course: Offering, aoi: Resident
) -> None:
    usual, by_hand = make_session(course), make_session(course, AGAIN, seats=4)
    opening.set_standing(session_id=usual.pk, standing=Standing.PAUSED, by=SYSTEM, now=NOW)
    chikas_desk.post(URL, typed(chikas_desk, capacity_seats="12", held_back_seats="2"))
    assert {each.capacity for each in Pool.objects.all()} == {10, 4}  # only those opened from now on
    course.refresh_from_db()
    course.terms["pools"][0] |= {"capacity": 10, "held_back": 0}
    course.save()
    chikas_desk.post(URL, typed(chikas_desk, capacity_seats="12", held_back_seats="2", resizes="1"))
    rows = Pool.objects.order_by("is_held_back", "capacity").values_list("session", "capacity", "is_open")
    assert list(rows[:2]) == [(by_hand.pk, 4, True), (usual.pk, 12, False)]
    assert sorted(rows[2:]) == sorted([(by_hand.pk, 2, True), (usual.pk, 2, False)])


def test_never_fewer_than_are_held(chikas_desk: Client, course: Offering, aoi: Resident) -> None:
    session = make_session(course)
    book(aoi, session, people=3)
    answer = chikas_desk.post(URL, typed(chikas_desk, capacity_seats="2", resizes="1", title_en="New"))
    assert (answer.status_code, set(answer.context["wrong"])) == (422, {"resizes"})
    assert "3" in str(answer.context["wrong"]["resizes"])
    assert 'value="New"' in answer.content.decode()
    assert (Pool.objects.get().capacity, Offering.objects.get().title["en"]) == (10, "Archaeology")


@pytest.mark.parametrize(
    ("given", "box"),
    [
        ({"title_ja": ""}, "title_ja"),
        ({"capacity_seats": "多め"}, "capacity_seats"),
        ({"largest_party": "0"}, "largest_party"),
        ({"lead_en": "Bring boots."}, "lead_ja"),
        ({"lead_easy": "あ" * 2_001, "lead_ja": "あ"}, "lead_easy"),
    ],
)
def test_what_cannot_be_is_said_beside_its_box(chikas_desk: Client, given: dict[str, str], box: str) -> None:
    answer = chikas_desk.post(URL, typed(chikas_desk, **given))
    assert (answer.status_code, set(answer.context["wrong"])) == (422, {box})


def test_ticked_times_of_a_week_are_paused_or_called_off_together(
    chikas_desk: Client, course: Offering, aoi: Resident
) -> None:
    sessions = [make_session(course, SATURDAY + timedelta(hours=each)) for each in (0, 2, 4)]
    book(aoi, sessions[0], people=2)
    elsewhere = make_session(make_offering("other"))
    url = reverse("booking:together", args=["course"]) + "?week=2026-12-05"
    ticked = [str(each.pk) for each in (*sessions[:2], elsewhere)]
    for wrong in ({"session": [], "act": "paused"}, {"session": ticked, "act": "call_off", "why": " "}):
        assert chikas_desk.post(url, wrong).status_code == 422
    chikas_desk.post(url, {"session": ticked, "act": "paused"})
    assert Session.objects.filter(standing=Standing.PAUSED).count() == 2
    chikas_desk.post(url, {"session": ticked, "act": "call_off", "why": "台風のため"})
    standings = [Session.objects.get(pk=each.pk).standing for each in (*sessions, elsewhere)]
    assert standings == [Standing.CANCELLED, Standing.CANCELLED, Standing.OPEN, Standing.OPEN]
    assert InboxMessage.objects.get(template="reservation_off").values["why"] == "台風のため"


def test_dan_cannot(dans_desk: Client) -> None:
    assert dans_desk.post(reverse("booking:together", args=["course"])).status_code == 404
    assert dans_desk.get(URL).status_code == dans_desk.post(URL, {}).status_code == 404


def test_groups_are_named_anew_and_added_and_who_comes_already_is_counted(
    chikas_desk: Client, course: Offering, aoi: Resident
) -> None:
    """Babies were only counted; from now on there are two places for them, and one is Aoi's."""
    groups = {"bands": [{"id": "all", "title": {"ja": "おとな"}}, {"id": "babies", "title": {"ja": "乳児"}}]}
    Offering.objects.update(terms={**course.terms, **groups})
    course.refresh_from_db()
    session, later = make_session(course), make_session(course, AGAIN)
    book(aoi, session, party={"all": 1, "babies": 1})
    apart = {"group_en_2": "Babies", "group_places_2": "2", "group_ja_3": "小学生"}
    assert chikas_desk.post(URL, typed(chikas_desk, **apart, resizes="1")).status_code == 302
    course.refresh_from_db()
    terms = terms_of(course)
    assert [each.id for each in terms.bands] == ["all", "babies", "group_3"]
    assert [(each.id, each.counts, each.capacity) for each in terms.pools[1:]] == [("babies", ("babies",), 2)]
    babies = {each.session_id: each.taken for each in Pool.objects.filter(code="babies")}
    assert babies == {session.pk: 1, later.pk: 0}
    assert typed(chikas_desk)["group_places_2"] == "2"
    chikas_desk.post(URL, typed(chikas_desk, group_places_2=""))
    course.refresh_from_db()
    assert [each.id for each in terms_of(course).pools] == ["seats"]
    page = chikas_desk.get(reverse("booking:session", args=[session.pk])).content.decode()
    assert "小学生" in page and 'size="6" inputmode="numeric" value="2"' not in page


def test_a_group_for_which_fewer_places_would_be_than_are_held_or_without_a_name_is_refused(
    chikas_desk: Client, course: Offering, aoi: Resident
) -> None:
    Offering.objects.update(terms={**course.terms, "bands": [{"id": "babies", "title": {"ja": "乳児"}}]})
    course.refresh_from_db()
    book(aoi, make_session(course), party={"babies": 3})
    few = chikas_desk.post(URL, typed(chikas_desk, group_places_1="2", resizes="1"))
    assert (few.status_code, set(few.context["wrong"])) == (422, {"resizes"})
    assert not Pool.objects.filter(code="babies").exists()
    apart = {"pools": [{"id": "cots", "title": {"ja": "0歳"}, "capacity": 3, "counts": ["babies"]}]}
    Offering.objects.update(terms={**course.terms, **apart})  # without places for everybody
    assert typed(chikas_desk)["group_places_1"] == "3"
    endless = chikas_desk.post(URL, typed(chikas_desk, group_places_1="", group_ja_2="1歳"))
    assert set(endless.context["wrong"]) == {"group_places_1", "group_places_2"}
    Offering.objects.update(terms=course.terms)
    nameless = chikas_desk.post(URL, typed(chikas_desk, group_ja_1="", group_places_1="11"))
    assert set(nameless.context["wrong"]) == {"group_ja_1", "group_places_1"}


def test_a_group_in_which_nobody_has_a_place_goes_with_its_row_and_comes_back_at_its_new_size(
    chikas_desk: Client, course: Offering, aoi: Resident
) -> None:
    chikas_desk.post(URL, typed(chikas_desk, group_ja_1="おとな", group_ja_2="乳児", group_places_2="2"))
    course.refresh_from_db()
    session = make_session(course)
    [held] = book(aoi, session, party={"group_1": 1, "group_2": 1})
    emptied = {f"group_{part}_2": "" for part in ("ja", "easy", "en", "places")}
    kept = chikas_desk.post(URL, typed(chikas_desk, **emptied))
    assert (kept.status_code, set(kept.context["wrong"])) == (422, {"group_ja_2"})
    assert "1件あります" in kept.content.decode()
    WaitEntry.objects.create(session=session, resident=aoi, party={"group_2": 1}, size=1, asked_at=NOW)
    changing.cancel(reservation_id=held.pk, by=SYSTEM, now=NOW)
    assert chikas_desk.post(URL, typed(chikas_desk, **emptied)).status_code == 422
    WaitEntry.objects.update(party={"group_1": 1, "group_2": 0})
    assert chikas_desk.post(URL, typed(chikas_desk, **emptied)).status_code == 302
    course.refresh_from_db()
    terms = terms_of(course)
    assert ([each.id for each in terms.bands], [each.id for each in terms.pools]) == (["group_1"], ["seats"])
    book(aoi, session, party={"group_1": 3})
    chikas_desk.post(URL, typed(chikas_desk, group_ja_2="乳児", group_places_2="6", resizes="1"))
    assert Pool.objects.get(session=session, code="group_2").capacity == 6


def test_groups_whose_places_are_counted_together_or_without_which_nothing_is_counted_stay(
    chikas_desk: Client, course: Offering
) -> None:
    bands = [{"id": each, "title": {"ja": each}} for each in ("old", "young")]
    both = {"pools": [{"id": "all", "title": {"ja": "計"}, "capacity": 3, "counts": ["old", "young"]}]}
    Offering.objects.update(terms={**course.terms, "bands": bands, **both})
    together = chikas_desk.post(URL, typed(chikas_desk, group_ja_2=""))
    assert set(together.context["wrong"]) == {"group_ja_2"}
    own = {"pools": [{"id": "old", "title": {"ja": "計"}, "capacity": 3, "counts": ["old"]}]}
    Offering.objects.update(terms={**course.terms, "bands": bands[:1], **own})
    last = chikas_desk.post(URL, typed(chikas_desk, group_ja_1="", group_places_1=""))
    assert set(last.context["wrong"]) == {"group_ja_1"}
