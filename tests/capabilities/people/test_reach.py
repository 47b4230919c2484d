"""What an officer reaches follows from posts and their days."""

from __future__ import annotations

from datetime import date

from madoguchi.audit.actions import SYSTEM
from madoguchi.people import queries
from madoguchi.people.actions import staff
from madoguchi.people.models import Role

TODAY = date(2026, 11, 22)


def test_an_officer_reaches_the_section_they_belong_to(chika, dan):
    assert queries.sections_of(officer=chika, on=TODAY) == {"kosodate": Role.APPROVER}
    assert not queries.reaches(officer=dan, section="kosodate", on=TODAY)


def test_the_highest_of_two_roles_counts(city, chika, now):
    staff.appoint(
        officer=chika, section=city.kosodate, role=Role.REVIEWER, starts_on=TODAY, by=SYSTEM, now=now
    )
    assert queries.role_in(officer=chika, section="kosodate", on=TODAY) == Role.APPROVER


def test_a_post_begins_and_ends_at_midnight(city, dan, now):
    post = staff.appoint(
        officer=dan, section=city.kosodate, role=Role.REVIEWER, starts_on=date(2027, 4, 1), by=SYSTEM, now=now
    )
    staff.end_post(post=post, ends_on=date(2028, 4, 1), by=SYSTEM, now=now)
    days = [date(2027, 3, 31), date(2027, 4, 1), date(2028, 3, 31), date(2028, 4, 1)]
    reached = [queries.reaches(officer=dan, section="kosodate", on=day) for day in days]
    assert reached == [False, True, True, False]


def test_only_administrators_administer(chika, makoto):
    assert queries.administers(officer=chika, on=TODAY) == frozenset()
    assert queries.administers(officer=makoto, on=TODAY) == {"kosodate"}
