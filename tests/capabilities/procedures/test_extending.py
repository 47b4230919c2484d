"""A closing that was moved counts everywhere at once, and is never taken back."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoAssertNumQueries
from tests.city.extensions import CLOSING, MORNING, PERIOD, PLAN, PROMISED, extend
from tests.city.people import acting
from tests.city.procedures import publish_club

from madoguchi.audit.actions import SYSTEM
from madoguchi.audit.models import Line
from madoguchi.base.texts import read_by
from madoguchi.people.models import Officer
from madoguchi.procedures import actions
from madoguchi.procedures.actions import CannotChangeProcedure, CannotExtend
from madoguchi.procedures.models import Extension, Procedure, ProcedureVersion
from madoguchi.procedures.queries import access_procedure, list_offers
from madoguchi.procedures.wording import notice
from madoguchi.rules.calendar import TOKYO
from madoguchi.rules.extending import Reason
from madoguchi.rules.opening import Opening

SECOND = timedelta(seconds=1)


def opening(now: datetime) -> Opening:
    return access_procedure("club", now).opening


def test_the_club_is_open_again_until_the_promised_instant(city: SimpleNamespace) -> None:
    publish_club(period=PERIOD)
    assert opening(MORNING) is Opening.CLOSED
    extend()
    assert opening(MORNING) is opening(PROMISED - SECOND) is Opening.CLOSING_SOON
    assert opening(PROMISED) is Opening.CLOSED
    assert access_procedure("club", MORNING).last_minute == PROMISED


def test_the_published_version_stays_as_it_was(city: SimpleNamespace) -> None:
    version = publish_club(period=PERIOD)
    extend()
    assert ProcedureVersion.objects.get() == version
    assert access_procedure("club", MORNING).document.period.closes_at == CLOSING


def test_residents_are_told_until_the_new_closing(city: SimpleNamespace) -> None:
    publish_club(period=PERIOD)
    extension = extend()
    assert access_procedure("club", PROMISED - SECOND).extension == extension
    assert access_procedure("club", PROMISED).extension is None


@pytest.mark.parametrize(
    ("language", "outage", "promise"),
    [
        (
            "ja",
            "12月15日(火)の午後10時10分から11時40分まで、つながりにくい状態でした。ご迷惑をおかけしました。",
            "受付を 12月17日(木) 午後5時 まで延ばします。",
        ),
        (
            "en",
            "This site was hard to reach from 22:10 to 23:40 on 15 December (Tue)."
            " We apologise for the inconvenience.",
            "Applications are now taken until 17:00 on 17 December (Thu).",
        ),
    ],
)
def test_the_words_are_made_from_the_values(language: str, outage: str, promise: str) -> None:
    with read_by(language):
        said = notice(PLAN)
    assert (said.outage, said.promise) == (outage, promise)


def test_easy_japanese_has_its_readings() -> None:
    with read_by("ja-easy"):
        said = notice(PLAN)
    assert "<rt>よる</rt>" in said.outage and "[" not in said.outage + said.promise


def test_it_can_be_extended_twice_and_the_latest_counts(city: SimpleNamespace) -> None:
    publish_club(period=PERIOD)
    extend()
    later = extend(seen=PROMISED, closes_at=PROMISED + timedelta(days=1), now=MORNING + timedelta(hours=1))
    offer = access_procedure("club", MORNING + timedelta(hours=1))
    assert (offer.closes_at, offer.extension) == (later.closes_at, later)


@pytest.mark.parametrize(
    "statement", ["UPDATE procedures_extension SET closes_at = now()", "DELETE FROM procedures_extension"]
)
def test_the_database_refuses_to_take_a_promise_back(city: SimpleNamespace, statement: str) -> None:
    publish_club(period=PERIOD)
    extend()
    Procedure.objects.update(extension=None)
    with (
        pytest.raises(IntegrityError, match="never changes"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_new_version_keeps_the_promise(city: SimpleNamespace) -> None:
    publish_club(period=PERIOD)
    extend()
    earlier = {**PERIOD, "closes_at": "2026-12-10T00:00:00+09:00"}
    for period in (PERIOD, earlier):
        publish_club(period=period, minutes=20, now=MORNING)
        assert access_procedure("club", MORNING).closes_at == PROMISED


def test_a_version_that_opens_only_later_is_not_published_before_the_promise_is_kept(
    city: SimpleNamespace,
) -> None:
    publish_club(period=PERIOD)
    extend()
    second_round = {"opens_at": "2027-02-08T09:00:00+09:00", "closes_at": "2027-02-20T00:00:00+09:00"}
    with pytest.raises(CannotChangeProcedure, match="promised"):
        publish_club(period=second_round, now=PROMISED - SECOND)
    publish_club(period=second_round, now=PROMISED)
    assert opening(PROMISED) is Opening.NOT_YET


def test_the_next_round_has_its_own_closing(city: SimpleNamespace) -> None:
    publish_club(period=PERIOD)
    extend()
    closes_at = datetime(2027, 2, 20, tzinfo=TOKYO)
    publish_club(period={**PERIOD, "closes_at": closes_at.isoformat()}, now=PROMISED)
    assert access_procedure("club", PROMISED).closes_at == closes_at


def test_withdrawing_the_procedure_ends_the_notice(city: SimpleNamespace) -> None:
    publish_club(period=PERIOD)
    extend()
    actions.withdraw(slug="club", by=SYSTEM, now=MORNING)
    assert access_procedure("club", MORNING).extension is None and opening(MORNING) is Opening.WITHDRAWN


def test_what_somebody_else_moved_is_looked_at_again(city: SimpleNamespace) -> None:
    publish_club(period=PERIOD)
    extend()
    with pytest.raises(CannotExtend) as cannot:
        extend(closes_at=PROMISED + timedelta(days=1))
    assert cannot.value.reasons == (Reason.MOVED_MEANWHILE,)
    assert Extension.objects.count() == 1


def test_what_is_refused_leaves_nothing(city: SimpleNamespace) -> None:
    publish_club(period=PERIOD)
    with pytest.raises(CannotExtend):
        extend(closes_at=CLOSING)
    assert not Extension.objects.exists() and not Line.objects.filter(verb="procedure.extended").exists()


def test_the_record_says_who_moved_what(city: SimpleNamespace, chika: Officer) -> None:
    publish_club(period=PERIOD)
    extend(by=acting(chika))
    line = Line.objects.get(verb="procedure.extended")
    assert (line.actor_ref, line.about_ref) == ("1001", "club")
    assert datetime.fromisoformat(line.details["closes_at"]) == PROMISED
    assert datetime.fromisoformat(line.details["moved_from"]) == CLOSING
    assert set(line.details) == {"moved_from", *asdict(PLAN)}


def test_the_catalogue_still_takes_one_statement(
    city: SimpleNamespace, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    publish_club(period=PERIOD)
    extend()
    list_offers(MORNING)
    with django_assert_num_queries(1):
        (offer,) = list_offers(MORNING)
        assert offer.extension is not None and offer.notice is not None
    assert Procedure.objects.get().extension == offer.extension
