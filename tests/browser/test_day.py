"""One day at the desk of a real city: paper, a call, a proposal that comes back, the instant, and April."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page
from tests.browser.conftest import Visitor
from tests.browser.hands import follow, press
from tests.browser.test_entry import Keys, past_the_slip, press_on
from tests.city.people import LONG_AGO, NOW, make_officer
from tests.city.procedures import CLUB, publish_club

from madoguchi.applications.models import Application
from madoguchi.audit.actions import SYSTEM
from madoguchi.base import clock
from madoguchi.people.actions import staff
from madoguchi.people.models import Officer, Role
from madoguchi.review.actions import batching, mailing, releasing, routing, settling
from madoguchi.review.models import Batch, Letter, Mailing, PhoneNote, Proposal, Release
from madoguchi.rules.lifecycle import State
from madoguchi.rules.proposals import Standing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

INSTANT = datetime(2027, 2, 1, 0, 0, tzinfo=UTC)  # 9:00 in the city
APRIL = datetime(2027, 3, 31, 15, 0, tzinfo=UTC)  # midnight of 1 April
CHILDREN = ("麦", "湊", "律", "凪", "紬", "澪", "蓮", "杏")


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """The clock of the city, to be put forward."""
    hands = [NOW]
    monkeypatch.setattr(clock, "now", lambda: hands[0])
    return lambda now: hands.__setitem__(0, now)


@pytest.fixture
def people(city: SimpleNamespace) -> SimpleNamespace:
    """Who works in the section now, and who comes in April."""

    def one(number: str, name: str, title: str, role: Role, on: date = LONG_AGO) -> Officer:
        officer = make_officer(number, name)
        staff.appoint(
            officer=officer, section=city.kosodate, role=role, title=title, starts_on=on, by=SYSTEM, now=NOW
        )
        return officer

    return SimpleNamespace(
        takuya=one("1004", "久保寺 拓也", "学童クラブ係 主事", Role.REVIEWER),
        naomi=one("1008", "安孫子 直美", "学童クラブ係 主任", Role.REVIEWER),
        yuko=one("1005", "小田桐 裕子", "学童クラブ係長", Role.APPROVER),
        kacho=one("1007", "五十嵐 誠", "子育て政策課長", Role.APPROVER),
        newcomer=one("1010", "比嘉 麻衣", "学童クラブ係長", Role.APPROVER, date(2027, 4, 1)),
    )


@pytest.fixture
def counter(city: SimpleNamespace) -> None:
    """The club takes applications by telephone number, two officers decide, 係長 before 課長."""
    publish_club(contact_by=["email", "phone"], limits={}, review={**CLUB["review"], "two_person": True})
    routing.set_route(
        section="kosodate", procedure="", posts=("係長", "課長"), is_elsewhere=False, by=SYSTEM, now=NOW
    )


def type_paper(keys: Keys, child: str) -> None:
    """One paper, on the keyboard alone."""
    past_the_slip(keys)
    keys.type("𠮷川", child, "ヨシカワ", "ムギ", "R2.7.8")
    keys.press("Enter", "Enter")
    keys.type("20270401")
    keys.press("Enter", "Enter")
    keys.type("大日向", "文子", "オオヒナタ", "フミコ", "09000000001")
    keys.press("1", "2")
    keys.type("会社に頼んでいる", "卵")
    keys.press("1")
    with keys.page.expect_navigation():
        keys.page.keyboard.press("Control+Enter")


def work_off(batch: Batch) -> None:
    """What the worker does with a batch."""
    while batching.continue_batch(batch_id=batch.pk, now=clock.now()):
        pass


def states() -> set[str]:
    return set(Application.objects.values_list("state", flat=True))


def test_one_day_at_the_desk(
    counter: None, people: SimpleNamespace, desk: Visitor, set_clock: Callable[[datetime], None]
) -> None:
    takes_in_eight_papers(desk, people.takuya)
    compares_them(desk, people.naomi)
    answers_a_call(desk, people.naomi)
    proposes_them_together(desk, people.takuya)
    sends_it_back(desk, people.yuko)
    sends_it_round_again(desk, people.takuya)
    approves(desk, people.yuko, "係長")
    approves(desk, people.kacho, "課長")
    keeps_all_for_the_instant(desk, people.kacho)
    set_clock(INSTANT)
    shows_the_results(desk, people.kacho)
    prints_three_letters(desk, people.naomi)
    assert desk.troubles == []
    april_comes(desk, people, set_clock)


def takes_in_eight_papers(desk: Visitor, who: Officer) -> None:
    desk.sign_in(who)
    page = desk.visit("/desk/entry/")
    press_on(page)
    keys = Keys(page)
    for child in CHILDREN:
        type_paper(keys, child)
        if child != CHILDREN[-1]:
            press_on(page)
    assert Application.objects.count() == len(CHILDREN)
    assert desk.violations() == []


def compares_them(desk: Visitor, who: Officer) -> None:
    """Another officer holds each beside its paper."""
    desk.sign_in(who)
    for application in Application.objects.order_by("pk"):
        page = desk.visit(f"/desk/entry/compare/{application.reference}/")
        press(page, "紙のとおり")
    assert desk.violations() == []
    assert not Application.objects.filter(checked_by=None).exists()


def answers_a_call(desk: Visitor, who: Officer) -> None:
    page = desk.visit("/desk/phone/")
    page.fill('[name="words"]', "０９０－００００－０００１")
    with page.expect_navigation():
        page.press('[name="words"]', "Enter")
    follow(page.locator("a[data-row-link]").first)
    page.fill('[name="heard"]', "証明書が会社から出ない")
    page.fill('[name="told"]', "1月15日まで待てる")
    press(page, "残す")
    assert PhoneNote.objects.get().officer == who


def proposes_them_together(desk: Visitor, who: Officer) -> None:
    desk.sign_in(who)
    page = desk.visit("/desk/applications/?year=2027")
    for box in page.locator('tbody [name="reference"]').all():
        box.check()
    press(page, "まとめて")
    page.check('[name="act"][value="propose"]')
    page.check('[name="outcome"][value="approved"]')
    page.fill('[name="title"]', "令和9年度学童クラブの利用の承認")
    page.select_option('[name="release"]', "new")
    page.fill('[name="day"]', "2027-02-01")
    page.fill('[name="time"]', "9:00")
    assert desk.violations() == []
    press(page, f"{len(CHILDREN)}件")
    work_off(Batch.objects.get())
    assert Proposal.objects.get().standing == Standing.CIRCULATING and states() == {State.PROPOSED}


def open_proposal(desk: Visitor, who: Officer) -> Page:
    desk.sign_in(who)
    page = desk.visit("/desk/proposals/")
    assert desk.violations() == []
    follow(page.locator('a:has-text("令和9年度学童クラブの利用の承認")'))
    assert desk.violations() == []
    return page


def sends_it_back(desk: Visitor, who: Officer) -> None:
    page = open_proposal(desk, who)
    page.click('summary:has-text("差し戻す")')
    page.fill("#back_why", "起案文に根拠条文を入れてください。")
    follow(page.locator("form:has(#back_why) button"))
    assert states() == {State.ACCEPTED}


def sends_it_round_again(desk: Visitor, who: Officer) -> None:
    page = open_proposal(desk, who)
    assert "根拠条文を入れて" in page.inner_text("main")
    page.fill('[name="text"]', "条例第6条第1項により、別紙のとおり承認してよろしいか伺います。")
    press(page, "もう一度回議に出す")
    assert states() == {State.PROPOSED}


def approves(desk: Visitor, who: Officer, post: str) -> None:
    page = open_proposal(desk, who)
    assert post in page.inner_text(".route")
    press(page, f"{len(CHILDREN)}件を決裁する")


def keeps_all_for_the_instant(desk: Visitor, who: Officer) -> None:
    proposal = Proposal.objects.get()
    while settling.continue_settling(proposal_id=proposal.pk, now=clock.now()):
        pass
    assert states() == {State.SETTLED}
    assert Letter.objects.exclude(file=None).count() == len(CHILDREN)
    releasing.release_due(now=clock.now())
    assert states() == {State.SETTLED}, "the instant has not come"
    desk.visit(f"/desk/releases/{Release.objects.get().pk}/")
    assert desk.violations() == [] and not desk.is_too_wide()


def shows_the_results(desk: Visitor, who: Officer) -> None:
    release = Release.objects.get()
    releasing.release_due(now=clock.now())
    while releasing.continue_telling(release_id=release.pk, now=clock.now()):
        pass
    assert states() == {State.DECIDED}
    numbers = set(Letter.objects.values_list("document_number", flat=True))
    assert numbers == {f"8ひ子育第1号の{branch}" for branch in range(1, len(CHILDREN) + 1)}


def prints_three_letters(desk: Visitor, who: Officer) -> None:
    """Nobody here has e-mail: all letters stand on the list, three are printed and posted."""
    desk.sign_in(who)
    page = desk.visit("/desk/letters/to-post/")
    boxes = page.locator('tbody [name="reference"]').all()
    assert len(boxes) == len(CHILDREN)
    for box in boxes[:3]:
        box.check()
    follow(page.locator("[data-ticks]"))
    mailed = Mailing.objects.get()
    assert mailed.items.count() == 3
    if mailed.finished_at is None:
        mailing.draw_mailing(mailing_id=mailed.pk, now=clock.now())
    desk.visit(f"/desk/mailings/{mailed.pk}/")
    assert desk.violations() == []


def april_comes(desk: Visitor, people: SimpleNamespace, set_clock: Callable[[datetime], None]) -> None:
    """Yuko goes to another section on 1 April; her successor's post begins on that day."""
    one = Application.objects.order_by("pk")[0].reference
    staff_post = people.yuko.posts.get()
    staff.end_post(post=staff_post, ends_on=date(2027, 4, 1), by=SYSTEM, now=clock.now())
    set_clock(APRIL - timedelta(minutes=1))
    for who, may in ((people.yuko, True), (people.newcomer, False)):
        desk.sign_in(who)
        assert (one in desk.visit(f"/desk/applications/{one}/").inner_text("body")) is may
    set_clock(APRIL)
    for who, may in ((people.yuko, False), (people.newcomer, True)):
        desk.sign_in(who)
        assert (one in desk.visit(f"/desk/applications/{one}/").inner_text("body")) is may
