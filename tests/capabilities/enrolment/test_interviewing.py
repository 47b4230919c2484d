"""The club opens times, Aoi books one, the club notes what was said, Chika reads what is shared."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from tests.city.enrolments import CLUB, OFFERED, OTHER, accepted, asked, some_family
from tests.city.households import publish_where
from tests.city.people import acting, signed_in

from madoguchi.audit.actions import SYSTEM
from madoguchi.enrolment import interviews
from madoguchi.enrolment.actions import answering, interviewing
from madoguchi.enrolment.actions.interviewing import CannotBook, Noted
from madoguchi.enrolment.models import Enrolment, Interview, InterviewNote
from madoguchi.messaging.models import OutgoingMessage
from madoguchi.people.models import Officer, Resident
from madoguchi.places.models import Place
from madoguchi.rules.calendar import TOKYO
from madoguchi.rules.interviews import Reason, Topic

FIRST = datetime(2027, 3, 6, 15, 0, tzinfo=TOKYO)


@pytest.fixture
def version(city: SimpleNamespace) -> int:
    return publish_where(limits={}).pk


@pytest.fixture
def held(aoi: Resident, version: int) -> Enrolment:
    return accepted(asked(aoi, version))


@pytest.fixture
def times(held: Enrolment) -> list[Interview]:
    """Three times of Aoi's club."""
    begins = [FIRST + timedelta(minutes=20 * number) for number in range(3)]
    interviewing.open_times(place=CLUB, begins=begins, minutes=20, by=SYSTEM, now=OFFERED)
    return list(Interview.objects.order_by("begins_at"))


def book(time: Interview, place: Enrolment) -> Interview:
    return interviewing.book(interview_id=time.pk, enrolment_id=place.pk, by=SYSTEM, now=OFFERED)


def test_opened_twice_a_time_is_there_once(times: list[Interview]) -> None:
    again = interviewing.open_times(place=CLUB, begins=[FIRST], minutes=20, by=SYSTEM, now=OFFERED)
    assert again == 0 and Interview.objects.count() == 3


def test_another_time_gives_the_first_back(held: Enrolment, times: list[Interview]) -> None:
    book(times[0], held)
    book(times[0], held)
    book(times[2], held)
    assert list(Interview.objects.filter(enrolment=held)) == [times[2]]


def test_what_somebody_has_nobody_else_gets(held: Enrolment, times: list[Interview], version: int) -> None:
    book(times[0], held)
    with pytest.raises(CannotBook) as cannot:
        book(times[0], accepted(some_family(version)))
    assert cannot.value.refusal.reason is Reason.TAKEN


def test_a_time_of_another_club_is_not_for_aoi(held: Enrolment, times: list[Interview]) -> None:
    Interview.objects.update(place=OTHER)
    with pytest.raises(CannotBook) as cannot:
        book(times[0], held)
    assert cannot.value.refusal.reason is Reason.NO_PLACE


def test_who_declines_gives_the_time_back(aoi: Resident, held: Enrolment, times: list[Interview]) -> None:
    book(times[0], held)
    answering.decline(offer=held.offer_id, by=acting(aoi), now=OFFERED)
    assert not Interview.objects.filter(enrolment__isnull=False).exists()


def test_a_booked_time_is_not_closed(held: Enrolment, times: list[Interview]) -> None:
    book(times[0], held)
    assert not interviewing.close_time(interview_id=times[0].pk, by=SYSTEM, now=OFFERED)
    assert interviewing.close_time(interview_id=times[1].pk, by=SYSTEM, now=OFFERED)


def test_notes_lie_encrypted_and_the_section_reads_what_is_shared(
    held: Enrolment, times: list[Interview]
) -> None:
    book(times[0], held)
    noted = {
        Topic.CHILD: Noted(words="よく笑う", is_shared=False),
        Topic.CARE: Noted(words="音に敏感", is_shared=True),
        Topic.PROMISE: Noted(words=" ", is_shared=True),
    }
    interviewing.note(interview_id=times[0].pk, noted=noted, by=SYSTEM, now=OFFERED)
    assert "敏感" not in "".join(InterviewNote.objects.values_list("sealed", flat=True))
    assert [each.words for each in interviews.list_notes(held=held, only_shared=True)] == ["音に敏感"]
    assert len(interviews.list_notes(held=held, only_shared=False)) == 2


def test_nothing_is_noted_of_a_time_nobody_has(times: list[Interview]) -> None:
    with pytest.raises(CannotBook) as cannot:
        interviewing.note(interview_id=times[0].pk, noted={}, by=SYSTEM, now=OFFERED)
    assert cannot.value.refusal.reason is Reason.NOT_BOOKED


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("madoguchi.base.clock.now", lambda: OFFERED)


def test_aoi_books_on_her_phone(aoi: Resident, held: Enrolment, times: list[Interview], clock: None) -> None:
    browser, here = signed_in(aoi), reverse("enrolment:interview", args=[held.pk])
    assert "2027年3月6日(土)" in browser.get(here).content.decode()
    page = browser.post(here, {"time": times[1].pk}, follow=True).content.decode()
    assert "面談を予約しました" in page
    browser.post(reverse("enrolment:give_back", args=[held.pk]))
    assert not Interview.objects.filter(enrolment=held).exists()


@pytest.mark.parametrize("typed", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_no_time_chosen_is_said(
    aoi: Resident, held: Enrolment, times: list[Interview], clock: None, typed: str
) -> None:
    response = signed_in(aoi).post(reverse("enrolment:interview", args=[held.pk]), {"time": typed})
    assert response.status_code == 422 and "選んでください" in response.content.decode()


def test_ben_books_nothing_with_aois_place(
    ben: Resident, held: Enrolment, times: list[Interview], clock: None
) -> None:
    browser = signed_in(ben)
    assert (
        browser.post(reverse("enrolment:interview", args=[held.pk]), {"time": times[0].pk}).status_code == 404
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, ""),
        ({"opens": "25:00"}, "時刻を入力してください"),
        ({"minutes": "ten"}, "分数を10から120まで"),
        ({"closes": "14:00"}, "開始と終了の時刻"),
        ({"on": ""}, "日付を入力してください"),
    ],
)
def test_chika_opens_times_for_a_club(
    chika: Officer, version: int, clock: None, changes: dict[str, Any], words: str
) -> None:
    given = {"on": "2027-03-06", "opens": "15:00", "closes": "16:00", "minutes": "20", **changes}
    response = signed_in(chika).post(reverse("enrolment:open_times", args=[CLUB]), given)
    assert (response.status_code == 422) == bool(words)
    assert words in response.content.decode() and Interview.objects.count() == (0 if words else 3)


def test_only_the_section_in_charge_opens_times(
    city: SimpleNamespace, chika: Officer, dan: Officer, version: int, clock: None
) -> None:
    Place.objects.filter(pk=CLUB).update(section="kosodate")
    given = {"on": "2027-03-06", "opens": "15:00", "closes": "16:00", "minutes": "20"}
    address, club = reverse("enrolment:open_times", args=[CLUB]), reverse("enrolment:club", args=[CLUB])
    for officer, is_open in ((dan, False), (chika, True)):
        desk = signed_in(officer)
        assert (address in desk.get(club).content.decode()) is is_open
        assert desk.post(address, given).status_code == (302 if is_open else 404)
        assert Interview.objects.exists() is is_open


def test_aoi_is_reminded_of_her_talk_once_and_never_when_it_has_begun(
    held: Enrolment, times: list[Interview]
) -> None:
    book(times[0], held)
    evening = FIRST - timedelta(hours=21)
    rounds = (evening - timedelta(days=1), evening, evening, FIRST - timedelta(hours=7), FIRST)
    told = [interviewing.remind_of_talks(by=SYSTEM, now=now) for now in rounds]
    assert told == [0, 1, 0, 0, 0]
    (message,) = OutgoingMessage.objects.filter(template="talk_soon")
    assert message.expires_at == FIRST
    assert "3月" not in message.subject + message.body


def test_who_gave_the_time_back_is_not_reminded(held: Enrolment, times: list[Interview]) -> None:
    book(times[0], held)
    interviewing.give_back(enrolment_id=held.pk, by=SYSTEM, now=OFFERED)
    assert interviewing.remind_of_talks(by=SYSTEM, now=FIRST - timedelta(hours=21)) == 0
