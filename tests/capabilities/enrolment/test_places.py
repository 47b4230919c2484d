"""Aoi's child is offered a place, takes it, lives in it and leaves; the seat goes to the next."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.capabilities.selection.town import opened
from tests.city.enrolments import (
    CLUB,
    FIRST_DAY,
    MAY,
    OFFERED,
    OTHER,
    SPRING,
    accepted,
    asked,
    child,
    offered,
    queue,
    seats,
    some_family,
)
from tests.city.households import publish_where
from tests.city.people import acting

from madoguchi.applications.actions import progress
from madoguchi.applications.models import Application
from madoguchi.audit.actions import SYSTEM
from madoguchi.audit.models import Line
from madoguchi.enrolment import jobs, queries
from madoguchi.enrolment.actions import answering, attending
from madoguchi.enrolment.keeping import CannotChangePlace
from madoguchi.enrolment.models import Enrolment, Offer, PlaceEvent
from madoguchi.messaging.models import OutgoingMessage
from madoguchi.people.models import Child, Officer, Resident
from madoguchi.places.models import Belonging
from madoguchi.rules.calendar import TOKYO
from madoguchi.rules.enrolment import Offered, Reason, Side, Source, State
from madoguchi.rules.lifecycle import Role
from madoguchi.rules.messages import Closing, Status
from madoguchi.selection.models import Seats

FRIDAY = datetime(2027, 2, 12, 23, 50, tzinfo=TOKYO)  # the last day to answer
SATURDAY = FRIDAY + timedelta(days=1)
TUESDAY = datetime(2027, 2, 16, 0, 10, tzinfo=TOKYO)


@pytest.fixture
def version(city: SimpleNamespace) -> int:
    return publish_where(limits={}).pk


@pytest.fixture
def mugi(aoi: Resident, version: int) -> Application:
    """What Aoi filed for her child."""
    return asked(aoi, version)


def refused(cannot: pytest.ExceptionInfo[CannotChangePlace]) -> Reason:
    return cannot.value.refusal.reason


def follow(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    """The nightly round of that day."""
    monkeypatch.setattr("madoguchi.base.clock.now", lambda: now)
    jobs.follow()


def test_aoi_has_until_the_first_working_day_after_ten(mugi: Application) -> None:
    assert offered(mugi).reply_by == FRIDAY.date()


def test_aoi_takes_the_place(aoi: Resident, mugi: Application) -> None:
    held = accepted(mugi)
    assert (held.state, held.place_id, held.starts_on, held.year) == (State.ACCEPTED, CLUB, FIRST_DAY, 2027)
    belonging = Belonging.objects.get(child=held.child)
    assert (belonging.place_id, belonging.grade) == (CLUB, 1)
    assert (belonging.starts_on, belonging.ends_on) == (FIRST_DAY, date(2028, 4, 1))
    verbs = Line.objects.filter(about_ref=mugi.reference, verb__startswith="place.").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == ["place.offer", "place.accept"]


def test_pressed_twice_it_stays_one_place(aoi: Resident, mugi: Application) -> None:
    made = offered(mugi)
    for _ in range(2):
        answering.accept(offer=made.pk, by=acting(aoi), now=OFFERED)
    assert Enrolment.objects.count() == 1
    assert PlaceEvent.objects.filter(act="accept").count() == 1


def test_after_the_last_day_aoi_cannot_take_it_but_chika_can_for_a_day(
    aoi: Resident, mugi: Application
) -> None:
    made = offered(mugi)
    with pytest.raises(CannotChangePlace) as cannot:
        answering.accept(offer=made.pk, by=acting(aoi), now=SATURDAY)
    assert refused(cannot) is Reason.TOO_LATE
    assert answering.accept(offer=made.pk, by=SYSTEM, now=SATURDAY, side=Side.CITY)


def test_unanswered_it_lapses_after_the_day_to_telephone(
    mugi: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = offered(mugi)
    follow(monkeypatch, TUESDAY - timedelta(days=1))
    made.refresh_from_db()
    assert made.state == Offered.OPEN
    follow(monkeypatch, TUESDAY)
    made.refresh_from_db()
    assert made.state == Offered.LAPSED
    assert OutgoingMessage.objects.filter(template="offer_lapsed").count() == 1


def test_whoever_has_only_a_telephone_is_called_and_no_longer_once_it_is_over(
    mugi: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    mugi.contact_kind, mugi.contact = "phone", "09000000001"
    mugi.save()
    calls = OutgoingMessage.objects.filter(template__startswith="offer").order_by("queued_at")
    offered(mugi, source=Source.QUEUE, reply_by=FRIDAY.date())
    waiting = OutgoingMessage.objects.get(template="place_offered")
    assert (waiting.status, waiting.due_on) == (Status.BY_HAND, FRIDAY.date())
    follow(monkeypatch, TUESDAY)
    waiting.refresh_from_db()
    assert (waiting.status, waiting.closed_why) == (Status.CANCELLED, Closing.ANSWERED)
    assert [(each.template, each.status) for each in calls] == [("offer_lapsed", Status.BY_HAND)]


def test_declined_it_goes_to_the_next_who_is_told(aoi: Resident, mugi: Application, version: int) -> None:
    first, second = some_family(version), some_family(version)
    seats(1)
    made = offered(mugi)
    with queue(first, second):
        answering.decline(offer=made.pk, by=acting(aoi), now=OFFERED)
    moved_up = Offer.objects.get(state=Offered.OPEN)
    assert (moved_up.application, moved_up.source, moved_up.starts_on) == (first, Source.QUEUE, FIRST_DAY)
    assert moved_up.reply_by == date(2027, 2, 8)  # seven days
    mail = OutgoingMessage.objects.get(template="place_offered")
    assert "若麦" not in mail.subject + mail.body and "𠮷川" not in mail.subject + mail.body


def test_declined_twice_frees_one_seat(aoi: Resident, mugi: Application, version: int) -> None:
    made = offered(mugi)
    seats(5)
    with queue(some_family(version), some_family(version)):
        for _ in range(2):
            answering.decline(offer=made.pk, by=acting(aoi), now=OFFERED)
    assert Offer.objects.filter(source=Source.QUEUE).count() == 1


def test_who_has_a_place_by_now_is_passed_over(aoi: Resident, mugi: Application, version: int) -> None:
    happy, waiting = some_family(version), some_family(version)
    accepted(happy, place=OTHER)
    made = offered(mugi)
    with queue(happy, waiting):
        answering.decline(offer=made.pk, by=acting(aoi), now=OFFERED)
    assert Offer.objects.get(source=Source.QUEUE).application == waiting


def test_a_full_club_offers_nothing(aoi: Resident, mugi: Application, version: int) -> None:
    seats(1)
    accepted(some_family(version))
    made = offered(mugi)  # decided beyond the seats: then nobody moves up
    with queue(some_family(version)):
        answering.decline(offer=made.pk, by=acting(aoi), now=OFFERED)
    assert not Offer.objects.filter(source=Source.QUEUE).exists()


def test_an_accepted_place_can_be_given_up_before_its_first_day(aoi: Resident, mugi: Application) -> None:
    held = accepted(mugi)
    answering.decline(offer=held.offer_id, by=acting(aoi), now=FRIDAY)
    held.refresh_from_db()
    assert held.state == State.GIVEN_UP
    assert not Belonging.objects.exists()


def test_after_the_first_day_one_leaves_instead(
    aoi: Resident, mugi: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = accepted(mugi)
    follow(monkeypatch, SPRING)
    with pytest.raises(CannotChangePlace) as cannot:
        answering.decline(offer=held.offer_id, by=acting(aoi), now=SPRING)
    assert refused(cannot) is Reason.AFTER_START


def test_leaving_frees_the_seat_from_the_next_first_of_a_month(
    mugi: Application, version: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    seats(1)
    held = accepted(mugi)
    follow(monkeypatch, SPRING)
    waiting = some_family(version)
    with queue(waiting):
        attending.end(enrolment_id=held.pk, last_day=date(2027, 5, 31), by=SYSTEM, now=MAY)
    moved_up = Offer.objects.get(application=waiting)
    assert moved_up.starts_on == date(2027, 6, 1)
    assert Belonging.objects.get().ends_on == date(2027, 6, 1)
    held.refresh_from_db()
    assert held.state == State.ENROLLED
    follow(monkeypatch, datetime(2027, 6, 1, 0, 10, tzinfo=TOKYO))
    held.refresh_from_db()
    assert held.state == State.ENDED


@pytest.mark.parametrize(
    ("last_day", "reason"),
    [(date(2027, 3, 31), Reason.BEFORE_START), (date(2028, 4, 1), Reason.OUTSIDE_YEAR)],
)
def test_a_last_day_outside_the_place_is_refused(
    mugi: Application, last_day: date, reason: Reason, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = accepted(mugi)
    follow(monkeypatch, SPRING)
    with pytest.raises(CannotChangePlace) as cannot:
        attending.end(enrolment_id=held.pk, last_day=last_day, by=SYSTEM, now=MAY)
    assert refused(cannot) is reason


def test_a_place_that_has_not_begun_cannot_be_left(mugi: Application) -> None:
    held = accepted(mugi)
    with pytest.raises(CannotChangePlace) as cannot:
        attending.end(enrolment_id=held.pk, last_day=date(2027, 4, 30), by=SYSTEM, now=FRIDAY)
    assert refused(cannot) is Reason.BEFORE_START


def test_a_child_has_one_place_at_a_time(aoi: Resident, mugi: Application) -> None:
    accepted(mugi)
    with pytest.raises(CannotChangePlace) as cannot:
        offered(mugi, place=OTHER)
    assert refused(cannot) is Reason.ELSEWHERE


def test_a_child_has_one_offer_at_a_time(mugi: Application) -> None:
    offered(mugi)
    with pytest.raises(CannotChangePlace) as cannot:
        offered(mugi, place=OTHER)
    assert refused(cannot) is Reason.ALREADY_OFFERED


def test_brother_and_sister_each_have_their_own(aoi: Resident, mugi: Application, version: int) -> None:
    minato = asked(aoi, version, child=child("湊", "ミナト", "2018-09-21"))
    assert accepted(mugi).child != accepted(minato).child
    assert Child.objects.filter(resident=aoi).count() == 2


def test_a_withdrawn_application_holds_no_seat(aoi: Resident, mugi: Application, version: int) -> None:
    made = offered(mugi)
    waiting = some_family(version)
    with queue(waiting):
        progress.withdraw(application=mugi, role=Role.APPLICANT, by=acting(aoi), now=OFFERED)
    made.refresh_from_db()
    assert made.state == Offered.CANCELLED
    assert Offer.objects.get(state=Offered.OPEN).application == waiting


def test_a_pause_keeps_the_place(mugi: Application, monkeypatch: pytest.MonkeyPatch) -> None:
    held = accepted(mugi)
    follow(monkeypatch, SPRING)
    days = {"first_day": date(2027, 7, 1), "last_day": date(2027, 8, 31)}
    attending.pause(enrolment_id=held.pk, by=SYSTEM, now=MAY, **days)
    follow(monkeypatch, datetime(2027, 7, 1, 0, 10, tzinfo=TOKYO))
    (seated,) = queries.list_roster(place_codes=[CLUB], on=date(2027, 7, 1))
    assert seated.enrolment.state == State.PAUSED and seated.pause_ends == date(2027, 8, 31)
    follow(monkeypatch, datetime(2027, 9, 1, 0, 10, tzinfo=TOKYO))
    held.refresh_from_db()
    assert held.state == State.ENROLLED


def test_on_the_first_of_april_the_year_is_over(mugi: Application, monkeypatch: pytest.MonkeyPatch) -> None:
    held = accepted(mugi)
    follow(monkeypatch, SPRING)
    assert queries.list_roster(place_codes=[CLUB], on=date(2028, 3, 31))
    follow(monkeypatch, datetime(2028, 4, 1, 0, 10, tzinfo=TOKYO))
    held.refresh_from_db()
    assert held.state == State.ENDED
    assert not queries.list_roster(place_codes=[CLUB], on=date(2028, 4, 1))


def test_the_roster_is_read_in_two_queries_by_grade_and_reading(
    aoi: Resident, mugi: Application, version: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    accepted(asked(aoi, version, child=child("湊", "ミナト", "2018-09-21")))
    accepted(asked(aoi, version, child=child("新", "アラタ", "2020-12-01")))
    accepted(mugi)
    follow(monkeypatch, SPRING)
    with CaptureQueriesContext(
        connection,
    ) as asked_for:
        roster = queries.list_roster(place_codes=[CLUB], on=FIRST_DAY)
        names = [(each.grade, each.enrolment.child.name, each.enrolment.place.name) for each in roster]
    assert [name for _, name, _ in names] == ["𠮷川\u3000新", "𠮷川\u3000麦", "𠮷川\u3000湊"]
    assert len(asked_for) == 2


def test_the_club_says_that_it_has_seen_the_child(mugi: Application) -> None:
    held = accepted(mugi)
    with pytest.raises(CannotChangePlace):
        attending.confirm(enrolment_id=held.pk, by=SYSTEM, now=FRIDAY)
    for _ in range(2):
        held = attending.confirm(enrolment_id=held.pk, by=SYSTEM, now=SPRING)
    assert held.state == State.ENROLLED and held.confirmed_at == SPRING
    assert PlaceEvent.objects.filter(act="confirm").count() == 1


def test_aoi_is_reminded_once(mugi: Application, monkeypatch: pytest.MonkeyPatch) -> None:
    offered(mugi)
    for days in (0, 8, 9):
        monkeypatch.setattr("madoguchi.base.clock.now", lambda days=days: OFFERED + timedelta(days=days))
        jobs.remind()
    (reminder,) = OutgoingMessage.objects.filter(template="offer_due")
    assert reminder.expires_at is not None


def test_seats_of_the_first_round_count_before_those_of_the_club(
    mugi: Application, version: int, chika: Officer
) -> None:
    seats(40)
    kept = {"round": opened(chika), "place_id": CLUB, "proposed_by": chika, "proposed_at": OFFERED}
    Seats.objects.create(capacity=0, **kept)
    with pytest.raises(CannotChangePlace) as cannot:
        offered(mugi, source=Source.OFFICER)
    assert refused(cannot) is Reason.FULL
