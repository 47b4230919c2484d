"""The mother's booking ends in a filled form: a time chosen with one thumb, and nothing written again."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import expect
from pypdf import PdfReader
from tests.browser.conftest import Visitor
from tests.browser.hands import Thumb, press
from tests.city.bookings import TUESDAY, book, make_offering, make_room, make_session
from tests.city.people import NOW, acting, make_officer, make_section
from tests.city.procedures import publish

from madoguchi.applications.actions import drafts
from madoguchi.applications.actions.drafts import Seen
from madoguchi.applications.models import Application, Draft
from madoguchi.base import clock
from madoguchi.booking.models import Pool, Reservation
from madoguchi.people.models import Resident
from madoguchi.rules import documents
from madoguchi.rules.documents import Document

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NOTICE = Path(__file__).parents[2] / "packs/hibari/procedures/pregnancy_notice.yaml"
WANTED = TUESDAY + timedelta(minutes=60)


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the city stands at noon of 22 November 2026."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def notice() -> Document:
    """The notice of pregnancy, as the pack has it."""
    found = documents.parse(yaml.safe_load(NOTICE.read_text()))
    assert isinstance(found, Document)
    return found


def axe(visitor: Visitor) -> None:
    assert visitor.violations() == [], visitor.page.url
    assert not visitor.is_too_wide(), visitor.page.url


def test_she_books_answers_at_home_and_the_form_is_printed(
    phone: Visitor, desk: Visitor, aoi: Resident, notice: Document
) -> None:
    section = make_section("kenko", "健康課", mark="ひ健")
    publish(notice)
    pools = [{"id": "windows", "title": {"ja": "窓口"}, "capacity": 1}]
    talks = make_offering("boshi-techo", section="kenko", pools=pools, largest_party=1, once="offering")
    days = [TUESDAY + timedelta(days=day) for day in (0, 1, 2)]
    times = [at + timedelta(minutes=30 * each) for at in days for each in range(4)]
    sessions = [make_session(talks, at) for at in times]
    book(aoi, sessions[0])

    phone.sign_in(aoi)
    hands, page = Thumb(), phone.visit("/procedures/pregnancy_notice/")
    hands.press(page, "申請を始める")
    draft = Draft.objects.get()
    answered = {**notice.golden[0].answers, "interview": draft.answers["interview"]}
    drafts.save(
        draft_id=draft.pk, answers=answered, seen=Seen(revision=1), language="ja", by=acting(aoi), now=NOW
    )
    phone.visit(f"/drafts/{draft.pk}/steps/interview_step/")
    assert page.locator("[name=interview]:checked").get_attribute("value") == answered["interview"]
    axe(phone)
    page.locator(f'[name=interview][value^="{WANTED:%Y-%m-%dT%H:%M}"]').check()
    hands.press(page, "確認")
    axe(phone)
    hands.press(page, "申請する")
    assert "申請を受け取りました" in page.inner_text("main")
    application = Application.objects.get()
    held = Reservation.objects.get()
    assert (held.application, held.starts_at) == (application.reference, WANTED)
    assert Pool.objects.filter(taken=1).get().session.starts_at == WANTED

    desk.sign_in(make_officer(section=section))
    opened = desk.visit(f"/desk/applications/{application.reference}/")
    axe(desk)
    link = opened.locator('a:has-text("記入済みの用紙を印刷")').get_attribute("href")
    form = desk.context.request.get(desk.base + str(link)).body()
    words = "".join(each.extract_text() for each in PdfReader(BytesIO(form)).pages)
    for said in ("妊 娠 届 出 書", "シュレスタ", "2027年7月5日(月)", "2026年12月8日(火) 午前11時"):
        assert said in words or said.replace(" ", "") in words.replace(" ", "")


def test_who_forgets_something_is_taken_to_it_and_sees_what_it_costs(phone: Visitor, aoi: Resident) -> None:
    hall = {"opens": "09:00", "closes": "21:00", "yen_an_hour": 600}
    make_room(make_offering(pools=[], hire=hall, largest_party=40))
    phone.sign_in(aoi)
    page = phone.visit("/reserve/rooms/course/")
    press(page, "この日時で予約する")
    page.wait_for_function("document.activeElement.name === 'people'")
    expect(page.get_by_text("人数を入力してください")).to_be_in_viewport()
    axe(phone)
    page.fill("[name=people]", "20")
    press(page, "使用料を確かめる")
    expect(page.get_by_text("使用料は600円です")).to_be_in_viewport()
    assert phone.troubles == []
