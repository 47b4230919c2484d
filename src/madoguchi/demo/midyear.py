"""In the middle of the year: a monthly round whose places can be given at once, and what families ask for."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final

from madoguchi.applications import queries as applications
from madoguchi.applications.models import Application, Draft
from madoguchi.base import jobs
from madoguchi.demo import city, filing, finding, neighbours, post, rounds, selecting
from madoguchi.demo.answers import Answers, Case, Paper, case, child_of, guardian_of
from madoguchi.demo.filing import Samples
from madoguchi.demo.households import Household, dice
from madoguchi.demo.rounds import Round
from madoguchi.enrolment.models import Enrolment
from madoguchi.procedures import queries as procedures
from madoguchi.rules import calendar
from madoguchi.rules.enrolment import LIVING
from madoguchi.selection import models as selection
from madoguchi.selection.actions.findings import Said
from madoguchi.selection.queries.findings import sheet_of

EXTENSION: Final = "gakudo_extension"
DAYS_BEFORE: Final = (6, 4, 3, 1)  # the last day to apply: when families did
WORK_DAYS: Final = (20, 18, 16, 20)  # a month, of each family
LOOKED_AT: Final = time(11)  # of the last working day, at the latest
ASKED: Final = 2  # days ago
LATEST: Final = 20  # of a month, for longer hours from the next


def live(of: Round, samples: Samples) -> None:
    """Families that move here apply, and officers confirm what their papers prove."""
    held = selecting.open_month(of)
    version = _version(selecting.MIDYEAR)
    if held is None:
        return
    with jobs.by_hand():
        for number, household in enumerate(neighbours.joining()):
            if not _has_begun(household, version):
                _join(household, number, held, version, of.lived_until, samples)


def _has_begun(household: Household, version: int) -> bool:
    return Draft.objects.filter(version=version, resident__account__login=household.email).exists()


def _join(
    household: Household,
    number: int,
    held: selection.Round,
    version: int,
    until: datetime,
    samples: Samples,
) -> None:
    last_day = held.arrived_until or calendar.local_day(until)
    evening = rounds.at(last_day - timedelta(days=DAYS_BEFORE[number]), time())
    now = rounds.evening(evening, 0, dice(household.key, "joins"))
    of = case(household, household.children[0], year=held.fiscal_year, told_for=held.fiscal_year + 1)
    filed = filing.file(
        filing.with_account(household, now=now - filing.WRITING),
        _wishes(of, number, held),
        of,
        version_id=version,
        samples=samples,
        now=now,
    )
    if filed is not None:
        application, _ = filed
        _look_into(application, number, held, until)
        post.send(application)


def _wishes(of: Case, number: int, held: selection.Round) -> Answers:
    household = of.household
    return {
        "child": child_of(of),
        "school": of.child.school,
        "grade": f"g{of.grade}",
        "guardian": guardian_of(household.guardians[0]),
        "address": {"prefecture": "", "city": city.table("city")["name"]["ja"], **household.address},
        "phone": household.phone,
        "clubs": [neighbours.tried_club()],
        "start_on": held.starts_on.isoformat(),
        "weekdays": ["mon", "tue", "wed", "thu", "fri"],
        "guardians": [
            {
                "_id": f"r{row}",
                "relation": guardian.relation,
                "reason": "work",
                "work_days": WORK_DAYS[number],
                "certificate": Paper("certificate"),
            }
            for row, guardian in enumerate(household.guardians, 1)
        ],
        "truthful": True,
    }


def _look_into(application: Application, number: int, held: selection.Round, until: datetime) -> None:
    """What the answers propose, and of each guardian what only the certificate says."""
    reason = city.table("lives.officers")["certificate_read"]
    by_hand = {"work_kind": "outside", "month_days": str(WORK_DAYS[number]), "day_hours": "8"}
    sheet = sheet_of(round=held, read=applications.filed(application))
    more = [
        Said(name=each.wanted.id, subject=each.subject, typed=by_hand[each.wanted.id], reason=reason)
        for each in sheet.proposals
        if each.wanted.id in by_hand and not each.asks
    ]
    yesterday = rounds.at(rounds.working_days_before(until, 1), LOOKED_AT)
    finding.look_into_all(application, held, application.arrived_at, yesterday, more=more)


def ask_for_longer_evenings(until: datetime) -> None:
    """A family of the club that can be tried asks to come later: it waits for a word of the club."""
    held = Enrolment.objects.filter(place=neighbours.tried_club(), state__in=LIVING)
    known = {each.email: each for each in neighbours.of_upper_grades()}
    theirs = held.filter(application__resident__account__login__in=known)
    first = theirs.select_related("application__resident__account").order_by("application__reference").first()
    if first is None or first.application.resident is None:
        return
    household, version = known[first.application.resident.account.login], _version(EXTENSION)
    if _has_begun(household, version):
        return
    day = calendar.local_day(until) - timedelta(days=ASKED)
    now = rounds.evening(rounds.at(day, time()), 0, dice(household.key, "asks"))
    of = case(household, household.children[0], year=first.year, told_for=first.year + 1)
    with jobs.by_hand():
        filed = filing.file(
            filing.with_account(household, now=now - filing.WRITING),
            _evenings(of, day),
            of,
            version_id=version,
            samples={},
            now=now,
        )
        if filed is not None:
            post.send(filed[0])


def _evenings(of: Case, day: date) -> Answers:
    months = 1 if day.day <= LATEST else 2
    return {
        "child": child_of(of),
        "club": neighbours.tried_club(),
        "guardian": guardian_of(of.household.guardians[0]),
        "phone": of.household.phone,
        "kind": "begin",
        "month_from": calendar.months_after(day.replace(day=1), months).isoformat(),
        "bands": ["evening"],
        "weekdays": ["tue", "thu"],
        "work_ends": "18:00",
        "commute": 35,
        "pickup": of.one_of("pickups"),
    }


def _version(slug: str) -> int:
    """The version in force of a procedure that is offered all the year round."""
    return procedures.list_versions(slug)[0].pk
