"""What Chika decides happens to the place by itself; what cannot happen is left over for her."""

from __future__ import annotations

from datetime import date, datetime, time
from types import SimpleNamespace
from typing import Any

import pytest
from tests.capabilities.applications.test_filing import filed
from tests.capabilities.review.desk import seat
from tests.city.enrolments import CLUB, MAY, OFFERED, OTHER, SPRING, accepted, asked, child, queue, seats
from tests.city.households import publish_where
from tests.city.people import NOW, acting, make_resident, signed_in
from tests.journeys.pages import text_of

from madoguchi.applications.models import Application
from madoguchi.applications.queries import filed as read
from madoguchi.audit.models import Line
from madoguchi.enrolment import jobs, queries
from madoguchi.enrolment.actions import answering, attending
from madoguchi.enrolment.models import Arrangement, Enrolment, Leftover, Offer
from madoguchi.messaging.models import OutgoingMessage
from madoguchi.people.models import Officer, Resident
from madoguchi.places.models import Belonging
from madoguchi.procedures.models import ProcedureVersion
from madoguchi.review.actions import deciding, proposing, settling
from madoguchi.rules.calendar import TOKYO
from madoguchi.rules.enrolment import Offered, State
from madoguchi.rules.messages import Status

GRANTS = {
    "act": "offer", "outcomes": ["approved"], "at": "clubs", "starts": "start",
    "keeps": {"allergy": "allergy"},
}  # fmt: skip
NOTICE = {"period": {}, "limits": {}, "id": "notice", "number": "27"}
CHANGES = {
    "act": "arrange",
    "outcomes": ["approved"],
    "at": "clubs",
    "keeps": {"allergy": "allergy", "pickup": "wish"},
}
LEAVES = {"act": "leave", "outcomes": ["approved"], "at": "clubs", "ends": "start"}


@pytest.fixture
def club(city: SimpleNamespace) -> ProcedureVersion:
    return publish_where(enrolment=GRANTS)


def decided(application: Application, chika: Officer, now: Any = OFFERED, outcome: str = "approved") -> None:
    deciding.decide(
        application=application, outcome=outcome, reason="理由", by=seat(chika, application, now=now), now=now
    )


def placed(aoi: Resident, chika: Officer, club: ProcedureVersion, **answers: Any) -> Enrolment:
    """Aoi's child has a place by a decision of Chika's."""
    decided(filed(aoi, club.pk, clubs=[CLUB, OTHER], **answers), chika)
    return answering.accept(offer=Offer.objects.get().pk, by=acting(aoi), now=OFFERED)


def notice(aoi: Resident, document: dict[str, Any], **answers: Any) -> Application:
    """Something Aoi tells the city in May."""
    version = publish_where(enrolment=document, **NOTICE)
    return filed(aoi, version.pk, now=MAY, clubs=[CLUB], **answers)


def test_an_approval_is_an_offer_of_the_first_club(
    aoi: Resident, chika: Officer, club: ProcedureVersion
) -> None:
    decided(filed(aoi, club.pk, clubs=[CLUB, OTHER]), chika)
    made = Offer.objects.get()
    assert (made.place_id, made.starts_on, made.state) == (CLUB, date(2027, 4, 1), Offered.OPEN)


def test_an_approval_of_another_club_is_an_offer_of_that_one(
    aoi: Resident, chika: Officer, club: ProcedureVersion
) -> None:
    application = filed(aoi, club.pk, clubs=[CLUB, OTHER])
    by = seat(chika, application, now=OFFERED)
    deciding.draft(application=application, outcome="approved", reason="", place=OTHER, by=by, now=OFFERED)
    proposal = proposing.open_proposal(
        section=application.section, procedure="club", title="一次募集", by=by, now=OFFERED
    )
    deciding.add(proposal=proposal, application=application, outcome="", reason="", by=by, now=OFFERED)
    [decision] = proposal.decisions.all()
    assert decision.place == OTHER
    settling.give(decision=decision, read=read(application), by=by, now=OFFERED)
    assert Offer.objects.get().place_id == OTHER


def test_a_refusal_offers_nothing(aoi: Resident, chika: Officer, club: ProcedureVersion) -> None:
    decided(filed(aoi, club.pk, clubs=[CLUB]), chika, outcome="refused")
    assert not Offer.objects.exists()


def test_what_was_filed_is_what_the_club_knows_and_health_lies_encrypted(
    aoi: Resident, chika: Officer, club: ProcedureVersion
) -> None:
    held = placed(aoi, chika, club)
    row = Arrangement.objects.get()
    assert "卵" not in str(row.words) + str(row.value) + row.sealed
    assert queries.arranged_for(held, date(2027, 4, 1)).arranged["allergy"].words["ja"] == "卵"


def test_a_change_counts_from_its_day_and_leaves_the_rest(
    aoi: Resident, chika: Officer, club: ProcedureVersion
) -> None:
    held = placed(aoi, chika, club)
    decided(notice(aoi, CHANGES, allergy="くるみ", wish="祖母が迎えに行きます"), chika, MAY)
    before, after = (
        queries.arranged_for(held, day).arranged for day in (date(2027, 5, 9), date(2027, 5, 10))
    )
    assert before["allergy"].words["ja"] == "卵" and "pickup" not in before
    assert after["allergy"].words["ja"] == "くるみ" and after["pickup"].words["ja"] == "祖母が迎えに行きます"


def test_leaving_by_notice_writes_the_last_day(aoi: Resident, chika: Officer, club: ProcedureVersion) -> None:
    held = placed(aoi, chika, club)
    attending.begin(enrolment_id=held.pk, by=acting(chika), now=SPRING)
    decided(notice(aoi, LEAVES, start="2027-05-31"), chika, MAY)
    held.refresh_from_db()
    assert held.leaves_on == date(2027, 6, 1)


def test_a_notice_before_the_first_day_gives_the_place_up(
    aoi: Resident, chika: Officer, club: ProcedureVersion
) -> None:
    held = placed(aoi, chika, club)
    decided(filed(aoi, publish_where(enrolment=LEAVES, **NOTICE).pk, now=NOW, clubs=[CLUB]), chika)
    held.refresh_from_db()
    assert held.state == State.GIVEN_UP


def test_a_notice_while_the_offer_is_open_declines_it(
    aoi: Resident, chika: Officer, club: ProcedureVersion
) -> None:
    decided(filed(aoi, club.pk, clubs=[CLUB]), chika)
    decided(filed(aoi, publish_where(enrolment=LEAVES, **NOTICE).pk, now=NOW, clubs=[CLUB]), chika)
    assert Offer.objects.get().state == Offered.DECLINED


@pytest.mark.parametrize(
    ("document", "answers", "reason"),
    [
        (LEAVES, {"start": "2027-03-31"}, "before_start"),
        (CHANGES, {"clubs": [OTHER]}, "not_found"),
        ({**CHANGES, "act": "pause"}, {}, "not_a_period"),
    ],
)
def test_what_cannot_be_done_waits_for_chika_and_the_decision_stays(
    aoi: Resident, chika: Officer, club: ProcedureVersion, document: Any, answers: Any, reason: str
) -> None:
    held = placed(aoi, chika, club)
    attending.begin(enrolment_id=held.pk, by=acting(chika), now=SPRING)
    version = publish_where(enrolment=document, **NOTICE)
    application = filed(aoi, version.pk, now=MAY, **{"clubs": [CLUB], **answers})
    decided(application, chika, MAY)
    application.refresh_from_db()
    assert application.state == "decided"
    assert Leftover.objects.get().reason == reason
    assert queries.list_leftovers(sections=["kosodate"]) and not queries.list_leftovers(sections=["fukushi"])


def test_bens_child_of_the_same_name_keeps_its_place(
    aoi: Resident, ben: Resident, chika: Officer, club: ProcedureVersion
) -> None:
    placed(aoi, chika, club)
    version = publish_where(enrolment=LEAVES, **NOTICE)
    other = {
        "family": "渡邉",
        "given": "麦",
        "family_kana": "ワタナベ",
        "given_kana": "ムギ",
        "birth_date": "2020-07-08",
    }
    decided(filed(ben, version.pk, now=NOW, clubs=[CLUB], child=other), chika)
    assert Enrolment.objects.get().state == State.ACCEPTED


MOVES = {"act": "move", "outcomes": ["approved"], "at": "clubs", "to": "wished", "starts": "start"}


def another_family(club: ProcedureVersion) -> Application:
    """Whose child waits for the club."""
    return asked(make_resident(), club.pk, child=child("律", "リツ", "2020-05-05"))


def wants_to_move(aoi: Resident, held: Enrolment, to: str = OTHER) -> Application:
    """What Aoi files in May, when her child has been at the club since April."""
    attending.begin(enrolment_id=held.pk, by=acting(aoi), now=SPRING)
    wished = {"id": "wished", "type": "place", "places": "club", "title": {"ja": "移りたいクラブ"}}
    version = publish_where(enrolment=MOVES, also=(wished,), **NOTICE)
    return filed(aoi, version.pk, now=MAY, clubs=[CLUB], wished=to, start="2027-06-01")


def test_a_child_changes_club_and_the_old_seat_goes_to_the_next(
    aoi: Resident, chika: Officer, club: ProcedureVersion
) -> None:
    held = placed(aoi, chika, club)
    wish, waiting = wants_to_move(aoi, held), another_family(club)
    seats(1)
    seats(1, OTHER)
    with queue(waiting):
        decided(wish, chika, MAY)
    held.refresh_from_db()
    made = Enrolment.objects.get(place=OTHER)
    assert held.leaves_on == made.starts_on == date(2027, 6, 1)
    assert queries.arranged_for(made, made.starts_on).arranged["allergy"].words["ja"] == "卵"
    moved_up = Offer.objects.get(state=Offered.OPEN)
    assert (moved_up.application, moved_up.place_id) == (waiting, CLUB)
    days = Belonging.objects.order_by("starts_on").values_list("place", "starts_on", "ends_on")
    assert list(days) == [
        (CLUB, date(2027, 4, 1), date(2027, 6, 1)),
        (OTHER, date(2027, 6, 1), date(2028, 4, 1)),
    ]


@pytest.mark.parametrize(("to", "free", "reason"), [(OTHER, 0, "full"), (CLUB, 1, "same_place")])
def test_without_a_seat_there_it_keeps_the_one_it_has(  # noqa: PLR0913, PLR0917 - a table
    aoi: Resident, chika: Officer, club: ProcedureVersion, to: str, free: int, reason: str
) -> None:
    held = placed(aoi, chika, club)
    wish = wants_to_move(aoi, held, to)
    seats(free, OTHER)
    with queue(another_family(club)):
        decided(wish, chika, MAY)
    held.refresh_from_db()
    assert (held.state, held.leaves_on) == (State.ENROLLED, None)
    assert Leftover.objects.get().reason == reason
    assert Offer.objects.count() == Enrolment.objects.count() == 1


@pytest.mark.parametrize(("is_told", "goes_on"), [(True, False), (True, True), (False, False)])
def test_in_march_aoi_hears_once_that_the_year_ends(
    aoi: Resident, city: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, is_told: bool, goes_on: bool
) -> None:
    version = publish_where(enrolment={**GRANTS, "tells_of_end": is_told}, limits={})
    accepted(asked(aoi, version.pk))
    if goes_on:
        Enrolment.objects.update(year=2028, starts_on=date(2028, 4, 1))
        Offer.objects.update(year=2028)
        accepted(asked(aoi, version.pk))
    for day in (date(2028, 2, 29), date(2028, 3, 1), date(2028, 3, 2)):
        monkeypatch.setattr("madoguchi.base.clock.now", lambda day=day: datetime.combine(day, time(9), TOKYO))
        jobs.remind()
    told = OutgoingMessage.objects.filter(template__in=("place_ends", "place_goes_on"))
    assert [each.template for each in told] == ["place_goes_on" if goes_on else "place_ends"] * is_told
    assert all("麦" not in each.body and "クラブ" not in each.body for each in told)


def test_in_march_a_family_without_mail_is_on_the_list_until_somebody_told_it(
    aoi: Resident, chika: Officer, city: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = publish_where(enrolment={**GRANTS, "tells_of_end": True}, limits={})
    accepted(asked(aoi, version.pk))
    Application.objects.update(contact_kind="post", contact="")
    monkeypatch.setattr("madoguchi.base.clock.now", lambda: datetime(2028, 3, 1, 9, tzinfo=TOKYO))
    jobs.remind()
    desk = signed_in(chika)
    assert "今年度の利用の終わり" in text_of(desk.get("/desk/contacts/", {"show": "post"}))
    letter = OutgoingMessage.objects.get(template="place_ends")
    assert (letter.status, letter.due_on) == (Status.BY_HAND, date(2028, 3, 31))
    desk.post(f"/desk/contacts/{letter.pk}/told/")
    letter.refresh_from_db()
    assert "今年度の利用の終わり" not in text_of(desk.get("/desk/contacts/", {"show": "post"}))
    assert Line.objects.filter(verb="message.done", actor_ref=letter.settled_by).count() == 1
    assert letter.settled_by == acting(chika).ref
