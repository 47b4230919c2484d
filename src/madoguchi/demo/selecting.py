"""The places of the coming year: by which criteria, and with how many seats, mostly signed by the clubs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from madoguchi.base.entrances import Entrance
from madoguchi.demo import city, desk, neighbours, rounds
from madoguchi.demo.households import dice, pick
from madoguchi.people import queries as people
from madoguchi.people.entrants import actor_of
from madoguchi.people.models import Role
from madoguchi.rules import calendar
from madoguchi.rules.recruiting import Plan
from madoguchi.rules.seating import Band, Line
from madoguchi.selection.actions import criteria, free_places, lottery, seats
from madoguchi.selection.actions import rounds as recruiting
from madoguchi.selection.actions.seats import Signer
from madoguchi.selection.models import CriteriaEdition, Round, Seats
from madoguchi.selection.queries.seats import line_of

MIDYEAR: Final = "gakudo_midyear"
PREPARED: Final = 12  # working days before applications are taken
PREPARED_MIDYEAR: Final = 8  # working days ago
PREPARED_MONTH: Final = 15  # working days before the last day to apply
OVER: Final = 3  # working days ago, so that officers could look at what came
NOBODY_JOINS: Final = (3, 4)  # months
LAST_DAY_MIDYEAR: Final = 10  # of the month before
RESERVED: Final = {8: 2, 12: 6}  # seats for children with special needs, by the pattern of the club's name
MORE: Final = {-5: 8, 0: 78, 5: 10, 10: 4}  # seats than the year before
UPPER_GRADES: Final = (4, 5, 6)
UNSIGNED: Final = 0.08  # of the clubs, besides those that somebody who tries the demo signs for
HAS_FREE: Final = 0.2  # of the clubs, in the middle of a year

Club = Mapping[str, Any]


def open_first(of: rounds.Round, *, is_over: bool = False) -> Round:
    """The first round of a year: criteria that two confirmed, the lottery promised, seats proposed."""
    year, last_day = of.target_year, calendar.local_day(of.closes_at)
    title = f"{_year(year)}4月入会 一次募集"
    if (there := _there(title)) is not None:
        return there
    begins = rounds.at(rounds.working_days_before(of.opens_at, PREPARED), rounds.OPENS)
    plan = Plan(
        title=title,
        fiscal_year=year,
        kind=Round.Kind.FIRST,
        procedures=(city.GAKUDO,),
        basis_on=last_day,
        starts_on=date(year, 4, 1),
        arrived_until=last_day,
        replace_by=date(year, 5, 31),
        tells_shortfalls=is_over,
    )
    made = _open(plan, begins, _confirmed(city.criteria(year), begins))
    proposed = {club["code"]: _line(club, year, is_over=is_over) for club in city.table("clubs")}
    _seat(made, proposed, rounds.office_moment(begins, 4, dice(title)), is_over=is_over)
    return made


def open_midyear(of: rounds.Round) -> Round:
    """The round of those who join in the middle of this year; everybody sees its free places."""
    today = calendar.local_day(of.lived_until)
    starts_on = calendar.months_after(today.replace(day=1), 2)
    title = _monthly(starts_on)
    if (there := _there(title)) is not None:
        return there
    before = _last_day(calendar.months_before(starts_on, 1), of.lived_until)
    plan = _plan_of(
        starts_on,
        basis_on=today,
        arrived_from=before + timedelta(days=1),
        arrived_until=calendar.months_before(starts_on, 1).replace(day=LAST_DAY_MIDYEAR),
    )
    begins = rounds.at(rounds.working_days_before(of.lived_until, PREPARED_MIDYEAR), rounds.OPENS)
    made = _open(plan, begins, None)
    free = {club["code"]: _free(club, title) for club in city.table("clubs")}
    _show_free(made, free, begins)
    return Round.objects.get(pk=made.pk)


def open_month(of: rounds.Round) -> Round | None:
    """The round of next month, for which nobody can apply any more: its places can be given.

    None around April, when a year begins and nobody joins in its middle.
    """
    today = calendar.local_day(of.lived_until)
    starts_on = calendar.months_after(today.replace(day=1), 1)
    if today.month in NOBODY_JOINS:
        return None
    if (there := _there(_monthly(starts_on))) is not None:
        return there
    last_day = _last_day(starts_on, of.lived_until)
    plan = _plan_of(starts_on, basis_on=last_day, arrived_until=last_day)
    begins = rounds.at(rounds.working_days_before(rounds.at(last_day, time()), PREPARED_MONTH), rounds.OPENS)
    edition = CriteriaEdition.objects.filter(
        section=desk.SECTION, fiscal_year=plan.fiscal_year, confirmed_at__isnull=False
    ).first()
    made = _open(plan, begins, edition or _confirmed(city.criteria(plan.fiscal_year), begins))
    _show_free(made, {neighbours.tried_club(): neighbours.FREE_SEATS}, begins)
    return Round.objects.select_related("criteria").get(pk=made.pk)


def _last_day(starts_on: date, until: datetime) -> date:
    """The last day to apply for the places of a month; early in a month one that is over already."""
    wished = calendar.months_before(starts_on, 1).replace(day=LAST_DAY_MIDYEAR)
    return min(wished, rounds.working_days_before(until, OVER))


def _plan_of(starts_on: date, **days: date) -> Plan:
    return Plan(
        title=_monthly(starts_on),
        fiscal_year=calendar.fiscal_year(starts_on),
        kind=Round.Kind.MONTHLY,
        procedures=(MIDYEAR,),
        starts_on=starts_on,
        **days,
    )


def _monthly(starts_on: date) -> str:
    return f"{_year(calendar.fiscal_year(starts_on))}{starts_on.month}月入会 随時募集"


def _show_free(made: Round, free: Mapping[str, int], begins: datetime) -> None:
    """Clubs sign what is free, and everybody sees it."""
    title = made.title
    proposed = {code: Line(capacity=seats) for code, seats in free.items() if seats}
    _seat(made, proposed, rounds.office_moment(begins, 1, dice(title)), is_over=True)
    shown = rounds.office_moment(begins, 5, dice(title, "shown"))
    who = desk.officer(Role.APPROVER, calendar.local_day(shown), dice(title))
    free_places.show_from(round=made, at=shown, by=desk.at_the_desk(who), now=shown)


def _there(title: str) -> Round | None:
    return Round.objects.filter(section=desk.SECTION, title=title).first()


def _year(year: int) -> str:
    return f"{calendar.era_year(date(year, 5, 1))}度 "


def _open(plan: Plan, begins: datetime, edition: CriteriaEdition | None) -> Round:
    chance = dice(plan.title)
    now = rounds.office_moment(begins, 2, chance)
    who = desk.officer(Role.APPROVER, calendar.local_day(now), chance)
    by = desk.at_the_desk(who)
    made = recruiting.open_round(
        section=desk.SECTION, plan=plan, criteria=edition, officer=who, by=by, now=now
    )
    return lottery.commit(round=made, by=by, now=now) if edition else made


def _confirmed(text: str, begins: datetime) -> CriteriaEdition:
    """Taken in by one officer, confirmed by the head of the section."""
    chance = dice("criteria", begins)
    drafter = desk.officer(Role.REVIEWER, calendar.local_day(begins), chance)
    drafted = criteria.draft_edition(
        section=desk.SECTION,
        text=text,
        officer=drafter,
        by=desk.at_the_desk(drafter),
        now=rounds.office_moment(begins, 0, chance),
    )
    head = desk.holder("課長", calendar.local_day(begins))
    return criteria.confirm_edition(
        edition=drafted,
        officer=head,
        by=desk.at_the_desk(head),
        now=rounds.office_moment(drafted.drafted_at, 1, chance),
    )


def _line(club: Club, year: int, *, is_over: bool) -> Line:
    """What a club takes; the one that can be tried took few of the older ones a year ago."""
    chance = dice(club["code"], year, "seats")
    capacity = club["capacity"] + (pick(chance, MORE) if club["capacity"] > 20 else 0)
    bands = (Band(grades=UPPER_GRADES, seats=neighbours.UPPER_SEATS),) if is_over and _is_tried(club) else ()
    return Line(capacity=capacity, reserved=RESERVED.get(club["pattern"], 0), bands=bands)


def _free(club: Club, title: str) -> int:
    chance = dice(club["code"], title)
    return chance.randint(1, 4) if chance.random() < HAS_FREE and not _is_tried(club) else 0


def _seat(round_: Round, lines: Mapping[str, Line], now: datetime, *, is_over: bool) -> None:
    """Propose what clubs take, and let most of them sign within days; all where it is over."""
    who = desk.officer(Role.APPROVER, calendar.local_day(now), dice(round_.title, "seats"))
    given: dict[str, Any] = {"officer": who, "by": desk.at_the_desk(who), "now": now}
    clubs = {club["code"]: club for club in city.table("clubs")}
    is_first = round_.kind == Round.Kind.FIRST
    before = {code: clubs[code]["capacity"] for code in lines} if is_first else {}
    proposed = seats.propose_seats(round=round_, lines=lines, last_year=before, **given)
    for each in proposed:
        chance = dice(each.place_id, round_.title, "signed")
        is_open = _is_tried(clubs[each.place_id]) or chance.random() < UNSIGNED
        if is_over or not is_open:
            _sign(each, clubs[each.place_id], rounds.office_moment(now, chance.randint(1, 3), chance))


def _sign(line: Seats, club: Club, now: datetime) -> None:
    """By who runs the club: the head of the contractor's clubs, or an officer of the city."""
    chance = dice(line.place_id, now)
    if club["operator"] == city.OWN:
        who: Any = desk.officer(Role.REVIEWER, calendar.local_day(now), chance)
        kind, entrance = Seats.Signer.OFFICER, Entrance.DESK
    else:
        who = people.member_by_number(_head(club["operator"]))
        kind, entrance = Seats.Signer.MEMBER, Entrance.PARTNER
    signer = Signer(kind=kind, ref=who.number, name=who.name)
    by = actor_of(who, entrance)
    seats.sign_seats(seats=line, seen=line_of(line).stamp, signer=signer, by=by, now=now)


def _head(organisation: str) -> str:
    """The number of whoever answers for all clubs of a contractor."""
    rows = (row for row in city.table("people.members") if "place" not in row)
    return str(next(row["login"] for row in rows if row["organisation"] == organisation))


def _is_tried(club: Club) -> bool:
    """Whether somebody who tries the demo can sign for it."""
    return bool(club["code"] == neighbours.tried_club())
