"""出席簿: a month of a club on paper, marked where somebody said that a child stays away, or leaves early."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from madoguchi.base.texts import say_plain
from madoguchi.checkin import notices as telling
from madoguchi.enrolment import notices
from madoguchi.partner.wording import MARKS
from madoguchi.rules import absences
from madoguchi.rules.absences import Said

if TYPE_CHECKING:
    from madoguchi.enrolment.notices import Notice
    from madoguchi.partner.roster import Roster
    from madoguchi.people.models import Child

Named = tuple[str, date]  # reading and day of birth: a family may have made a child known twice

KINDS: Final = {each.value: each for each in absences.Kind}


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """The days of a month, on which of them children come, and what was said of whom."""

    days: Sequence[date]
    open: set[date]
    said: Mapping[Named, Sequence[Said]]
    references: list[str]  # of what was said, for the record


def month(found: Roster, *, on: date, now: datetime) -> Month:
    """The month of a day, for the children of a roster."""
    days = [on.replace(day=each + 1) for each in range(monthrange(on.year, on.month)[1])]
    place = found.place.pk
    told = telling.list_at(place=place, on=days[0], until=days[-1])
    noted = notices.list_notices(place=place, on=on, now=now, days=(days[0], days[-1]))
    said: dict[Named, list[Said]] = {}
    for each in told:
        said.setdefault(_named(each.notice.child), []).append(each.said)
    for notice in noted:
        said.setdefault(_named(notice.held.child), []).extend(_said(notice))
    return Month(
        days=days,
        open=telling.school_days(found.place, days),
        said=said,
        references=[*(str(each.notice.pk) for each in told), *(each.application.reference for each in noted)],
    )


def on_paper(found: Roster, month: Month) -> dict[str, Any]:
    """What the sheet adds to a list of names."""
    return {
        "month": f"{month.days[0]:%Y-%m}",
        "days": [{"day": each.day, "is_shut": each not in month.open} for each in month.days],
        "marks": [_row(row.seated.enrolment.child, month) for row in found.rows],
        "legend": "　".join(f"{sign} {say_plain(words)}" for sign, words in MARKS.values()),
    }


def _row(child: Child, month: Month) -> list[str]:
    said = month.said.get(_named(child), ())
    return [
        "".join(MARKS[mark][0] for mark in absences.marks(said, day)) if day in month.open else ""
        for day in month.days
    ]


def _said(notice: Notice) -> Iterator[Said]:
    """What a filed notice says by the id of an option, where that is a kind of absence."""
    for each in notice.says:
        kind = KINDS.get(each.value) if isinstance(each.value, str) else None
        if kind is not None:
            yield Said(kind=kind, first_on=notice.starts, last_on=notice.ends)


def _named(child: Child) -> Named:
    return child.kana, child.birth_date
