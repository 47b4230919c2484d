"""来年度版: a procedure's document for the fiscal year after, and everything that somebody must look at.

Dates move by a year wherever they are data: the period, bounds and examples. Years named in texts are
proposals, each shown beside what stands there; the numbers of laws and by-laws are left alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Final, TypeGuard

from madoguchi.rules import calendar
from madoguchi.rules.analysis import run_golden
from madoguchi.rules.documents import Document, parse
from madoguchi.rules.documents.base import LANGUAGES

Plain = dict[str, Any]


class Home(StrEnum):
    """Where the edition is written."""

    SAME = "same"  # the draft of the same procedure: this year's round is over when the next one begins
    COPY = "copy"  # a procedure of its own, beside the one that still takes applications


class Task(StrEnum):
    """What is left for people to do."""

    PERIOD = "period"
    CLOSED_DAYS = "closed_days"
    WORDING = "wording"
    LAWS = "laws"
    EXAMPLES = "examples"
    CAPACITY = "capacity"
    PAPERS = "papers"
    LETTERS = "letters"
    OWNER = "owner"
    HANDOUTS = "handouts"
    CONTRACTORS = "contractors"
    PUBLISH = "publish"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One date that moved by a year. `proposed`: the next working day, where it falls on a closed one."""

    path: str
    old: str  # as it stands in the document: ISO
    new: str
    proposed: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A text that names a year, and how it could read. `is_law`: it names a law, and is left alone."""

    path: str  # of the text, with its language
    old: str
    new: str
    is_law: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What can be proposed for the year after."""

    year: int
    moved: tuple[Moved, ...]  # of the document itself
    wording: tuple[Wording, ...]
    examples: int  # how many move along


def next_year(document: Document, *, today: date) -> int:
    """The 年度 of the edition after this one."""
    begins = document.period.opens_at or document.period.closes_at
    year = document.target_year or calendar.fiscal_year(calendar.local_day(begins) if begins else today)
    return year + 1


def propose(document: Document, *, today: date, closed_days: Collection[date]) -> Edition:
    """Everything that would change, to be looked at first."""
    plain = _plain(document)
    year = next_year(document, today=today)
    own = [(path, value) for path, value in _leaves(plain) if not path.startswith("golden")]
    moved = [_moved(path, value, closed_days) for path, value in own if _is_moment(value)]
    moved += [
        Moved(path=path, old=str(value), new=str(year))
        for path, value in own
        if value == year - 1 and isinstance(value, int)
    ]
    texts = [(path, value) for path, value in own if _language(path) and isinstance(value, str)]
    return Edition(
        year=year,
        moved=tuple(moved),
        wording=tuple(each for path, value in texts if (each := _wording(path, value, year))),
        examples=len(document.golden),
    )


def make(
    document: Document,
    edition: Edition,
    *,
    postponed: Collection[str] = (),
    reworded: Collection[str] = (),
) -> Plain:
    """The document of the edition: dates at `postponed` put off to a working day, texts `reworded`."""
    days = {each.path: each.proposed if each.path in postponed else each.new for each in edition.moved}
    words = {each.path: each.new for each in edition.wording if each.path in reworded}
    plain: Plain = _mapped(_plain(document), {**days, **words})
    plain["golden"] = [_example(each) for each in plain.get("golden", ())]
    return _with_expected_years(document, plain)


def home(
    document: Document, edition: Mapping[str, Any], *, closes_at: datetime | None, now: datetime
) -> Home:
    """A copy where the round of this year would still be open when the next one begins; else the same.

    `closes_at`: of the version in force, as promised now. What has no end is never over.
    """
    opens = edition.get("period", {}).get("opens_at")
    if closes_at is None or opens is None:
        return Home.COPY
    return Home.SAME if closes_at <= max(now, datetime.fromisoformat(opens)) else Home.COPY


def tasks(document: Document, edition: Edition, *, postponed: Collection[str] = ()) -> tuple[Task, ...]:
    """The work list, in the order in which it is done."""
    left_closed = any(each.proposed and each.path not in postponed for each in edition.moved)
    wanted = {
        Task.PERIOD: bool(edition.moved),
        Task.CLOSED_DAYS: left_closed,
        Task.WORDING: any(not each.is_law for each in edition.wording),
        Task.LAWS: any(each.is_law for each in edition.wording),
        Task.EXAMPLES: bool(edition.examples),
        Task.CAPACITY: True,
        Task.PAPERS: bool(document.papers),
        Task.LETTERS: bool(document.letters),
        Task.OWNER: True,
        Task.HANDOUTS: True,
        Task.CONTRACTORS: True,
        Task.PUBLISH: True,
    }
    return tuple(task for task in Task if wanted[task])


def _plain(document: Document) -> Plain:
    return document.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude_none=True)


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, str | int]]:
    """Every string and number of the document by its path; entries of lists by their id, else their place."""
    if isinstance(value, str | int):
        yield path, value
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from _leaves(each, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from _leaves(each, f"{path}[{_label(each, place)}]")


def _label(each: Any, place: int) -> str:
    return str(each.get("id", place)) if isinstance(each, Mapping) else str(place)


def _mapped(value: Any, changes: Mapping[str, str | None], path: str = "") -> Any:
    if isinstance(value, str):
        return changes.get(path) or value
    if isinstance(value, int) and path in changes:
        return int(changes[path] or value)
    if isinstance(value, Mapping):
        return {key: _mapped(each, changes, f"{path}.{key}" if path else key) for key, each in value.items()}
    if isinstance(value, list):
        return [_mapped(each, changes, f"{path}[{_label(each, n)}]") for n, each in enumerate(value)]
    return value


_MOMENT: Final = re.compile(r"[12][0-9]{3}-[01][0-9]-[0-3][0-9](T[0-9:.+Z-]{5,32})?")


def _is_moment(value: object) -> TypeGuard[str]:
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _language(path: str) -> str:
    """The language of the text at a path; empty where it is none."""
    last = path.rpartition(".")[2]
    return last if last in LANGUAGES else ""


def _moved(path: str, value: str, closed_days: Collection[date]) -> Moved:
    new = _year_later(value)
    day = _day(new)
    # A bound of birthdays is no day on which anybody has to come to the city hall.
    is_closed = path.startswith("period.") and not calendar.is_working_day(day, frozenset(closed_days))
    postponed = _later(new, calendar.next_working_day(day, frozenset(closed_days)) - day)
    return Moved(path=path, old=value, new=new, proposed=postponed if is_closed else None)


def _day(value: str) -> date:
    """The day people mean: midnight at the end is the day before."""
    if "T" not in value:
        return date.fromisoformat(value)
    here = datetime.fromisoformat(value).astimezone(calendar.TOKYO)
    return (here - timedelta(minutes=1)).date() if here.time() == time(0) else here.date()


def _later(value: str, by: timedelta) -> str:
    if "T" in value:
        return (datetime.fromisoformat(value) + by).isoformat()
    return (date.fromisoformat(value) + by).isoformat()


def _year_later(value: str) -> str:
    """The same day a year later; 29 February becomes the 28th."""
    year, rest = int(value[:4]) + 1, value[4:]
    if rest.startswith("-02-29"):
        rest = "-02-28" + rest[6:]
    return f"{year:04}{rest}"


_NUMBER_OF_LAW: Final = re.compile(r"(条例|規則|法律|政令|省令|告示|要綱|訓令)(第|（|\()|第[0-9]+号")
_WESTERN: Final = re.compile(r"(?<![0-9.,-])((?:19|20)[0-9]{2})(?![0-9.,])")
_ERA: Final = re.compile(r"(令和|\[令和\|れいわ\]|Reiwa |R)(\s*)(元|[0-9]{1,2})(?![0-9])")
_WEEKDAYS: Final = {
    "ja": re.compile(r"([0-9]{1,2})月([0-9]{1,2})日(\s*[(（])([月火水木金土日])(曜日?)?([)）])"),
    "ja-easy": re.compile(
        r"([0-9]{1,2})\[月\|がつ\]\[?([0-9]{1,2})(?:日\|[^\]]+\]|\[日\|にち\])(\s*[(（])"
        r"(\[[月火水木金土日]\|[^\]]+\])()([)）])"
    ),
    "en": re.compile(
        r"([0-9]{1,2}) (January|February|March|April|May|June|July|August|September|October|November"
        r"|December)( [0-9]{4})?( \()(Mon|Tue|Wed|Thu|Fri|Sat|Sun)([a-z]*)(\))"
    ),
}
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def _wording(path: str, value: str, year: int) -> Wording | None:
    """What the text could say a year later; None where it names no year and no weekday."""
    language = _language(path)
    # Weekdays first: they are told by the date that still stands there.
    new = _ERA.sub(_next_era, _WESTERN.sub(_next_western(year), _with_weekdays(value, language, year)))
    if new == value:
        return None
    return Wording(path=path, old=value, new=new, is_law=bool(_NUMBER_OF_LAW.search(value)))


def _next_western(year: int) -> Callable[[re.Match[str]], str]:
    """Years around the one applied for: those of births, of a school year, of the round."""

    def moved(match: re.Match[str]) -> str:
        found = int(match[1])
        return str(found + 1) if year - 25 <= found <= year + 5 else match[1]

    return moved


def _next_era(match: re.Match[str]) -> str:
    if match[1] == "R" and match.string[max(match.start() - 1, 0) : match.start()].isalnum():
        return match[0]
    count = 1 if match[3] == "元" else int(match[3])
    return f"{match[1]}{match[2]}{count + 1}"


def _with_weekdays(value: str, language: str, year: int) -> str:
    """Days that say their weekday say that of a year later, where the one that stands there is right."""
    pattern = _WEEKDAYS.get(language)
    if pattern is None:
        return value
    return pattern.sub(lambda match: _weekday_later(match, language, year), value)


def _weekday_later(match: re.Match[str], language: str, year: int) -> str:
    if language == "en":
        month, day, said, place = _MONTHS.index(match[2]) + 1, int(match[1]), match[5], 5
    else:
        month, day, said, place = int(match[1]), int(match[2]), match[4], 4
    for before in (year - 1, year - 2):
        try:
            old, new = date(before, month, day), date(before + 1, month, day)
        except ValueError:
            continue
        if calendar.weekday(old, language) == said:
            start, end = match.start(place) - match.start(), match.end(place) - match.start()
            return match[0][:start] + calendar.weekday(new, language) + match[0][end:]
    return match[0]


def _example(golden: Plain) -> Plain:
    """An example a year later: everybody in it is as old as before."""
    moved = {path: _year_later(value) for path, value in _leaves(golden) if _is_moment(value)}
    later = _mapped(golden, moved)
    facts = later.get("facts", {})
    years = {key: facts[key] + 1 for key in ("target_year", "fiscal_year") if isinstance(facts.get(key), int)}
    return {**later, "facts": {**facts, **years}} if facts else later


def _with_expected_years(before: Document, plain: Plain) -> Plain:
    """What an example counts in years (令和10年) is one more, where only that makes it come out as before."""
    document = parse(json.loads(json.dumps(plain)))
    if not isinstance(document, Document) or run_golden(before):
        return plain
    wrong = {fault.path for fault in run_golden(document)}
    return {**plain, "golden": [_counted(each, wrong) for each in plain["golden"]]}


def _counted(golden: Plain, wrong: Collection[str]) -> Plain:
    expect = golden["expect"]
    later = {
        key: value + 1
        if isinstance(value, int) and f"golden[{golden['id']}].expect.computed.{key}" in wrong
        else value
        for key, value in expect.get("computed", {}).items()
    }
    return {**golden, "expect": {**expect, **({"computed": later} if later else {})}}
