"""The city as it stands on its first morning: lived through by the actions that everybody uses."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.city.people import NOW

from madoguchi.applications.models import Application, Draft, Likeness, Unveiling
from madoguchi.audit.models import Line
from madoguchi.demo import city, loader, queued
from madoguchi.enrolment.checks import list_to_check
from madoguchi.enrolment.models import Interview, Offer
from madoguchi.messaging.models import OutgoingMessage
from madoguchi.procedures import queries as catalogue
from madoguchi.register.models import RegisterExtract, RegisterMatch
from madoguchi.review import queue
from madoguchi.review.models import Letter, Return
from madoguchi.review.wanted import Wanted
from madoguchi.rules import calendar, messages
from madoguchi.rules.enrolment import Offered, Source
from madoguchi.rules.lifecycle import State
from madoguchi.rules.matching import Result
from madoguchi.rules.opening import Opening
from madoguchi.rules.running import Reason
from madoguchi.selection import gathering
from madoguchi.selection.models import CriteriaEdition, Placement, Round, Seats
from madoguchi.selection.queries.free_places import list_free_places
from madoguchi.selection.queries.standing import standing_of

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("first start")]  # loaded once

APPLICATIONS = 45
TODAY = calendar.local_day(NOW)


@pytest.fixture(scope="module")
def lived(django_db_setup: None, django_db_blocker: Any) -> SimpleNamespace:
    """Everything that is in the city after its first start; loaded once, noted down and taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        loader.load(applications=APPLICATIONS, now=NOW, processes=1)
        noted = note_down()
        transaction.set_rollback(True)
    return noted


def note_down() -> SimpleNamespace:
    applications = list(Application.objects.select_related("resident__account").order_by("arrived_at"))
    years = {each.version_id: catalogue.document_of(each.version_id).target_year for each in applications}
    month = Round.objects.select_related("criteria").get(kind="monthly", starts_on="2026-12-01")
    from_queue = Offer.objects.filter(source=Source.QUEUE)
    return SimpleNamespace(
        last_year=[each for each in applications if years[each.version_id] == 2026],
        this_year=[each for each in applications if years[each.version_id] == 2027],
        within_the_year=[each for each in applications if years[each.version_id] is None],
        drafts=list(Draft.objects.select_related("resident__account")),
        letters={each.application_id: each for each in Letter.objects.all()},
        returns={each.application_id: each for each in Return.objects.all()},
        messages=list(OutgoingMessage.objects.all()),
        jobs=ProcrastinateJob.objects.count(),
        record=list(Line.objects.all()),
        matches=Counter(RegisterMatch.objects.values_list("result", flat=True)),
        extract=RegisterExtract.objects.get(),
        offers={offer.slug: offer for offer in catalogue.list_offers(NOW)},
        pairs=list(Likeness.objects.select_related("application", "other")),
        unveilings=list(Unveiling.objects.select_related("officer")),
        edition=CriteriaEdition.objects.get(fiscal_year=2027),
        last_round=Round.objects.get(kind="first", fiscal_year=2026),
        placed=Counter(Placement.objects.filter(run__kind="real").values_list("outcome", flat=True)),
        first_round=standing_of(Round.objects.get(kind="first", fiscal_year=2027)),
        free_places=list_free_places(now=NOW),
        seats=list(Seats.objects.filter(round__kind="first", round__fiscal_year=2027)),
        times=list(Interview.objects.all()),
        moved_up=[each.state for each in from_queue.order_by("offered_at")],
        queued=queued.cards(),
        open_offers=list(
            from_queue.filter(state=Offered.OPEN).values_list(
                "application__resident__account__login", flat=True
            )
        ),
        month=standing_of(month),
        missing_for_the_month=[each.reason for each in gathering.refusals(month, now=NOW)],
        asked_of_emi=list_to_check(place_codes=["wakamugi-es-club"], now=NOW),
        overdue=queue.count_queue(sections=["kosodate"], wanted=Wanted(), on=TODAY).overdue,
    )


def by(address: str, papers: list[Any]) -> list[Any]:
    """Those of the resident with that address."""
    return [each for each in papers if each.resident and each.resident.account.login == address]


def test_there_are_as_many_applications_as_were_asked_for(lived: SimpleNamespace) -> None:
    assert len(lived.this_year) == APPLICATIONS


def test_the_round_closes_in_three_days_and_the_rest_is_open(lived: SimpleNamespace) -> None:
    closes_at = lived.offers[city.GAKUDO].document.period.closes_at
    openings = Counter(offer.opening for offer in lived.offers.values())
    assert closes_at.astimezone(calendar.TOKYO).isoformat() == "2026-11-25T23:59:59+09:00"
    assert openings == {Opening.OPEN: len(city.procedures()) - 1, Opening.CLOSING_SOON: 1}


def test_applications_stand_everywhere_on_their_way(lived: SimpleNamespace) -> None:
    of_a_notice = {State.NOTED}
    assert {each.state for each in lived.this_year} >= set(State) - {State.WITHDRAWN} - of_a_notice


def test_last_year_is_complete(lived: SimpleNamespace) -> None:
    decided = [each for each in lived.last_year if each.state == State.DECIDED]
    letters = [lived.letters[each.pk] for each in decided]
    assert decided and {each.state for each in lived.last_year} <= {State.DECIDED, State.WITHDRAWN}
    assert all(letter.file_id and (letter.opened_at or letter.posted_on) for letter in letters)


def test_four_are_overdue(lived: SimpleNamespace) -> None:
    assert lived.overdue == 4


def test_aoi_has_not_applied_yet_and_holds_last_years_letter(lived: SimpleNamespace) -> None:
    (last,) = by("aoi@mail.example", lived.last_year)
    assert by("aoi@mail.example", lived.this_year) == []
    assert [each for each in by("aoi@mail.example", lived.drafts) if not each.submitted_at] == []
    assert last.state == State.DECIDED and lived.letters[last.pk].file_id


def test_ben_has_something_to_put_right_and_time_to_do_it(lived: SimpleNamespace) -> None:
    (his,) = by("ben@mail.example", lived.this_year)
    sent = lived.returns[his.pk]
    assert sent.answered_at is None and sent.due_on > TODAY
    (point,) = sent.points
    assert point["path"] == "guardians/r1/work_certificate" and point["reason"].endswith("ください。")


def test_a_grandmother_without_mail_came_to_the_counter(lived: SimpleNamespace) -> None:
    (hers,) = (each for each in lived.this_year if each.applicant_name.startswith("大日向"))
    assert hers.door == "entered" and hers.medium == "counter"
    (line,) = (
        each
        for each in lived.record
        if each.about_ref == hers.reference and each.verb == "application.submitted"
    )
    assert (hers.applicant_name, hers.contact_kind, line.actor_kind) == (
        "大日向\u3000文子",
        "phone",
        "officer",
    )


def test_mail_went_out_when_something_happened_and_who_has_none_must_be_called(
    lived: SimpleNamespace,
) -> None:
    sent = [each for each in lived.messages if each.channel == "mail"]
    assert sent and all(each.sent_at - each.queued_at < timedelta(minutes=1) for each in sent)
    by_hand = {each.template for each in lived.messages if each.status == "by_hand"}
    assert "returned" in by_hand and by_hand <= set(messages.TOLD_BY_HAND)
    assert lived.jobs == 0


def test_two_parents_of_one_child_wait_to_be_looked_at_and_two_namesakes_are_two_children(
    lived: SimpleNamespace,
) -> None:
    found = {
        frozenset((pair.application.applicant_kana, pair.other.applicant_kana)): pair for pair in lived.pairs
    }
    parents = found.pop(frozenset({"ヤマザキ\u3000ダイスケ", "ヤマザキ\u3000アイ"}))
    namesakes = found.pop(frozenset({"サトウ\u3000トモコ", "サトウ\u3000エミ"}))
    assert (parents.kind, parents.verdict) == ("other_guardian", "")
    assert (namesakes.kind, namesakes.verdict) == ("perhaps_another", "another_child")
    assert not found


def test_one_household_is_protected_and_was_opened_by_the_one_who_may(lived: SimpleNamespace) -> None:
    (hidden,) = (each for each in lived.this_year if each.is_protected)
    (opened,) = lived.unveilings
    assert hidden.applicant_name == "林\u3000千尋"
    assert (
        opened.application_id == hidden.pk and opened.officer.name == "小田桐 裕子" and opened.read_at is None
    )


def test_names_that_old_machines_cannot_write_are_kept_as_they_are(lived: SimpleNamespace) -> None:
    names = "".join(each.applicant_name for each in lived.this_year)
    assert all(character in names for character in ("﨑", "葛󠄀", "辻󠄀", "德", "邉"))


def test_every_application_went_through_the_actions(lived: SimpleNamespace) -> None:
    recorded = Counter(line.verb for line in lived.record)
    everything = [*lived.this_year, *lived.last_year, *lived.within_the_year]
    assert recorded["application.submitted"] == len(everything)
    assert (
        recorded["draft.begun"]
        == recorded["draft.saved"]
        == len([draft for draft in lived.drafts if draft.kind == "first"])
    )
    assert recorded["application.return"] == len(lived.returns)
    assert recorded["letter.issued"] == len(lived.letters)


def test_officers_work_in_the_hours_of_the_city_hall(lived: SimpleNamespace) -> None:
    worked = [line for line in lived.record if line.actor_kind == "officer"]
    hours = {line.at.astimezone(calendar.TOKYO).hour for line in worked}
    days = {calendar.local_day(line.at).weekday() for line in worked}
    assert worked and hours <= set(range(8, 19)) and days <= set(range(5))


def test_nothing_lies_in_the_future(lived: SimpleNamespace) -> None:
    assert max(line.at for line in lived.record) <= NOW


def test_a_second_start_changes_nothing_and_asking_for_more_adds_families() -> None:
    loader.load(applications=20, now=NOW, processes=1)
    before = Line.objects.count(), Application.objects.count()
    loader.load(applications=20, now=NOW + timedelta(hours=5), processes=1)
    assert (Line.objects.count(), Application.objects.count()) == before
    loader.load(applications=22, now=NOW + timedelta(hours=5), processes=1)
    assert Application.objects.count() == before[1] + 2


def test_the_city_can_begin_on_the_first_morning_of_the_year() -> None:
    new_year = datetime(2027, 1, 4, 0, 30, tzinfo=calendar.TOKYO)
    loader.load(applications=30, now=new_year, processes=1)
    counts = queue.count_queue(sections=["kosodate"], wanted=Wanted(), on=new_year.date())
    assert counts.overdue == 4
    assert not Line.objects.filter(at__gt=new_year).exists()


def test_the_register_has_something_to_show_at_first_sight(lived: SimpleNamespace) -> None:
    assert lived.matches[Result.SAME] > lived.matches[Result.OTHER_FORM] > 0
    assert lived.matches[Result.MOVING_IN] and lived.matches[Result.SEVERAL] and lived.matches[Result.NONE]
    assert lived.extract.total > APPLICATIONS and lived.extract.ignored


def test_some_come_with_paper_or_with_help(lived: SimpleNamespace) -> None:
    doors = Counter(each.door for each in lived.this_year)
    assert doors["entered"] and doors["assisted"] and doors["own"] > APPLICATIONS * 3 / 4
    typed = [each for each in lived.this_year if each.entered_by_id]
    assert all(each.entered_at > each.arrived_at for each in typed)
    assert all(each.entered_by_id != each.checked_by_id for each in typed)


def test_last_years_places_were_given_by_a_run(lived: SimpleNamespace) -> None:
    decided = [each for each in lived.last_year if each.state == State.DECIDED]
    assert lived.last_round.state == "released"
    assert sum(lived.placed.values()) == len(decided) and lived.placed["placed"]


def test_somebody_waits_since_last_year_and_somebody_moved_up(lived: SimpleNamespace) -> None:
    assert lived.placed["waiting"] == 3  # before one of those who were placed declined
    assert lived.moved_up == [Offered.ACCEPTED, Offered.OPEN]
    offered, waits = lived.queued
    assert lived.open_offers == [offered.address] and waits.address not in ("", offered.address)


def test_next_months_places_wait_only_for_the_number_of_the_lottery(lived: SimpleNamespace) -> None:
    assert 3 <= lived.month.applications == lived.month.confirmed <= 6
    assert lived.month.capacity < lived.month.applications  # somebody will have to wait
    assert lived.missing_for_the_month == [Reason.LOTTERY_NOT_REVEALED]


def test_emis_club_is_asked_about_longer_evenings(lived: SimpleNamespace) -> None:
    (asked,) = lived.asked_of_emi
    assert asked.wanted["extension"].value == ["evening"]


def test_the_first_round_is_prepared_and_the_weekends_flood_is_still_to_be_looked_into(
    lived: SimpleNamespace,
) -> None:
    standing = lived.first_round
    assert standing.places == 65 and 0 < standing.unsigned < 15
    assert 0 < standing.confirmed < standing.applications
    assert lived.edition.fiscal_year == 2027
    assert lived.edition.confirmed_at and lived.edition.confirmed_by_id != lived.edition.drafted_by_id


def test_everybody_sees_which_clubs_are_free_in_the_middle_of_the_year(lived: SimpleNamespace) -> None:
    (offered,) = lived.free_places
    assert offered.round.kind == "monthly" and len(offered.places) > 5


def test_emis_club_has_times_for_talks_and_has_not_signed_yet(lived: SimpleNamespace) -> None:
    assert len(lived.times) == 8
    (line,) = (each for each in lived.seats if each.place_id == "wakamugi-es-club")
    assert line.signed_at is None and line.capacity
