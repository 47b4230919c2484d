"""Emi sees the children of her club, live, and nobody of another; the record says what she saw."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.city.contractors import SORANO, WAKAMUGI, emi_and_fumi, entrust, make_member, permit, run_clubs
from tests.city.enrolments import FIRST_DAY, MAY, SPRING, accepted, asked, offered, some_family
from tests.city.people import acting, signed_in
from tests.journeys.addresses import drawn
from tests.journeys.pages import text_of

from madoguchi.applications.models import Application
from madoguchi.audit.models import Line
from madoguchi.base import clock
from madoguchi.enrolment.actions import attending
from madoguchi.people.models import Member, Resident
from madoguchi.rules.delegation import What

ROSTER = f"/partner/places/{WAKAMUGI}/"


@pytest.fixture
def version(city: SimpleNamespace) -> int:
    return run_clubs()


@pytest.fixture
def mugi(aoi: Resident, version: int) -> Application:
    return asked(aoi, version)


@pytest.fixture
def emi(version: int) -> Member:
    return emi_and_fumi()[0]


@pytest.fixture
def in_may(monkeypatch: pytest.MonkeyPatch) -> datetime:
    monkeypatch.setattr(clock, "now", lambda: MAY)
    return MAY


def seen(page: str) -> str:
    """The mark by which the page asks for news."""
    return page.split("?seen=")[1].split('"')[0]


def test_she_sees_her_children_and_it_is_written_down(
    emi: Member, mugi: Application, in_may: datetime
) -> None:
    accepted(mugi)
    page = text_of(signed_in(emi).get(ROSTER))
    assert "ヨシカワ\u3000ムギ" in page and "利用目的" in page
    line = Line.objects.get(verb="application.listed")
    assert line.details["references"] == [mugi.reference]


def test_fumi_of_another_club_sees_nothing_of_it(emi: Member, mugi: Application, in_may: datetime) -> None:
    accepted(mugi)
    fumis = signed_in(Member.objects.get(organisation="haoto"))
    assert "ムギ" not in text_of(fumis.get(f"/partner/places/{SORANO}/")) + text_of(fumis.get("/partner/"))
    absent = fumis.get("/partner/places/no-such-club/")
    forbidden = fumis.get(ROSTER)
    assert forbidden.status_code == 404 and drawn(forbidden) == drawn(absent)


def test_an_offer_that_nobody_accepted_shows_nobody(emi: Member, mugi: Application, in_may: datetime) -> None:
    offered(mugi)
    assert "ムギ" not in text_of(signed_in(emi).get(ROSTER))


def test_the_page_asks_again_and_gets_only_news(emi: Member, mugi: Application, in_may: datetime) -> None:
    held, hers = accepted(mugi), signed_in(emi)
    mark = seen(text_of(hers.get(ROSTER)))
    again = {"path": ROSTER, "data": {"seen": mark}, "headers": {"HX-Request": "true"}}
    assert hers.get(**again).status_code == 204
    assert Line.objects.filter(verb="application.listed").count() == 1
    attending.begin(enrolment_id=held.pk, by=acting(emi), now=MAY)
    attending.end(enrolment_id=held.pk, last_day=FIRST_DAY.replace(month=5, day=31), by=acting(emi), now=MAY)
    news = hers.get(**again)
    assert news.status_code == 200 and "2027-05-31" in text_of(news) and "<html" not in text_of(news)


def test_a_family_that_hides_is_marked(emi: Member, mugi: Application, in_may: datetime) -> None:
    accepted(mugi)
    Application.objects.filter(pk=mugi.pk).update(is_protected=True)
    assert "照会に答えない" in text_of(signed_in(emi).get(ROSTER))


def test_the_list_on_paper_names_who_printed_it(emi: Member, mugi: Application, in_may: datetime) -> None:
    accepted(mugi)
    printed = signed_in(emi).post(f"{ROSTER}print/emergency/")
    assert printed.headers["Content-Type"] == "application/pdf" and printed.content.startswith(b"%PDF")
    assert Line.objects.filter(verb="application.printed", actor_ref=emi.number).count() == 1


def test_printing_is_permitted_apart(emi: Member, in_may: datetime) -> None:
    permit(WAKAMUGI, {What.ROSTER})
    hers = signed_in(emi)
    assert hers.get(ROSTER).status_code == 200 and "印刷" not in text_of(hers.get(ROSTER))
    assert hers.post(f"{ROSTER}print/emergency/").status_code == 404


def test_more_children_ask_no_more_queries(emi: Member, version: int, in_may: datetime) -> None:
    hers, counts = signed_in(emi), []
    for _ in range(2):
        accepted(some_family(version), now=SPRING)
        with CaptureQueriesContext(
            connection,
        ) as asked_for:
            hers.get(ROSTER)
        counts.append(len(asked_for))
    assert counts[0] == counts[1] <= 8


def test_whoever_is_entrusted_with_nothing_is_told_what_to_do(emi: Member, in_may: datetime) -> None:
    page = text_of(signed_in(entrust(make_member(name="比嘉 栞"), whats=())).get("/partner/"))
    assert "依頼してください" in page
