"""A year of the clubs: findings, seats, a rehearsal, the run, its approval, the instant, and after."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Page
from tests.browser.conftest import Visitor
from tests.browser.hands import press
from tests.capabilities.selection.running import edition
from tests.capabilities.selection.town import opened
from tests.city import year
from tests.city.contractors import ALL, entrust, make_member
from tests.city.people import LONG_AGO, NOW, acting, make_officer, make_resident
from tests.city.year import EMIS, FAMILIES, SEATS

from madoguchi.applications.models import Application
from madoguchi.audit.actions import SYSTEM
from madoguchi.base import clock
from madoguchi.enrolment import jobs as enrolment
from madoguchi.enrolment.models import Enrolment, Offer
from madoguchi.people.actions import staff
from madoguchi.people.models import Member, Officer, Resident, Role
from madoguchi.review import queries as review
from madoguchi.review.actions import batching, deciding, proposing, releasing, routing, settling
from madoguchi.review.models import Batch, Letter, Proposal
from madoguchi.review.queries import Reviewer
from madoguchi.rules import calendar
from madoguchi.rules.enrolment import Offered, Source
from madoguchi.selection.actions import confirming, free_places, lottery, running
from madoguchi.selection.models import Confirmation, CriteriaEdition, Finding, Placement, Round, Run, Seats

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DECEMBER = year.at(2026, 12, 17)  # the last day to apply is over
JANUARY = year.at(2027, 1, 20)
INSTANT = year.at(2027, 2, 1, 9)
APRIL, MAY = year.at(2027, 4, 1), year.at(2027, 5, 10)
JUNE, CLOSED, ANSWERED, JULY = (year.at(2027, *day) for day in ((6, 2), (6, 14), (6, 15, 9), (7, 1)))
SetClock = Callable[[datetime], None]


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """The clock of the city, to be put forward."""
    hands = [NOW]
    monkeypatch.setattr(clock, "now", lambda: hands[0])
    return lambda now: hands.__setitem__(0, now)


@pytest.fixture
def people(city: SimpleNamespace) -> SimpleNamespace:
    """Who works in the section, who heads a club, and two parents."""

    def one(number: str, name: str, title: str, role: Role) -> Officer:
        officer = make_officer(number, name)
        staff.appoint(
            officer=officer,
            section=city.kosodate,
            role=role,
            title=title,
            starts_on=LONG_AGO,
            by=SYSTEM,
            now=NOW,
        )
        return officer

    year.found_clubs()
    routing.set_route(
        section="kosodate", procedure="", posts=("係長", "課長"), is_elsewhere=False, by=SYSTEM, now=NOW
    )
    return SimpleNamespace(
        chika=one("1001", "髙橋 千佳", "学童クラブ係 主任", Role.REVIEWER),
        yuko=one("1005", "小田桐 裕子", "学童クラブ係長", Role.APPROVER),
        makoto=one("1003", "五十嵐 誠", "子育て政策課長", Role.APPROVER),
        emi=entrust(make_member(), EMIS, ALL),
        aoi=make_resident("aoi@mail.example"),
        ben=make_resident("ben@mail.example"),
        chie=make_resident("chie@mail.example"),
    )


@pytest.fixture
def applications(people: SimpleNamespace) -> list[Application]:
    """Aoi's and Ben's are for the same club; the others are of families without a name."""
    version = year.publish_application()
    ours = {0: people.aoi, year.OPENED: people.ben}
    return [year.apply(version, number, ours.get(number)) for number in range(FAMILIES)]


@pytest.fixture
def first_round(people: SimpleNamespace, applications: list[Application]) -> Round:
    """Its criteria are confirmed, its lottery is promised, and what clubs take is proposed."""
    made = opened(
        people.makoto,
        second_check="none",
        arrived_until=date(2026, 12, 15),
        basis_on=date(2026, 12, 15),
    )
    Round.objects.filter(pk=made.pk).update(criteria=edition(people.chika, people.makoto))
    lottery.commit(round=made, by=acting(people.makoto), now=NOW)
    year.propose_seats(made, people.yuko, now=NOW)
    return Round.objects.select_related("criteria").get(pk=made.pk)


def look(visitor: Visitor) -> None:
    """Nobody is shut out of the page, and it never scrolls sideways."""
    assert visitor.violations() == [], visitor.page.url
    assert not visitor.is_too_wide(), visitor.page.url


def test_a_year_of_the_clubs(
    first_round: Round,
    applications: list[Application],
    people: SimpleNamespace,
    desk: Visitor,
    phone: Visitor,
    set_clock: SetClock,
) -> None:
    set_clock(DECEMBER)
    confirms_what_papers_prove(desk, people.chika, first_round, applications)
    signs_for_her_club(desk, people.emi, first_round)
    tries_fewer_seats(desk, people.makoto, first_round)
    run = runs_it(desk, people.makoto, first_round)
    lays_it_before_the_head(desk, people, run, set_clock)
    shows_the_results(people, set_clock)
    takes_the_place(phone, people.aoi)
    declines_and_the_next_moves_up(phone, people.ben)
    sees_who_comes(desk, people.emi, set_clock)
    asks_for_longer_evenings(phone, desk, people, set_clock)
    joins_in_the_middle_of_the_year(phone, desk, people, set_clock)
    assert desk.troubles == [] and phone.troubles == []


def confirms_what_papers_prove(
    desk: Visitor, who: Officer, round_: Round, applications: list[Application]
) -> None:
    """One family in the browser, line by line; the others as she would."""
    aois, *others = applications
    desk.sign_in(who)
    page = desk.visit(f"/desk/selection/rounds/{round_.pk}/findings/{aois.reference}/")
    look(desk)
    while (lines := page.locator("#sheet form.inline button")).count():
        left = lines.count()
        lines.first.click()
        page.wait_for_function(
            "left => document.querySelectorAll('#sheet form.inline button').length < left", arg=left
        )
    assert "すべて確認済み" in page.inner_text("#sheet")
    year.look_into(round_, others, who, now=clock.now())
    assert Finding.objects.values("assessment__application").distinct().count() == FAMILIES


def signs_for_her_club(desk: Visitor, emi: Member, round_: Round) -> None:
    """The other clubs have signed; hers is asked on its own desk."""
    year.sign(Seats.objects.filter(round=round_).exclude(place=EMIS), now=clock.now())
    desk.sign_in(emi)
    page = desk.visit("/partner/seats/")
    look(desk)
    press(page, f"{SEATS}名で署名する")
    assert not Seats.objects.filter(round=round_, signed_at=None).exists()


def tries_fewer_seats(desk: Visitor, who: Officer, round_: Round) -> None:
    """What if Emi's club took only half: nothing comes of it."""
    given: dict[str, Any] = {"edition": None, "officer": who, "by": acting(who), "now": clock.now()}
    whole = running.rehearse(round=round_, title=f"{SEATS}名の場合", seats={}, **given)
    running.calculate(run_id=whole.pk, now=clock.now())
    desk.sign_in(who)
    page = desk.visit(f"/desk/selection/rounds/{round_.pk}/runs/rehearse/")
    page.fill('[name="title"]', f"{SEATS // 2}名の場合")
    page.fill(f'[name="seats:{EMIS}"]', str(SEATS // 2))
    press(page, "計算する")
    calculate(page)
    assert Placement.objects.filter(place=EMIS).count() == SEATS + SEATS // 2
    press(page, "結果が変わる児童")
    look(desk)


def calculate(page: Page) -> Run:
    """What the worker does, and the page says so."""
    waiting = Run.objects.get(state=Run.State.CALCULATING)
    run = running.calculate(run_id=waiting.pk, now=clock.now())
    assert run is not None
    page.goto(page.url)
    return run


def runs_it(desk: Visitor, who: Officer, round_: Round, *, places: int = SEATS * len(year.CLUBS)) -> Run:
    """The number of the lottery is shown, then places are given by two calculations that agree."""
    page = desk.visit(f"/desk/selection/rounds/{round_.pk}/runs/")
    look(desk)
    press(page, "番号を公開する")
    press(page, "本番の計算を始める")
    run = calculate(page)
    look(desk)
    assert run.state == Run.State.DONE, run.refusals
    assert run.placements.exclude(place=None).count() == places
    return run


def lays_it_before_the_head(desk: Visitor, people: SimpleNamespace, run: Run, set_clock: SetClock) -> None:
    """Chika lays all before 係長 and 課長 as one proposal; the letters wait for the instant."""
    set_clock(JANUARY)
    by = sitting(people.chika, JANUARY)
    releasing.plan(section="kosodate", title="一次募集の結果", releases_at=INSTANT, by=by, now=JANUARY)
    desk.sign_in(people.chika)
    page = desk.visit(f"/desk/selection/rounds/{run.round_id}/runs/{run.pk}/confirm/")
    look(desk)
    page.fill('[name="title"]', "令和9年4月入会 一次募集")
    press(page, "この結果で起案する")
    drafted(Confirmation.objects.get())
    for who in (people.yuko, people.makoto):
        desk.sign_in(who)
        page = desk.visit(f"/desk/proposals/{Proposal.objects.get().pk}/")
        press(page, f"{FAMILIES}件を決裁する")
    settled(Proposal.objects.get())
    assert Letter.objects.exclude(file=None).count() == FAMILIES
    assert not Offer.objects.exists(), "nobody knows before the instant"


def sitting(who: Officer, now: datetime) -> Reviewer:
    """An officer of the section before an application."""
    on = calendar.local_day(now)
    return review.reviewer(officer=who, section="kosodate", actor=acting(who), on=on)


def drafted(made: Confirmation) -> Proposal:
    """What workers do until all decisions lie in one proposal."""
    while confirming.continue_drafting(confirmation_id=made.pk, now=clock.now()):
        pass
    proposal = Confirmation.objects.select_related("proposal").get(pk=made.pk).proposal
    assert proposal is not None
    while batching.continue_batch(batch_id=Batch.objects.get(proposal=proposal).pk, now=clock.now()):
        pass
    return Proposal.objects.get(pk=proposal.pk)


def settled(proposal: Proposal) -> None:
    """What workers do until every letter is drawn."""
    while settling.continue_settling(proposal_id=proposal.pk, now=clock.now()):
        pass


def shown(proposal: Proposal, instant: datetime) -> None:
    """The instant of a proposal: everybody is told."""
    settled(proposal)
    releasing.release_due(now=instant)
    assert proposal.release_id is not None
    while releasing.continue_telling(release_id=proposal.release_id, now=instant):
        pass


def shows_the_results(people: SimpleNamespace, set_clock: SetClock) -> None:
    """Everybody sees at once; all but our two have answered by the evening."""
    set_clock(INSTANT)
    shown(Proposal.objects.get(), INSTANT)
    assert Proposal.objects.get().decisions.exclude(decided_at=None).count() == FAMILIES
    assert Offer.objects.filter(state=Offered.OPEN).count() == SEATS * len(year.CLUBS)
    for offer in Offer.objects.exclude(application__resident__in=[people.aoi, people.ben]):
        year.take(offer, now=clock.now())


def takes_the_place(phone: Visitor, aoi: Resident) -> None:
    offer = Offer.objects.get(application__resident=aoi)
    phone.sign_in(aoi)
    page = phone.visit(f"/my/enrolments/offers/{offer.pk}/")
    look(phone)
    press(page, "利用する")
    assert Enrolment.objects.get(application__resident=aoi).place_id == EMIS


def declines_and_the_next_moves_up(phone: Visitor, ben: Resident) -> None:
    offer = Offer.objects.get(application__resident=ben)
    phone.sign_in(ben)
    page = phone.visit(f"/my/enrolments/offers/{offer.pk}/")
    press(page, "辞退する")
    look(phone)
    press(page, "辞退する")
    moved = Offer.objects.get(source=Source.QUEUE)
    assert (moved.place_id, moved.state) == (EMIS, Offered.OPEN)
    year.take(moved, now=clock.now())


def sees_who_comes(desk: Visitor, emi: Member, set_clock: SetClock) -> None:
    """On the first day the list of her club is full again."""
    set_clock(APRIL)
    enrolment.follow()
    desk.sign_in(emi)
    page = desk.visit(f"/partner/places/{EMIS}/")
    look(desk)
    assert page.locator("#children tbody tr").count() == SEATS


def asks_for_longer_evenings(
    phone: Visitor, desk: Visitor, people: SimpleNamespace, set_clock: SetClock
) -> None:
    """What is known is filled in; what is decided stands on the club's list at once."""
    set_clock(MAY)
    year.publish_nights()
    held = Enrolment.objects.get(application__resident=people.aoi)
    desk.sign_in(people.emi)
    page = desk.visit(f"/partner/places/{EMIS}/extension/")
    assert "午後7時まで" not in page.inner_text("main")
    phone.sign_in(people.aoi)
    page = phone.visit(f"/my/enrolments/{held.pk}/")
    look(phone)
    press(page, "延長利用の申請")
    assert page.input_value('[name="child.given"]') == "児0"
    page.check('[name="until"][value="until_1900"]')
    press(page, "確認")
    press(page, "申請する")
    asked = Application.objects.get(version__procedure="nights")
    deciding.decide(application=asked, outcome="approved", reason="", by=sitting(people.yuko, MAY), now=MAY)
    page = desk.page
    page.get_by_text("午後7時まで").first.wait_for(timeout=5_000)  # by itself, without pressing anything
    look(desk)


def joins_in_the_middle_of_the_year(
    phone: Visitor, desk: Visitor, people: SimpleNamespace, set_clock: SetClock
) -> None:
    """A child moves away and nobody waits any more: a month later another has the place."""
    year.leaves_and_nobody_waits(EMIS, but=people.aoi, last_day=date(2027, 6, 30), now=MAY)
    joining = year.publish_joining()
    made = opens_a_month(people)
    page = phone.visit("/free-places/")
    look(phone)
    assert "空き 1人" in page.inner_text("main")
    set_clock(JUNE)
    chies = year.join(joining, people.chie, now=JUNE)
    set_clock(CLOSED)
    year.look_into(made, [chies], people.chika, now=CLOSED)
    desk.sign_in(people.makoto)
    run = runs_it(desk, people.makoto, made, places=1)
    decide_together(people, run)
    phone.sign_in(people.chie)
    page = phone.visit(f"/my/enrolments/offers/{Offer.objects.get(application=chies).pk}/")
    assert f"{EMIS}学童クラブ" in page.inner_text("main")
    press(page, "利用する")
    look(phone)
    set_clock(JULY)
    enrolment.follow()
    desk.sign_in(people.emi)
    page = desk.visit(f"/partner/places/{EMIS}/")
    assert page.locator("#children tbody tr").count() == SEATS
    assert year.NEWCOMER in page.inner_text("#children")


def opens_a_month(people: SimpleNamespace) -> Round:
    """A round of its own, by the criteria of the year: what the club has signed is what everybody sees."""
    made = opened(
        people.makoto,
        now=MAY,
        title="令和9年7月入会 随時募集",
        kind="monthly",
        procedures=("joining",),
        second_check="none",
        basis_on=date(2027, 6, 10),
        arrived_until=date(2027, 6, 10),
        starts_on=date(2027, 7, 1),
        replace_by=None,
    )
    Round.objects.filter(pk=made.pk).update(criteria=CriteriaEdition.objects.get())
    lottery.commit(round=made, by=acting(people.makoto), now=MAY)
    year.sign(year.propose_seats(made, people.yuko, {EMIS: 1}, now=MAY), now=MAY)
    free_places.show_from(round=made, at=MAY, by=acting(people.makoto), now=MAY)
    return Round.objects.select_related("criteria").get(pk=made.pk)


def decide_together(people: SimpleNamespace, run: Run) -> None:
    """One more proposal, as in winter: its instant is the next morning."""
    by = sitting(people.chika, CLOSED)
    release = releasing.plan(
        section="kosodate", title=run.round.title, releases_at=ANSWERED, by=by, now=CLOSED
    )
    given = {"officer": people.chika, "by": acting(people.chika), "now": CLOSED}
    made = confirming.confirm(run=run, title=run.round.title, release=release, **given)
    proposal = drafted(made)
    for who in (people.yuko, people.makoto):
        proposal = proposing.approve(proposal=proposal, by=sitting(who, CLOSED), now=CLOSED)
    shown(proposal, ANSWERED)
