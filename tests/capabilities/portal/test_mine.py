"""Aoi's own page, and what nobody else sees."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries
from tests.capabilities.applications.test_filing import filed, written
from tests.city.people import NOW, acting
from tests.city.procedures import AOIS_ANSWERS, publish_club

from madoguchi.applications.actions import drafts, submission
from madoguchi.applications.actions.drafts import Seen
from madoguchi.applications.models import Application, Draft
from madoguchi.people.models import Officer, Resident
from madoguchi.review.actions.deciding import decide, propose
from madoguchi.review.actions.returning import return_for_correction
from madoguchi.review.queries import Reviewer, reviewer
from madoguchi.rules.decisions import Point


@pytest.fixture
def draft(city: SimpleNamespace, aoi: Resident) -> Draft:
    """What Aoi has written so far."""
    version = publish_club()
    begun = drafts.begin(version_id=version.pk, resident=aoi, language="ja", by=acting(aoi), now=NOW)
    saved = drafts.save(
        draft_id=begun.pk, seen=Seen(revision=1), answers=AOIS_ANSWERS, language="ja", by=acting(aoi), now=NOW
    )
    return saved.draft


@pytest.fixture
def application(draft: Draft, aoi: Resident) -> Application:
    """What Aoi filed."""
    return submission.submit(draft_id=draft.pk, by=acting(aoi), now=NOW).application


@pytest.fixture
def by_chika(chika: Officer) -> Reviewer:
    """Chika at her desk."""
    return reviewer(officer=chika, section="kosodate", actor=acting(chika), on=NOW.date())


def read(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def page_of(application: Application) -> str:
    return f"/applications/{application.reference}/"


def test_a_stranger_is_asked_to_sign_in(stranger: Client) -> None:
    answer = stranger.get("/me/")
    assert answer.status_code == 302
    assert "next=%2Fme%2F" in answer.headers["Location"]


def test_an_empty_page_says_what_to_do_next(aois_phone: Client) -> None:
    assert "まだ申請はありません" in read(aois_phone, "/me/")


def test_a_draft_can_be_gone_on_with(draft: Draft, aois_phone: Client, bens_phone: Client) -> None:
    assert f"/drafts/{draft.pk}/" in read(aois_phone, "/me/")
    assert f"/drafts/{draft.pk}/" in read(aois_phone, "/procedures/club/")
    assert f"/drafts/{draft.pk}/" not in read(bens_phone, "/me/")
    assert f"/drafts/{draft.pk}/" not in read(bens_phone, "/procedures/club/")


def test_an_application_stands_in_the_list_of_its_applicant_alone(
    application: Application, aois_phone: Client, bens_phone: Client
) -> None:
    mine = read(aois_phone, "/me/")
    assert application.reference in mine
    assert "申請を受け取りました" in mine
    assert application.reference not in read(bens_phone, "/me/")


def test_each_child_is_named_so_that_brothers_are_told_apart(
    city: SimpleNamespace, aoi: Resident, by_chika: Reviewer, aois_phone: Client, bens_phone: Client
) -> None:
    version = publish_club(limits={}).pk
    mugi, minato = (filed(aoi, version, child=child(given)) for given in ("麦", "湊"))
    written(aoi, version, child={"family": "𠮷川", "given": "<b>律"})
    return_for_correction(
        application=minato,
        points=[Point(path="start", reason="4月1日より前の日です。")],
        message="",
        due_on=NOW.date().replace(month=12, day=4),
        by=by_chika,
        now=NOW,
    )
    mine = read(aois_phone, "/me/")
    for about, name in ((mugi.reference, "麦"), (minato.reference, "湊"), ("/drafts/", "&lt;b&gt;律")):
        (place,) = [part for part in split_at_lists(mine) if about in part and "さん</strong>" in part]
        assert f"<strong>𠮷川　{name} さん</strong>" in place
    assert "𠮷川" not in read(bens_phone, "/me/")
    assert "𠮷川" not in read(aois_phone, "/")


def test_more_children_ask_the_database_no_more(
    city: SimpleNamespace,
    aoi: Resident,
    aois_phone: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    version = publish_club(limits={}).pk
    filed(aoi, version, child=child("麦"))
    written(aoi, version, child=child("紬"))
    read(aois_phone, "/me/")
    with CaptureQueriesContext(connection) as one:
        read(aois_phone, "/me/")
    for given in ("湊", "律", "凪"):
        filed(aoi, version, child=child(given))
        written(aoi, version, child=child(given))
    with django_assert_num_queries(len(one)):
        assert read(aois_phone, "/me/").count("さん</strong>") == 8


def child(given: str) -> dict[str, str]:
    """A child of Aoi's."""
    return {**AOIS_ANSWERS["child"], "given": given}


def split_at_lists(page: str) -> list[str]:
    """Each card and each call to correct something."""
    return re.split(r"<li|<c-banner|class=\"[^\"]*todo", page)


def test_anothers_application_looks_like_none(
    application: Application, aois_phone: Client, bens_phone: Client, stranger: Client
) -> None:
    for client in (bens_phone, stranger):
        nothing = client.get("/applications/0826-999999-9/")
        for page in ("", "correct/", "withdraw/", "letter.pdf"):
            forbidden = client.get(page_of(application) + page)
            assert (forbidden.status_code, forbidden.content) == (404, nothing.content)


def test_what_is_to_be_corrected_stands_first(
    application: Application, by_chika: Reviewer, aois_phone: Client
) -> None:
    return_for_correction(
        application=application,
        points=[Point(path="start", reason="4月1日より前の日です。<b>")],
        message="",
        due_on=NOW.date().replace(month=12, day=4),
        by=by_chika,
        now=NOW,
    )
    assert "直していただきたいところがあります" in read(aois_phone, "/me/")
    page = read(aois_phone, page_of(application))
    assert "4月1日より前の日です。&lt;b&gt;" in page
    assert "2026年12月4日(金)までに直してください。" in page


def test_before_the_decision_is_given_nothing_of_it_shows(
    application: Application, by_chika: Reviewer, aois_phone: Client
) -> None:
    propose(application=application, outcome="refused", reason="要件に当たらない", by=by_chika, now=NOW)
    for page in (read(aois_phone, "/me/"), read(aois_phone, page_of(application))):
        assert "審査しています" in page
        assert "不承認" not in page
        assert "要件に当たらない" not in page


def test_the_decision_is_read_with_its_reason_and_letter(
    application: Application, by_chika: Reviewer, aois_phone: Client
) -> None:
    decide(application=application, outcome="refused", reason="要件に当たらない", by=by_chika, now=NOW)
    page = read(aois_phone, page_of(application))
    assert "不承認" in page
    assert "要件に当たらない" in page


def test_a_message_counts_as_read_once_opened(application: Application, aois_phone: Client) -> None:
    mine = read(aois_phone, "/me/")
    assert "未読" in mine
    address = mine.split('href="/me/messages/')[1].split('"')[0]
    read(aois_phone, f"/me/messages/{address}")
    assert "未読" not in read(aois_phone, "/me/")


def test_anothers_message_is_not_found(
    application: Application, aois_phone: Client, bens_phone: Client
) -> None:
    address = read(aois_phone, "/me/").split('href="/me/messages/')[1].split('"')[0]
    assert bens_phone.get(f"/me/messages/{address}").status_code == 404


def test_aoi_withdraws_after_being_asked_once_more(application: Application, aois_phone: Client) -> None:
    assert "取り下げ" in read(aois_phone, page_of(application) + "withdraw/")
    told = aois_phone.post(page_of(application) + "withdraw/", follow=True).content.decode()
    assert "申請を取り下げました" in told
    assert "withdraw/" not in told


def test_withdrawing_too_late_is_said(
    application: Application, by_chika: Reviewer, aois_phone: Client
) -> None:
    decide(application=application, outcome="approved", reason="", by=by_chika, now=NOW)
    told = aois_phone.post(page_of(application) + "withdraw/", follow=True).content.decode()
    assert "もう取り下げることができません" in told


def test_what_officers_do_among_themselves_is_not_on_the_time_line(
    application: Application, by_chika: Reviewer, aois_phone: Client
) -> None:
    before = read(aois_phone, page_of(application)).split("timeline")
    propose(application=application, outcome="refused", reason="要件に当たらない", by=by_chika, now=NOW)
    assert len(read(aois_phone, page_of(application)).split("timeline")) == len(before)
