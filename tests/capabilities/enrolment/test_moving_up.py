"""A place that was given becomes free: the runs say who is next, and nobody is asked twice."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from tests.capabilities.review.desk import seat
from tests.capabilities.selection.running import LATER, SORANO, WAKAMUGI, ran, three_families, three_ready
from tests.city.enrolments import accepted, offered
from tests.city.people import acting

from madoguchi.applications.models import Application
from madoguchi.audit.actions import SYSTEM
from madoguchi.enrolment.actions import answering
from madoguchi.enrolment.models import Offer
from madoguchi.people.models import Officer
from madoguchi.review.actions import releasing
from madoguchi.rules.enrolment import Offered, Side, Source
from madoguchi.selection.actions import confirming
from madoguchi.selection.models import Round


@pytest.fixture
def families(city: SimpleNamespace, chika: Officer, makoto: Officer) -> list[Application]:
    """Three families know their results: the second got Wakamugi, the first Sorano, the third nothing."""
    children = three_families()
    run = ran(three_ready(children, chika, makoto), makoto)
    by = seat(makoto, children[0])
    at = LATER + timedelta(days=30)
    release = releasing.plan(section="kosodate", title="結果", releases_at=at, by=by, now=LATER)
    confirming.confirm(run=run, title="内定", release=release, officer=makoto, by=acting(makoto), now=LATER)
    Round.objects.update(state=Round.State.RELEASED)
    Application.objects.update(state="decided")
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
