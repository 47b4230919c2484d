"""Chika runs an event, from putting it up to the list of who came; three families book it with one thumb."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from io import StringIO

import pytest
from playwright.sync_api import Page
from tests.browser.conftest import Visitor
from tests.browser.hands import Thumb, follow
from tests.city.bookings import SATURDAY, make_hall
from tests.city.people import NOW, make_resident

from madoguchi.base import clock
from madoguchi.booking import jobs, queries
from madoguchi.booking.models import Pool, Reservation, Session, WaitEntry
from madoguchi.people.models import Officer, Resident
from madoguchi.rules.slots import State
from madoguchi.rules.waiting import Turn

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EVENT = "親子の星空観察会"
TYPED = {
    "title_ja": EVENT, "title_easy": "[星|ほし]を[見|み]る[会|かい]", "title_en": "Stars for families",
    "lead_ja": "雨のときは中止します。", "capacity": "8", "held_back": "2", "largest_party": "4",
    "minutes": "90", "cancel_hours": "24",
}  # fmt: skip
GROUPS = {"group_ja_1": "おとな", "group_ja_2": "子ども", "group_places_2": "4"}
hands = Thumb()


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The clock of the city: noon of 22 November 2026, until a test moves its last hand."""
    moments = [NOW]
    monkeypatch.setattr(clock, "now", lambda: moments[-1])
    return moments


def looked_at(visitor: Visitor) -> str:
    """The words of the page, once it is seen to be sound."""
    assert visitor.violations() == [], visitor.page.url
    assert not visitor.is_too_wide(), visitor.page.url
    assert visitor.troubles == []
    return visitor.page.inner_text("main")


def put_up(she: Visitor) -> Session:
    """An event for eight, four of them children, on two Saturdays."""
    page = she.visit("/desk/bookings/")
    hands.press(page, "予約できるものを追加する")
    page.locator("summary").click()
    for name, text in (TYPED | GROUPS | {"group_places_2": "9"}).items():
        hands.write(page, name, text)
    page.select_option("[name=waiting]", "in_order")
    page.select_option("[name=once]", "session")
    hands.press(page, "追加する")
    assert "全体の定員以下の数" in looked_at(she)
    hands.write(page, "group_places_2", "4")
    hands.press(page, "追加する")
    for name, text in {"first": "2026-12-05", "last": "2026-12-12", "opens": "10:00"}.items():
        hands.write(page, name, text)
    page.select_option("[name=place]", "hall")
    hands.choose(page, "weekday", "5")
    hands.press(page, "この日時を開く")
    assert "0 / 10" in looked_at(she)
    return Session.objects.get(starts_at=SATURDAY)


def asked(phone: Visitor, who: Resident, name: str, session: Session, *, children: int) -> Page:
    """One grown-up and so many children, from the list of everything to the last button."""
    called, kana = name.split("／")
    phone.sign_in(who)
    page = phone.visit("/reserve/")
    hands.press(page, EVENT)
    follow(page.locator(f'main a[href$="/reserve/times/{session.pk}/"]'))
    page.select_option("[name=party_group_1]", "1")
    page.select_option("[name=party_group_2]", str(children))
    hands.write(page, "name", called)
    hands.write(page, "kana", kana)
    looked_at(phone)
    hands.press(page, "この日時で予約する")
    return page


def on_the_phone(phone: Visitor, session: Session, aoi: Resident, ben: Resident, emi: Resident) -> None:
    """Two families have all places of children; the third waits, until the first gives theirs back."""
    for who, name in ((aoi, "𠮷川 葵／ヨシカワ アオイ"), (ben, "渡邉 勉／ワタナベ ツトム")):
        page = asked(phone, who, name, session, children=2)
        assert "予約しました" in looked_at(phone)
    page = asked(phone, emi, "真田 絵美／サナダ エミ", session, children=1)
    assert "その人数分の空きがありません" in looked_at(phone)
    hands.press(page, "キャンセル待ちをする")
    assert EVENT in looked_at(phone)
    phone.sign_in(aoi)
    phone.visit("/me/reservations/")
    hands.press(page, EVENT)
    page.locator('summary:has-text("取り消す")').click()
    hands.press(page, "予約を取り消す")
    jobs.sweep()
    phone.sign_in(emi)
    phone.visit("/me/reservations/")
    looked_at(phone)
    hands.press(page, "内容を見て返事をする")
    looked_at(phone)
    hands.press(page, "この日時で予約する")
    assert "お返事を受け付けました" in looked_at(phone)


def books_for(page: Page, name: str, phone: str = "") -> None:
    """Somebody who calls, or stands here."""
    hands.write(page, "name", name)
    hands.write(page, "kana", "オオヒナタ フミコ")
    hands.write(page, "phone", phone)
    if not phone:
        page.check("[name=medium][value=counter]")
    hands.press(page, "予約する")


def the_day(she: Visitor, session: Session) -> list[dict[str, str]]:
    """Who came, who did not, a wrong tick taken back; and the list as it is filed."""
    page = she.visit(f"/desk/bookings/sessions/{session.pk}/")
    books_for(page, "飛び入り 一郎")
    looked_at(she)
    for name, act in (
        ("渡邉 勉", "miss"), ("渡邉 勉", "undo"), ("渡邉 勉", "attend"), ("飛び入り 一郎", "attend"),
        ("大日向 文子", "attend"), ("真田 絵美", "miss"),
    ):  # fmt: skip
        follow(page.locator(f'tr:has-text("{name}") button[value^="{act}:"]'))
    looked_at(she)
    page.emulate_media(media="print")
    assert page.locator("main table").first.is_visible()
    assert not page.locator("main :is(button, a):visible:has-text('予約する')").count()
    page.emulate_media(media="screen")
    link = page.locator('a:has-text("CSV")').get_attribute("href")
    file = she.context.request.get(she.base + str(link)).body().decode("utf-8-sig")
    return list(csv.DictReader(StringIO(file)))


def test_a_clerk_runs_an_event_from_putting_it_up_to_who_came(
    strict_desk: Visitor,
    strict_phone: Visitor,
    chika: Officer,
    aoi: Resident,
    ben: Resident,
    at: list[datetime],
) -> None:
    make_hall()
    strict_desk.sign_in(chika)
    session, emi = put_up(strict_desk), make_resident()
    on_the_phone(strict_phone, session, aoi, ben, emi)
    assert (Reservation.objects.get(resident=emi).state, WaitEntry.objects.get().state) == (
        State.CONFIRMED,
        Turn.TAKEN,
    )
    books_for(strict_desk.visit(f"/desk/bookings/sessions/{session.pk}/"), "大日向 文子", "090-0000-0001")
    looked_at(strict_desk)
    at.append(SATURDAY + timedelta(minutes=10))
    strict_desk.sign_in(chika)
    rows = the_day(strict_desk, session)
    came = {row["氏名"]: (row["おとな"], row["子ども"], row["状態"]) for row in rows}
    assert came == {
        "渡邉 勉": ("1", "2", "来場済み"), "飛び入り 一郎": ("1", "0", "来場済み"),
        "大日向 文子": ("1", "0", "来場済み"), "真田 絵美": ("1", "1", "来なかった"),
    }  # fmt: skip
    taken = Pool.objects.filter(session=session).values_list("code", "is_held_back", "taken")
    assert set(taken) == {("seats", False, 5), ("seats", True, 2), ("group_2", False, 3)}
    assert queries.list_miscounted() == []
