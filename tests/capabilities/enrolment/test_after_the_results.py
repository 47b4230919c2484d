"""After the results: who is next where a place becomes free, and who may apply again, for what."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.db import transaction
from tests.capabilities.review.desk import seat
from tests.capabilities.selection.running import (
    LATER,
    NAMES,
    SORANO,
    WAKAMUGI,
    applied,
    publish_wishes,
    ran,
    three_families,
    three_ready,
)
from tests.capabilities.selection.town import opened
from tests.city.enrolments import accepted, offered
from tests.city.people import acting
from tests.city.procedures import CLUB

from madoguchi.applications.actions import progress
from madoguchi.applications.actions.progress import CannotMove
from madoguchi.applications.actions.submission import CannotSubmit
from madoguchi.applications.models import Application
from madoguchi.applications.queries import filed
from madoguchi.audit.actions import SYSTEM
from madoguchi.enrolment.actions import answering
from madoguchi.enrolment.models import Offer
from madoguchi.people.models import Officer
from madoguchi.places.models import Place
from madoguchi.procedures.models import ProcedureVersion
from madoguchi.review.actions import releasing
from madoguchi.rules.enrolment import Offered, Side, Source
from madoguchi.rules.lifecycle import Role
from madoguchi.rules.submission import Reason
from madoguchi.selection.actions import confirming
from madoguchi.selection.models import Round

HELD = {"id": "held", "kind": "held", "title": {"ja": "保留", "ja-easy": "保留", "en": "Waits"}}


@pytest.fixture
def families(city: SimpleNamespace, chika: Officer, makoto: Officer) -> list[Application]:
    """Three families know their results: the second got Wakamugi, the first Sorano, the third nothing."""
    children = three_families(review={**CLUB["review"], "outcomes": [*CLUB["review"]["outcomes"], HELD]})
    run = ran(three_ready(children, chika, makoto), makoto)
    by = seat(makoto, children[0])
    at = LATER + timedelta(days=30)
    release = releasing.plan(section="kosodate", title="結果", releases_at=at, by=by, now=LATER)
    confirming.confirm(run=run, title="内定", release=release, officer=makoto, by=acting(makoto), now=LATER)
    Round.objects.update(state=Round.State.RELEASED)
    Application.objects.update(state="decided", outcome="approved")
    Application.objects.filter(pk=children[2].pk).update(outcome="held")
    for each in children:
        each.refresh_from_db()
    return children


def declined(offer: Offer) -> None:
    answering.decline(offer=offer.pk, by=SYSTEM, now=offer.offered_at + timedelta(hours=1), side=Side.CITY)


def asked_from_the_queue() -> list[tuple[Application, str]]:
    found = Offer.objects.filter(source=Source.QUEUE).order_by("offered_at", "pk")
    return [(each.application, each.place_id) for each in found]


def test_the_next_of_the_runs_is_asked_and_whoever_declines_is_not_asked_again(
    families: list[Application],
) -> None:
    first, second, third = families
    accepted(first, place=SORANO)
    declined(offered(second, place=WAKAMUGI))
    assert asked_from_the_queue() == [(third, WAKAMUGI)]  # the first has a place and more points
    declined(Offer.objects.get(application=third))
    assert asked_from_the_queue() == [(third, WAKAMUGI)]
    answering.decline(
        offer=Offer.objects.get(application=first).pk, by=SYSTEM, now=LATER + timedelta(days=60)
    )
    assert asked_from_the_queue() == [(third, WAKAMUGI), (third, SORANO)]  # the other club is asked of anew
    assert Offer.objects.get(state=Offered.OPEN).starts_on == date(2027, 4, 1)


@pytest.fixture
def second(families: list[Application], makoto: Officer) -> ProcedureVersion:
    """A second round gives what is left, also at a new club; one applies with a procedure of its own."""
    version = publish_wishes(id="second", number="09")
    made = opened(makoto, title="二次募集", kind="second", procedures=("second",), is_following=True)
    third = Place.objects.get(pk=SORANO)
    third.pk = "umeda-club"
    third.save(force_insert=True)
    Round.objects.filter(pk=made.pk).update(follows=Round.objects.get(state=Round.State.RELEASED))
    return version


def again(application: Application, version: ProcedureVersion, *clubs: str) -> Application | Reason:
    """The family applies for the same child in the second round."""
    number = NAMES.index(filed(application).answers["child"]["given_kana"])
    assert application.resident is not None
    try:
        with transaction.atomic():
            return applied(version, number, *clubs, by=application.resident)
    except CannotSubmit as cannot:
        return cannot.refusal.reason


def test_another_club_only_without_the_first_application(
    families: list[Application], second: ProcedureVersion
) -> None:
    waiting = families[2]
    assert again(waiting, second, WAKAMUGI) is Reason.STILL_WAITS
    assert again(waiting, second, "umeda-club") is Reason.WITHDRAW_FIRST
    assert isinstance(applied(second, 3, WAKAMUGI, by=waiting.resident), Application)  # a sister
    progress.withdraw(application=waiting, role=Role.APPLICANT, by=SYSTEM, now=LATER)
    assert isinstance(again(waiting, second, "umeda-club"), Application)
    assert again(waiting, second, "umeda-club") is Reason.ALREADY_APPLIED


def test_whoever_has_a_place_gives_it_back_first(
    families: list[Application], second: ProcedureVersion
) -> None:
    first = families[0]
    held = accepted(first, place=SORANO)
    assert again(first, second, WAKAMUGI) is Reason.DECLINE_FIRST
    answering.decline(offer=held.offer_id, by=SYSTEM, now=LATER)
    assert isinstance(again(first, second, WAKAMUGI), Application)


def test_a_waiting_family_that_got_a_place_leaves_and_does_not_withdraw(
    families: list[Application],
) -> None:
    accepted(families[2], place=SORANO, source=Source.QUEUE)
    with pytest.raises(CannotMove), transaction.atomic():
        progress.withdraw(application=families[2], role=Role.APPLICANT, by=SYSTEM, now=LATER)
