"""What is written on this room's pages, read into values; what is wrong is said by its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from madoguchi.base.texts import say
from madoguchi.checkin.actions.registering import Newcomer, Registration
from madoguchi.places.queries import list_districts
from madoguchi.rules import calendar
from madoguchi.rules.names import kana, not_kana
from madoguchi.rules.visits import Direction

if TYPE_CHECKING:
    from django.http import QueryDict

    from madoguchi.checkin.models import Family
    from madoguchi.people.models import Child

MOST_CHILDREN: Final = 8
BLANK_ROWS: Final = 2
MOST_ADULTS: Final = 9
LONGEST: Final = 100
LONGEST_CARE: Final = 500
OLDEST_CHILD: Final = 18
CHILD: Final = ("name", "kana", "birth_date")


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written, whether it is right or not, and what is wrong by place."""

    values: dict[str, str]
    rows: Sequence[dict[str, str]]
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The rows of children as the page draws them."""
        return [
            {"number": number, **row, "wrong": self.errors.get(f"child-{number}", "")}
            for number, row in enumerate(self.rows)
        ]


def kept(family: Family | None, children: Sequence[Child], care: str) -> Written:
    """The page as it stands before anybody wrote on it."""
    values = {"name": "", "kana": "", "phone": "", "district": "", "care": care}
    if family is not None:
        values |= {"name": family.name, "kana": family.kana, "phone": family.phone}
        values["district"] = family.district_id or ""
    rows = [
        {"name": each.name, "kana": each.kana, "birth_date": each.birth_date.isoformat()} for each in children
    ]
    return Written(values=values, rows=_with_blanks(rows))


def read_registration(data: QueryDict, today: date) -> tuple[Written, Registration | None]:
    """What a family writes of itself; None where something has to be put right first."""
    values = {name: line(data, name) for name in ("name", "kana", "phone", "district")}
    values["care"] = line(data, "care", LONGEST_CARE + 1)
    rows = [{part: line(data, f"{part}-{number}") for part in CHILD} for number in range(MOST_CHILDREN)]
    rows = [row for row in rows if any(row.values())]
    districts = {each.code: each for each in list_districts()}
    errors = _errors(values, rows, set(districts), today)
    written = Written(values=values, rows=_with_blanks(rows), errors=errors)
    if errors:
        return written, None
    children = [
        Newcomer(name=row["name"], kana=kana(row["kana"]), birth_date=date.fromisoformat(row["birth_date"]))
        for row in rows
    ]
    told = {name: values[name] for name in ("name", "phone", "care")}
    return written, Registration(
        **told, kana=kana(values["kana"]), district=districts.get(values["district"]), children=children
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the page of a door sends."""

    id: UUID | None
    direction: Direction
    members: list[int]
    adults: int


def read_scan(data: QueryDict) -> Said:
    """Which button was pressed, and for whom; nonsense is nothing chosen."""
    leaving = data.get("direction") == Direction.OUT
    return Said(
        id=read_id(data),
        direction=Direction.OUT if leaving else Direction.IN,
        members=[int(each) for each in data.getlist("member") if _is_number(each)],
        adults=_number(data.get("adults", ""), 0, MOST_ADULTS, 1),
    )


def read_id(data: QueryDict) -> UUID | None:
    """What a page is sent under; nonsense is nothing."""
    return _uuid(data.get("id", ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """Somebody who is not registered, by three fields."""

    kana: str
    guests: int
    care: str


def read_guest(data: QueryDict) -> tuple[dict[str, str], dict[str, str], Guest | None]:
    """What was typed, what is wrong with it, and the guest where nothing is."""
    typed = {name: line(data, name) for name in ("kana", "guests", "care")}
    errors = {}
    if not typed["kana"] or not_kana(kana(typed["kana"])):
        errors["kana"] = say("Please write the reading of the name in katakana.")
    if _number(typed["guests"], 1, MOST_CHILDREN, 0) == 0:
        errors["guests"] = say("Please write how many children came, from 1 to {most}.", most=MOST_CHILDREN)
    if errors:
        return typed, errors, None
    guest = Guest(kana=kana(typed["kana"]), guests=int(typed["guests"]), care=typed["care"])
    return typed, {}, guest


def read_worker(data: QueryDict) -> tuple[dict[str, str], dict[str, str]]:
    """Who works at a place, and what is wrong with it."""
    typed = {name: line(data, name) for name in ("name", "kana", "number")}
    errors: dict[str, str] = {}
    if not typed["name"]:
        errors["name"] = say("Please write the name.")
    if not typed["kana"] or not_kana(kana(typed["kana"])):
        errors["kana"] = say("Please write the reading of the name in katakana.")
    return (typed if errors else {**typed, "kana": kana(typed["kana"])}), errors


def read_day(typed: str, now: datetime) -> date | None:
    """A day until today; None for any other."""
    day = _day(typed)
    return day if day is not None and day <= calendar.local_day(now) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """How a visit is written by hand."""

    opened_at: datetime
    closed_at: datetime | None
    reason: str


def read_times(
    data: QueryDict, day: date, now: datetime
) -> tuple[dict[str, str], dict[str, str], Times | None]:
    """The times of a visit on its day, and why they are changed."""
    typed = {name: line(data, name) for name in ("opened", "closed", "reason")}
    opened, closed = _time(day, typed["opened"]), _time(day, typed["closed"])
    errors = {}
    if not typed["reason"]:
        errors["reason"] = say("Please write why, so that others understand it later.")
    if opened is None or opened > now:
        errors["opened"] = say("Please write when they came, not later than now.")
    if typed["closed"] and (closed is None or closed > now or (opened and closed < opened)):
        errors["closed"] = say("Please write when they left: after they came, and not later than now.")
    if errors or opened is None:
        return typed, errors, None
    return typed, {}, Times(opened_at=opened, closed_at=closed, reason=typed["reason"])


def _errors(
    values: dict[str, str], rows: Sequence[dict[str, str]], districts: set[str], today: date
) -> dict[str, str]:
    errors = {}
    if not values["name"]:
        errors["name"] = say("Please write your name.")
    if not values["kana"] or not_kana(kana(values["kana"])):
        errors["kana"] = say("Please write the reading of the name in katakana.")
    digits = [each for each in values["phone"] if each.isdigit()]
    if not 10 <= len(digits) <= 11 or len(values["phone"]) > 20:
        errors["phone"] = say("Please write a phone number of 10 or 11 digits.")
    if values["district"] and values["district"] not in districts:
        errors["district"] = say("Please choose again.")
    if len(values["care"]) > LONGEST_CARE:
        errors["care"] = say("Please write up to {limit} characters.", limit=LONGEST_CARE)
    if not rows:
        errors["child-0"] = say("Please write at least one child.")
    for number, row in enumerate(rows):
        if wrong := _wrong_child(row, today):
            errors[f"child-{number}"] = wrong
    return errors


def _wrong_child(row: dict[str, str], today: date) -> str:
    if not row["name"]:
        return say("Please write the name of the child.")
    if not row["kana"] or not_kana(kana(row["kana"])):
        return say("Please write the reading of the name in katakana.")
    born = _day(row["birth_date"])
    if born is None or born > today:
        return say("Please write the day of birth.")
    if calendar.legal_age(born, today) >= OLDEST_CHILD:
        again = "Please look at the day of birth again: this is for children under {age}."
        return say(again, age=OLDEST_CHILD)
    return ""


def _with_blanks(rows: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    blank = dict.fromkeys(CHILD, "")
    room = max(0, min(BLANK_ROWS if not rows else 1, MOST_CHILDREN - len(rows)))
    return [*rows, *(blank for _ in range(room))]


def line(data: QueryDict, name: str, most: int = LONGEST) -> str:
    """What was typed, cut to a length, without what nobody types."""
    return data.get(name, "").replace("\0", "").strip()[:most]


def _uuid(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None


def _is_number(typed: str) -> bool:
    return typed.isascii() and typed.isdigit() and len(typed) < 19


def _number(typed: str, least: int, most: int, otherwise: int) -> int:
    return int(typed) if _is_number(typed) and least <= int(typed) <= most else otherwise


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _time(day: date, typed: str) -> datetime | None:
    try:
        return datetime.combine(day, time.fromisoformat(typed), calendar.TOKYO) if typed else None
    except ValueError:
        return None
