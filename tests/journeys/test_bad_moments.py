"""The right thing at the wrong time: twice, too late, too often, after the city changed its mind."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.city.people import NOW, signed_in
from tests.city.procedures import CLUB, club_document, publish, publish_club
from tests.journeys.aoi import HOME, apply, at_home
from tests.journeys.pages import here, press, text_of

from madoguchi.applications.models import Application, Draft
from madoguchi.applications.queries import writing
from madoguchi.audit.actions import SYSTEM
from madoguchi.base import clock
from madoguchi.people.models import Resident
from madoguchi.procedures import actions as procedures
from madoguchi.rules.references import receipt_number

CLOSES_AT = datetime(2026, 12, 15, 15, 0, tzinfo=UTC)  # midnight in the city


@pytest.fixture
def wait(monkeypatch: pytest.MonkeyPatch, aoi: Resident, aois_phone: Client) -> Any:
    """Lets time pass; Aoi has signed in again meanwhile."""

    def until(now: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: now)
        signed_in(aoi, client=aois_phone)

    return until


def ready(phone: Client) -> Draft:
    """Aoi has written everything and stands before the last button."""
    page = at_home(phone)
    press(phone, page, here(page), **HOME)
    return Draft.objects.get(submitted_at=None)


def submit(phone: Client, draft: Draft) -> Any:
    """She presses it."""
    return phone.post(reverse("applications:submit", args=[draft.pk]), follow=True)


def answers(draft: Draft) -> Any:
    """What the draft holds."""
    return writing(Draft.objects.get(pk=draft.pk)).answers


def test_pressed_three_times_there_is_one_application_and_one_number(
    city: SimpleNamespace, aois_phone: Client
) -> None:
    publish_club()
    draft = ready(aois_phone)
    pages = [submit(aois_phone, draft) for _ in range(3)]
    assert {here(page) for page in pages} == {
        reverse("applications:receipt", args=[Application.objects.get().reference])
    }
    assert "受付番号は" in text_of(pages[1])


@pytest.mark.parametrize("view", ["draft", "check", "later"])
def test_a_draft_that_was_filed_leads_to_its_receipt(
    city: SimpleNamespace, aois_phone: Client, view: str
) -> None:
    publish_club()
    application = apply(aois_phone)
    page = aois_phone.get(reverse(f"applications:{view}", args=[Draft.objects.get().pk]), follow=True)
    assert here(page) == reverse("applications:receipt", args=[application.reference])


def test_what_was_filed_is_not_written_on(city: SimpleNamespace, aois_phone: Client) -> None:
    publish_club()
    page = at_home(aois_phone)
    url = here(page)
    press(aois_phone, page, url, **HOME)
    draft = Draft.objects.get()
    submit(aois_phone, draft)
    late = press(aois_phone, page, url, **{**HOME, "phone": "09000000009"})
    assert "受け取っています" in text_of(late)
    aois_phone.post(reverse("applications:discard", args=[draft.pk]))
    assert Application.objects.count() == Draft.objects.count() == 1


def test_one_second_after_closing_is_too_late_and_nothing_is_lost(
    city: SimpleNamespace, aois_phone: Client, wait: Any
) -> None:
    publish_club()
    draft = ready(aois_phone)
    wait(CLOSES_AT + timedelta(seconds=1))
    page = submit(aois_phone, draft)
    assert page.status_code == 422 and "受付期間が終わりました" in text_of(page)
    assert answers(draft)["phone"] == HOME["phone"] and not Application.objects.exists()


def test_one_second_before_closing_is_in_time(city: SimpleNamespace, aois_phone: Client, wait: Any) -> None:
    publish_club()
    draft = ready(aois_phone)
    wait(CLOSES_AT - timedelta(seconds=1))
    assert "申請を受け取りました" in text_of(submit(aois_phone, draft))


def test_what_is_over_cannot_be_begun(city: SimpleNamespace, aois_phone: Client, wait: Any) -> None:
    publish_club()
    wait(CLOSES_AT)
    page = aois_phone.post(reverse("applications:start", args=["club"]), follow=True)
    assert here(page) == reverse("portal:procedure", args=["club"]) and not Draft.objects.exists()


def test_a_procedure_withdrawn_meanwhile_is_said_kindly_and_nothing_is_lost(
    city: SimpleNamespace, aois_phone: Client
) -> None:
    publish_club()
    draft = ready(aois_phone)
    procedures.withdraw(slug="club", by=SYSTEM, now=NOW)
    looks = [
        aois_phone.get(reverse(f"applications:{view}", args=[draft.pk]), follow=True)
        for view in ("draft", "check")
    ]
    assert {page.status_code for page in looks} == {200}
    page = submit(aois_phone, draft)
    assert page.status_code == 422 and "この手続きの受付は取りやめになりました" in text_of(page)
    assert answers(draft)["phone"] == HOME["phone"]


def test_a_procedure_that_changed_meanwhile_is_read_again_and_nothing_is_lost(
    city: SimpleNamespace, aois_phone: Client
) -> None:
    publish_club()
    draft = ready(aois_phone)
    publish(club_document(minutes=15))
    page = submit(aois_phone, draft)
    assert page.status_code == 422 and "変わりました" in text_of(page)
    page = aois_phone.get(reverse("applications:draft", args=[draft.pk]), follow=True)
    assert here(page).endswith("/check/")
    assert "申請を受け取りました" in text_of(submit(aois_phone, draft))


def test_what_a_newer_version_no_longer_asks_is_not_laid_open(
    city: SimpleNamespace, aois_phone: Client
) -> None:
    publish_club()
    draft = ready(aois_phone)
    steps = [
        {**step, "questions": [each for each in step["questions"] if each["id"] != "allergy"]}
        for step in CLUB["steps"]
    ]
    publish(club_document(steps=steps))
    aois_phone.get(reverse("applications:draft", args=[draft.pk]))
    draft.refresh_from_db()
    assert "卵" not in str(draft.answers) and answers(draft)["allergy"] == "卵"


def test_a_sign_in_that_ended_meanwhile_is_said_and_nothing_saved_is_lost(
    city: SimpleNamespace, aois_phone: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_club()
    page = at_home(aois_phone)
    url = here(page)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(hours=3))
    late = press(aois_phone, page, url, **HOME)
    assert late.status_code == 404 and "もう一度ログインして" in text_of(late)
    assert 'href="/me/"' in text_of(late)
    assert answers(Draft.objects.get())["child"]["given"] == "麦"


@pytest.fixture
def followed(city: SimpleNamespace, stranger: Client) -> SimpleNamespace:
    """An application of somebody without an account, and the code that was handed over for it."""
    publish_club(identity="contact", contact_by=["phone"])
    application = apply(stranger)
    receipt = text_of(stranger.get(reverse("applications:receipt", args=[application.reference])))
    (code,) = re.findall('<strong class="reference">([0-9A-Z]{10})</strong>', receipt)
    return SimpleNamespace(reference=application.reference, code=code)


def inquire(reference: str, code: str, *, born: str = "2020-07-08", address: str = "203.0.113.7") -> Any:
    """Somebody types a number, a code and the child's date of birth."""
    posted = {"reference": reference, "code": code, "born": born}
    return Client(REMOTE_ADDR=address).post(reverse("applications:inquiry"), posted)


def is_locked(answer: Any) -> bool:
    """Whether not even the right code is looked at any more."""
    return answer.status_code == 422 and "入力の回数が多すぎます" in text_of(answer)


def test_the_code_opens_its_number_however_it_is_typed(followed: Any) -> None:
    wide = followed.reference.translate({ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)})
    for reference, code in (
        (followed.reference, followed.code),
        (wide, f" {followed.code[:5].lower()}－{followed.code[5:]}"),
    ):
        assert inquire(reference, code).status_code == 302


@pytest.mark.parametrize("born", ["2020年7月8日", "R2.7.8", "20200708", "２０２０／７／８", " 令和2年7月8日"])
def test_the_date_of_birth_is_read_however_it_is_typed(followed: Any, born: str) -> None:
    assert inquire(followed.reference, followed.code, born=born).status_code == 302


@pytest.mark.parametrize("born", ["", "2020-07-09", "2020-08-07", "きのう", "\0", "2" * 5000])
def test_the_right_code_without_the_right_date_of_birth_opens_nothing(followed: Any, born: str) -> None:
    answer = inquire(followed.reference, followed.code, born=born)

    assert answer.status_code == 422
    assert said(answer) == said(inquire(receipt_number(8, "26", 888_888), "ABCDEFGHJK"))


def test_an_application_that_names_no_birth_opens_without_one(
    city: SimpleNamespace, stranger: Client
) -> None:
    publish_club(identity="contact", contact_by=["phone"], applicant={"name": "guardian", "phone": "phone"})
    application = apply(stranger)
    receipt = text_of(stranger.get(reverse("applications:receipt", args=[application.reference])))
    (code,) = re.findall('<strong class="reference">([0-9A-Z]{10})</strong>', receipt)

    assert application.birth_hash == ""
    assert inquire(application.reference, code, born="").status_code == 302


def test_a_number_that_cannot_be_one_is_locked_like_any_other(db: None) -> None:
    for _ in range(5):
        assert not is_locked(inquire("0826-000000-0", "ABCDEFGHJK"))
    assert is_locked(inquire("0826-000000-0", "ABCDEFGHJK"))


def test_after_five_wrong_codes_the_right_one_waits_an_hour_wherever_it_comes_from(
    followed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for guess in range(5):
        assert not is_locked(
            inquire(followed.reference, f"ABCDEFGHJ{guess + 2}", address=f"203.0.113.{guess}")
        )
    assert is_locked(inquire(followed.reference, followed.code, address="198.51.100.1"))
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(hours=1))
    assert inquire(followed.reference, followed.code).status_code == 302


def test_who_tries_many_numbers_is_stopped_and_nobody_else_is(followed: Any) -> None:
    for serial in range(100):
        inquire(receipt_number(8, "26", 500 + serial), "ABCDEFGHJK")
    assert is_locked(inquire(followed.reference, followed.code))
    assert inquire(followed.reference, followed.code, address="198.51.100.1").status_code == 302


@pytest.mark.parametrize("other", ["absent", "with an account", "wrong code", "no code", "wrong birth"])
def test_whatever_does_not_fit_looks_and_works_alike(followed: Any, aois_phone: Client, other: str) -> None:
    mine = apply(aois_phone, child__given="湊", child__given_kana="ミナト").reference
    asked = {
        "absent": (receipt_number(8, "26", 777_777), followed.code),
        "with an account": (mine, ""),
        "wrong birth": (followed.reference, followed.code, "2020-07-09"),
        "wrong code": (followed.reference, "ABCDEFGHJK"),
        "no code": (followed.reference, ""),
    }
    with CaptureQueriesContext(connection) as expected:
        usual = inquire(receipt_number(8, "26", 888_888), "ABCDEFGHJK", address="198.51.100.2")
    with CaptureQueriesContext(connection) as queries:
        reference, code, *born = asked[other]
        answer = inquire(reference, code, born=(born or ["2020-07-08"])[0])
    assert (answer.status_code, len(queries)) == (usual.status_code, len(expected)) == (422, len(expected))
    assert said(answer) == said(usual)


def said(answer: Any) -> str:
    """What stands on the page but for what was typed and the token."""
    return re.sub(r'value="[^"]*"', "", text_of(answer))
