"""A reservation that asks questions is an application: filed, moved and withdrawn with its place."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.city.bookings import TUESDAY, book, make_talks, make_ticket, publish_talk, talk_answers
from tests.city.people import NOW, acting

from madoguchi.applications.actions import drafts, progress, submission
from madoguchi.applications.actions.drafts import AlreadyFiled, Seen
from madoguchi.applications.actions.submission import CannotSubmit
from madoguchi.applications.models import AnswerIndex, AnswerSet, Application, Draft
from madoguchi.applications.queries import Writing
from madoguchi.applications.queries import filed as read_filed
from madoguchi.applications.queries import writing as read_writing
from madoguchi.audit.actions import SYSTEM
from madoguchi.booking.actions import changing, waiting
from madoguchi.booking.actions.claiming import CannotBook
from madoguchi.booking.models import Offering, Pool, Reservation, WaitEntry
from madoguchi.people.models import Officer, Resident
from madoguchi.rules.lifecycle import Act, Role
from madoguchi.rules.questions.slots import written
from madoguchi.rules.slots import Mark, State
from madoguchi.rules.submission import Reason
from madoguchi.rules.waiting import Turn

LATER = TUESDAY + timedelta(minutes=30)


def draft_of(resident: Resident, version_id: int, **answers: Any) -> Draft:
    begun = drafts.begin(
        version_id=version_id, resident=resident, language="ja", by=acting(resident), now=NOW
    )
    return drafts.save(
        draft_id=begun.pk,
        answers=talk_answers(**answers),
        seen=Seen(revision=1),
        language="ja",
        by=acting(resident),
        now=NOW,
    ).draft


def file(resident: Resident, version_id: int, **answers: Any) -> Application:
    draft = draft_of(resident, version_id, **answers)
    return submission.submit(draft_id=draft.pk, by=acting(resident), now=NOW).application


def taken() -> list[int]:
    return list(Pool.objects.order_by("session__starts_at").values_list("taken", flat=True))


def times_of(writing: Writing, now: datetime) -> dict[str, Mark]:
    return {
        answer: each["mark"] for answer, each in writing.facts(now)["slots"]["interview"]["times"].items()
    }


def refusal(resident: Resident, version_id: int, **answers: Any) -> Reason:
    with pytest.raises(CannotSubmit) as refused:
        file(resident, version_id, **answers)
    assert refused.value.refusal.path == "visit" and refused.value.refusal.step == "talk_step"
    return refused.value.refusal.reason


def correct(application: Application, aoi: Resident, chika: Officer) -> None:
    """Chika asks for another time, and Aoi takes the later one."""
    returned = progress.move(
        application=application, act=Act.RETURN, role=Role.REVIEWER, by=acting(chika), now=NOW
    )
    opened = progress.open_correction(application=returned, paths=["visit"], by=acting(chika), now=NOW)
    drafts.save(
        draft_id=opened.pk,
        answers=talk_answers(LATER),
        seen=Seen(revision=1),
        language="ja",
        by=acting(aoi),
        now=NOW,
    )
    submission.submit_correction(draft_id=opened.pk, by=acting(aoi), now=NOW)


def test_filing_reserves_once_however_often_it_is_pressed(city: SimpleNamespace, aoi: Resident) -> None:
    make_talks(TUESDAY)
    draft = draft_of(aoi, publish_talk().pk)
    application = submission.submit(draft_id=draft.pk, by=acting(aoi), now=NOW).application
    with pytest.raises(AlreadyFiled):
        submission.submit(draft_id=draft.pk, by=acting(aoi), now=NOW)
    held = Reservation.objects.get()
    assert (held.application, held.state, held.name) == (application.reference, "confirmed", "𠮷川　葵")
    assert taken() == [1]
    assert AnswerIndex.objects.get(question="visit").text == "2026-12-08 10:00"


def test_chika_sees_the_reservation_beside_the_answers(
    city: SimpleNamespace, aoi: Resident, chikas_desk: Client
) -> None:
    make_talks(TUESDAY)
    application = file(aoi, publish_talk().pk)
    held = Reservation.objects.get()
    url = reverse("review:application", args=[application.reference])
    page = chikas_desk.get(url).content.decode()
    assert reverse("booking:desk_reservation", args=[held.pk]) in page
    Offering.objects.update(section="fukushi")  # another section's: told, but no way there
    page = chikas_desk.get(url).content.decode()
    assert held.code in page
    assert reverse("booking:desk_reservation", args=[held.pk]) not in page


def test_what_is_taken_meanwhile_is_marked_and_nothing_is_lost(
    city: SimpleNamespace, aoi: Resident, ben: Resident, aois_phone: Client
) -> None:
    version = publish_talk().pk
    make_talks(TUESDAY, LATER)
    draft = draft_of(aoi, version)
    file(ben, version)
    answer = aois_phone.post(reverse("applications:submit", args=[draft.pk]))
    page = answer.content.decode()
    assert answer.status_code == 422 and "たった今ほかの方の予約で埋まりました" in page
    assert "選び直してください" in page and "𠮷川" in page and "#q-visit" in page
    assert Application.objects.count() == 1 and taken() == [1, 0]
    step = aois_phone.get(reverse("applications:step", args=[draft.pk, "talk_step"])).content.decode()
    assert 'value="2026-12-08T10:30 hall"' in step and 'value="2026-12-08T10:00 hall"' not in step
    drafts.save(
        draft_id=draft.pk,
        answers=talk_answers(LATER),
        seen=Seen(revision=2),
        language="ja",
        by=acting(aoi),
        now=NOW,
    )
    assert aois_phone.post(reverse("applications:submit", args=[draft.pk])).status_code == 302
    assert taken() == [1, 1]


def test_what_is_left_is_counted_once_for_all_who_are_asked(city: SimpleNamespace, aoi: Resident) -> None:
    """Two months of times are one reading for whoever looks in the next seconds; a refusal looks again."""
    [session, _] = make_talks(TUESDAY, TUESDAY + timedelta(days=28), places=3)
    writing = read_writing(draft_of(aoi, publish_talk().pk))
    now = NOW + timedelta(hours=1)
    assert times_of(writing, now) == {"2026-12-08T10:00 hall": "plenty", "2027-01-05T10:00 hall": "plenty"}
    Pool.objects.filter(session=session).update(taken=3)
    with CaptureQueriesContext(connection) as asked:
        assert times_of(writing, now + timedelta(seconds=5))["2026-12-08T10:00 hall"] == "plenty"
    assert not [each for each in asked if "booking_pool" in each["sql"]]
    with pytest.raises(CannotSubmit):
        submission.submit(draft_id=writing.draft.pk, by=acting(aoi), now=now + timedelta(seconds=2))
    assert times_of(writing, now + timedelta(seconds=2))["2026-12-08T10:00 hall"] == "none"


def test_a_time_that_is_over_or_was_never_offered_is_refused(city: SimpleNamespace, aoi: Resident) -> None:
    make_talks(NOW - timedelta(hours=1), TUESDAY)
    version = publish_talk().pk
    assert refusal(aoi, version, visit=written(NOW - timedelta(hours=1), "hall")) is Reason.SLOT_GONE
    assert refusal(aoi, version, visit=written(TUESDAY, "elsewhere")) is Reason.SLOT_GONE
    assert refusal(aoi, version, visit=written(LATER, "hall")) is Reason.SLOT_GONE
    assert taken() == [0, 0]


def test_so_many_people_come_as_an_answer_says(city: SimpleNamespace, aoi: Resident) -> None:
    make_talks(TUESDAY, places=4, largest_party=3)
    version = publish_talk(party={"people": {"answer": "people"}}).pk
    assert refusal(aoi, version, people=4) is Reason.SLOT_PARTY
    assert refusal(aoi, version, people=0) is Reason.SLOT_PARTY
    file(aoi, version, people=3)
    assert taken() == [3]
    assert refusal(aoi, version, people=2) is Reason.SLOT_GONE


def test_one_has_one_at_a_time_where_the_section_says_so(city: SimpleNamespace, aoi: Resident) -> None:
    make_talks(TUESDAY, LATER, once="offering")
    version = publish_talk().pk
    first = file(aoi, version)
    assert refusal(aoi, version, visit=written(LATER, "hall")) is Reason.SLOT_ALREADY
    progress.withdraw(application=first, role=Role.APPLICANT, by=acting(aoi), now=NOW)
    file(aoi, version, visit=written(LATER, "hall"))
    assert taken() == [0, 1]


def test_withdrawing_gives_the_place_back(city: SimpleNamespace, aoi: Resident, ben: Resident) -> None:
    make_talks(TUESDAY)
    version = publish_talk().pk
    application = file(aoi, version)
    progress.withdraw(application=application, role=Role.APPLICANT, by=acting(aoi), now=NOW)
    assert taken() == [0] and Reservation.objects.get().state == State.CANCELLED
    file(ben, version)


def test_moving_a_reservation_is_written_beside_the_answers(city: SimpleNamespace, aoi: Resident) -> None:
    _, later = make_talks(TUESDAY, LATER)
    application = file(aoi, publish_talk().pk)
    changing.move(reservation_id=Reservation.objects.get().pk, session_id=later.pk, by=acting(aoi), now=NOW)
    application.refresh_from_db()
    assert read_filed(application).answers["visit"] == written(LATER, "hall")
    assert [each.answers["visit"][11:16] for each in AnswerSet.objects.order_by("number")] == [
        "10:00",
        "10:30",
    ]
    assert AnswerIndex.objects.get(question="visit").text == "2026-12-08 10:30"
    assert taken() == [0, 1]


def test_a_move_that_is_refused_leaves_the_answers_alone(
    city: SimpleNamespace, aoi: Resident, ben: Resident
) -> None:
    _, later = make_talks(TUESDAY, LATER)
    version = publish_talk().pk
    file(ben, version, visit=written(LATER, "hall"))
    file(aoi, version)
    mine = Reservation.objects.get(resident=aoi)
    with pytest.raises(CannotBook):
        changing.move(reservation_id=mine.pk, session_id=later.pk, by=acting(aoi), now=NOW)
    assert AnswerSet.objects.count() == 2 and taken() == [1, 1]


def test_a_correction_to_another_time_takes_that_and_gives_the_old_one_back(
    city: SimpleNamespace, aoi: Resident, chika: Officer
) -> None:
    make_talks(TUESDAY, LATER)
    application = file(aoi, publish_talk().pk)
    correct(application, aoi, chika)
    assert taken() == [0, 1] and Reservation.objects.get().starts_at == LATER
    assert AnswerSet.objects.count() == 2


def test_without_a_ticket_nobody_books(city: SimpleNamespace, aoi: Resident) -> None:
    make_talks(TUESDAY, entitlement="ticket")
    make_ticket("1234567890")
    version = publish_talk(number={"answer": "ticket"}).pk
    assert refusal(aoi, version, ticket="999") is Reason.SLOT_NUMBER
    file(aoi, version, ticket="1234567890")


def test_two_times_of_one_offering_are_both_or_none(
    city: SimpleNamespace, aoi: Resident, ben: Resident
) -> None:
    weeks = [TUESDAY, TUESDAY + timedelta(days=21), TUESDAY + timedelta(days=60)]
    make_talks(*weeks, opens_days=90, gap={"count": 2, "least_days": 21, "most_days": 28})
    second = {"id": "second", "type": "slot", "title": {"ja": "2回目"}, "offering": "interview"}
    version = publish_talk(second).pk
    assert refusal(aoi, version, second=written(weeks[2], "hall")) is Reason.SLOT_GAP
    file(ben, version, second=written(weeks[1], "hall"))
    assert taken() == [1, 1, 0]
    assert refusal(aoi, version, second=written(weeks[1], "hall")) is Reason.SLOT_GONE
    assert taken() == [1, 1, 0]


def test_what_was_reserved_before_is_chosen_already_and_filed_as_it_is(
    city: SimpleNamespace, aoi: Resident, aois_phone: Client
) -> None:
    [session] = make_talks(TUESDAY, once="offering")
    publish_talk()
    [before] = book(aoi, session)
    begun = aois_phone.post(reverse("applications:start", args=["club"]))
    draft = Draft.objects.get(resident=aoi)
    assert begun.status_code == 302 and draft.answers["visit"] == written(TUESDAY, "hall")
    drafts.save(
        draft_id=draft.pk,
        answers=talk_answers(),
        seen=Seen(revision=1),
        language="ja",
        by=acting(aoi),
        now=NOW,
    )
    application = submission.submit(draft_id=draft.pk, by=acting(aoi), now=NOW).application
    before.refresh_from_db()
    assert (before.application, before.state) == (application.reference, State.CONFIRMED)
    assert Reservation.objects.count() == 1 and taken() == [1]


def test_another_time_than_was_reserved_before_moves_that_reservation(
    city: SimpleNamespace, aoi: Resident
) -> None:
    session, _ = make_talks(TUESDAY, LATER, once="offering")
    book(aoi, session)
    application = file(aoi, publish_talk().pk, visit=written(LATER, "hall"))
    held = Reservation.objects.get()
    assert (held.application, held.starts_at) == (application.reference, LATER)
    assert taken() == [0, 1] and AnswerSet.objects.count() == 1


def test_whoever_waits_is_offered_the_place_and_the_answer_waits_no_more(
    city: SimpleNamespace, aoi: Resident, ben: Resident
) -> None:
    [session] = make_talks(TUESDAY, waiting="in_order")
    version = publish_talk().pk
    first = file(ben, version)
    waits = file(aoi, version, visit=f"{written(TUESDAY, 'hall')} waits")
    assert Reservation.objects.count() == 1 and WaitEntry.objects.get().application == waits.reference
    assert refusal(aoi, version, visit=f"{written(TUESDAY, 'hall')} waits") is Reason.SLOT_ALREADY
    progress.withdraw(application=first, role=Role.APPLICANT, by=acting(ben), now=NOW)
    waiting.offer_freed(session_id=session.pk, by=SYSTEM, now=NOW)
    offered = Reservation.objects.get(state=State.OFFERED)
    assert (offered.application, offered.resident, taken()) == (waits.reference, aoi, [1])
    changing.confirm(reservation_id=offered.pk, by=acting(aoi), now=NOW)
    waits.refresh_from_db()
    assert read_filed(waits).answers["visit"] == written(TUESDAY, "hall")
    progress.withdraw(application=waits, role=Role.APPLICANT, by=acting(aoi), now=NOW)
    assert taken() == [0]


def test_a_correction_to_another_time_ends_the_waiting_for_the_first(
    city: SimpleNamespace, aoi: Resident, ben: Resident, chika: Officer
) -> None:
    make_talks(TUESDAY, LATER, waiting="in_order")
    version = publish_talk().pk
    file(ben, version)
    waits = file(aoi, version, visit=f"{written(TUESDAY, 'hall')} waits")
    correct(waits, aoi, chika)
    assert taken() == [1, 1] and WaitEntry.objects.get().state == Turn.LEFT


@pytest.fixture
def offered(city: SimpleNamespace, aoi: Resident, ben: Resident) -> Application:
    """Aoi waited for Tuesday with her application, and is offered it until tomorrow."""
    session, _ = make_talks(TUESDAY, LATER, waiting="in_order")
    version = publish_talk().pk
    first = file(ben, version)
    waits = file(aoi, version, visit=f"{written(TUESDAY, 'hall')} waits")
    progress.withdraw(application=first, role=Role.APPLICANT, by=acting(ben), now=NOW)
    waiting.offer_freed(session_id=session.pk, by=SYSTEM, now=NOW)
    return waits


def returned(application: Application, chika: Officer, path: str) -> Draft:
    back = progress.move(
        application=application, act=Act.RETURN, role=Role.REVIEWER, by=acting(chika), now=NOW
    )
    return progress.open_correction(application=back, paths=[path], by=acting(chika), now=NOW)


def sent_back(draft: Draft, aoi: Resident, **answers: Any) -> Application:
    drafts.save(
        draft_id=draft.pk,
        answers=talk_answers(**answers),
        seen=Seen(revision=draft.revision),
        language="ja",
        by=acting(aoi),
        now=NOW,
    )
    return submission.submit_correction(draft_id=draft.pk, by=acting(aoi), now=NOW)


def test_something_else_is_corrected_while_an_offer_waits_for_its_answer(
    offered: Application, aoi: Resident, chika: Officer, aois_phone: Client
) -> None:
    draft = returned(offered, chika, "phone")
    step = reverse("applications:step", args=[draft.pk, "talk_step"])
    checked = aois_phone.post(step, {"phone": "090-0000-0009", "revision": "1"}, follow=True)
    assert checked.redirect_chain[-1][0] == reverse("applications:check", args=[draft.pk])
    again = submission.submit_correction(draft_id=draft.pk, by=acting(aoi), now=NOW)
    held = Reservation.objects.get(resident=aoi)
    assert (held.state, held.starts_at) == (State.OFFERED, TUESDAY)
    assert read_filed(again).answers["visit"].endswith("waits")


def test_a_correction_takes_what_was_offered(offered: Application, aoi: Resident, chika: Officer) -> None:
    draft = returned(offered, chika, "visit")
    times = read_writing(draft).facts(NOW)["slots"]["interview"]["times"]
    assert times["2026-12-08T10:00 hall"]["is_free"] is True
    sent_back(draft, aoi)
    held = Reservation.objects.get(resident=aoi)
    assert (held.state, held.answer_by, taken()) == (State.CONFIRMED, None, [1, 0])
    assert WaitEntry.objects.get().state == Turn.TAKEN


def test_a_correction_to_another_time_gives_back_what_was_offered(
    offered: Application, aoi: Resident, chika: Officer
) -> None:
    sent_back(returned(offered, chika, "visit"), aoi, at=LATER)
    held = Reservation.objects.get(resident=aoi)
    assert (held.state, held.starts_at, held.answer_by) == (State.CONFIRMED, LATER, None)
    assert WaitEntry.objects.get().state == Turn.LAPSED and taken() == [0, 1]


def test_what_was_offered_until_yesterday_is_too_late(
    offered: Application, aoi: Resident, chika: Officer
) -> None:
    draft = returned(offered, chika, "visit")
    Reservation.objects.filter(resident=aoi).update(answer_by=NOW)
    with pytest.raises(CannotSubmit) as refused:
        sent_back(draft, aoi, at=LATER)
    assert refused.value.refusal.path == "visit" and taken() == [1, 0]


def test_a_correction_of_something_else_follows_where_the_reservation_went(
    city: SimpleNamespace, aoi: Resident, chika: Officer
) -> None:
    _, later = make_talks(TUESDAY, LATER)
    draft = returned(file(aoi, publish_talk().pk), chika, "phone")
    held = Reservation.objects.get()
    changing.move(reservation_id=held.pk, session_id=later.pk, by=acting(aoi), now=NOW)
    again = sent_back(draft, aoi, phone="09000000009")
    held.refresh_from_db()
    assert held.starts_at == LATER and read_filed(again).answers["visit"] == written(LATER, "hall")


def test_without_a_ticket_nobody_waits(city: SimpleNamespace, aoi: Resident, ben: Resident) -> None:
    make_talks(TUESDAY, waiting="in_order", entitlement="ticket")
    version = publish_talk(number={"answer": "ticket"}).pk
    for number in ("1111111111", "2222222222"):
        make_ticket(number)
    file(ben, version, ticket="1111111111")
    waits = f"{written(TUESDAY, 'hall')} waits"
    assert refusal(aoi, version, visit=waits, ticket="999") is Reason.SLOT_NUMBER
    file(aoi, version, visit=waits, ticket="2222222222")
    assert WaitEntry.objects.get().entitlement is not None


def test_withdrawing_ends_the_waiting(city: SimpleNamespace, aoi: Resident, ben: Resident) -> None:
    [session] = make_talks(TUESDAY, waiting="in_order")
    version = publish_talk().pk
    first = file(ben, version)
    waits = file(aoi, version, visit=f"{written(TUESDAY, 'hall')} waits")
    progress.withdraw(application=waits, role=Role.APPLICANT, by=acting(aoi), now=NOW)
    progress.withdraw(application=first, role=Role.APPLICANT, by=acting(ben), now=NOW)
    assert waiting.offer_freed(session_id=session.pk, by=SYSTEM, now=NOW) == 0
