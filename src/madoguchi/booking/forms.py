"""What officers type about sessions and reservations, read; what cannot be read is said beside its box."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from madoguchi.booking.making import Who
from madoguchi.rules import calendar, slots
from madoguchi.rules.calendar import TOKYO
from madoguchi.rules.doors import Medium
from madoguchi.rules.slots import EVERYBODY, Hire, Once, Party, Range, Reason, Refusal, Terms, Waiting

LONGEST: Final = 200
LONGEST_LEAD: Final = 2_000
MOST_SESSIONS: Final = 400
MOST_GROUPS: Final = 4
GROUP: Final = ("ja", "easy", "en", "places")  # the boxes of a group that is counted apart
BOXES: Final = {"ja": "ja", "ja-easy": "easy", "en": "en"}  # language → end of the box's name
TELEPHONE: Final = re.compile(r"[0-9+()\-－ー－\s]{6,20}")

Errors = dict[str, str]  # name of the box → msgid


def read_day(typed: str) -> date | None:
    """A day as typed; None for what is no day."""
    parts = calendar.parse_day(typed.strip())
    try:
        return date(*parts) if parts else None
    except ValueError:
        return None


def read_time(typed: str) -> time | None:
    """A time of day as typed; None for what is none."""
    try:
        return time.fromisoformat(typed.strip()).replace(tzinfo=None, second=0, microsecond=0)
    except ValueError:
        return None


def read_count(typed: str, *, least: int = 0, most: int = 100_000) -> int | None:
    """A number as typed, full-width too; None for what is none, or beyond the bounds."""
    digits = typed.strip().translate(str.maketrans("０１２３４５６７８９", "0123456789"))
    if not digits.isascii() or not digits.isdecimal() or len(digits) > 6:
        return None
    return int(digits) if least <= int(digits) <= most else None


def party(data: Mapping[str, Any], terms: Terms) -> Party | None:
    """How many people come, by band; None where something typed is no number."""
    bands = [band.id for band in terms.bands] or [EVERYBODY]
    counts = {band: read_count(str(data.get(f"party_{band}", "")) or "0", most=999) for band in bands}
    known = {band: count for band, count in counts.items() if count is not None}
    return known if len(known) == len(counts) else None


def bands(terms: Terms, data: Mapping[str, Any]) -> list[tuple[str, dict[str, str] | None, str]]:
    """Whose numbers are asked: the band, its words (none: just people), what was typed; the first is 1."""
    known: list[tuple[str, dict[str, str] | None]]
    known = [(band.id, band.title.root) for band in terms.bands] or [(EVERYBODY, None)]
    return [
        (band, title, str(data.get(f"party_{band}", "0" if at else "1")))
        for at, (band, title) in enumerate(known)
    ]


def times(data: Mapping[str, Any]) -> tuple[list[datetime], Errors]:
    """The beginnings of sessions: the chosen weekdays between two days, one after the other or once."""
    first, last = (
        read_day(str(data.get("first", ""))),
        read_day(str(data.get("last", "") or data.get("first", ""))),
    )
    opens, closes = read_time(str(data.get("opens", ""))), read_time(str(data.get("closes", "") or "23:59"))
    every = read_count(str(data.get("every", "") or "0"), most=24 * 60)
    errors: Errors = {}
    if first is None:
        errors["first"] = "Please enter a day, for example 2027-05-31."
    if last is None or (first and last < first) or (first and last - first > timedelta(days=400)):
        errors["last"] = "Please enter a day that is not before the first, within a year."
    if opens is None:
        errors["opens"] = "Please enter a time, for example 10:00."
    if closes is None or (opens and closes <= opens):
        errors["closes"] = "Please enter a time after the first one."
    if every is None:
        errors["every"] = "Please enter minutes, for example 30."
    if errors or first is None or last is None or opens is None or closes is None or every is None:
        return [], errors
    chosen = {int(each) for each in _listed(data, "weekday") if each in set("0123456")}
    found = list(_beginnings(first, last, chosen, opens, closes, every))
    if not found or len(found) > MOST_SESSIONS:
        return [], {"weekday": "These come to no session, or to more than 400. Please choose other days."}
    return found, {}


def _beginnings(
    first: date, last: date, chosen: set[int], opens: time, closes: time, every: int
) -> list[datetime]:
    days = [first + timedelta(days=each) for each in range((last - first).days + 1)]
    found: list[datetime] = []
    for day in days:
        if chosen and day.weekday() not in chosen:
            continue
        at, end = datetime.combine(day, opens, TOKYO), datetime.combine(day, closes, TOKYO)
        while at < end and len(found) <= MOST_SESSIONS:
            found.append(at)
            if not every:
                break
            at += timedelta(minutes=every)
    return found


def _listed(data: Mapping[str, Any], name: str) -> list[str]:
    return list(data.getlist(name)) if hasattr(data, "getlist") else list(data.get(name, ()))


def who_comes(data: Mapping[str, Any], terms: Terms) -> Errors:
    """What is wrong with the name of who comes, where one is asked."""
    if not terms.asks_name:
        return {}
    errors: Errors = {}
    if not 0 < len(written(data, "name")) <= LONGEST:
        errors["name"] = "Please enter the name of the person who comes."
    if len(written(data, "kana")) > LONGEST:
        errors["kana"] = "Please enter the reading in katakana."
    return errors


def hours(data: Mapping[str, Any], hire: Hire, day: date) -> list[Range] | Refusal:
    """The hours of a room, that day and the weeks after it."""
    opens, closes = read_time(str(data.get("opens", ""))), read_time(str(data.get("closes", "")))
    weeks = read_count(str(data.get("weeks", "") or "1"), least=1, most=slots.MOST_WEEKS)
    if opens is None or closes is None or weeks is None:
        return Refusal(reason=Reason.NOT_HOURS)
    return slots.hours_of(hire, day, opens, closes, weeks)


def hirer(data: Mapping[str, Any], terms: Terms, *, rooms: Collection[str]) -> tuple[int, Errors]:
    """How many people come, and what is wrong with that, the room, or the name of who comes."""
    errors = who_comes(data, terms)
    if data.get("room", "") not in rooms:
        errors["room"] = "Please choose a room."
    size = read_count(str(data.get("people", "")), least=1, most=1_000)
    if size is None:
        errors["people"] = "Please enter how many people come."
    return size or 0, errors


def reduced(data: Mapping[str, Any], terms: Terms) -> Errors:
    """What is wrong with the reduction an officer gives: unknown, or without a reason."""
    asked, why = str(data.get("reduction", "")), written(data, "why")
    if not asked:
        return {}
    if terms.hire is None or asked not in {each.id for each in terms.hire.reductions}:
        return {"reduction": "Please choose a reduction."}
    is_said = 0 < len(why) <= LONGEST
    return {} if is_said else {"why": "Please write why they pay less, in up to 200 characters."}


def caller(data: Mapping[str, Any], officer_number: str) -> tuple[Who, Errors]:
    """Who calls or stands at the counter."""
    typed = {name: written(data, name) for name in ("name", "kana", "phone")}
    medium = Medium.COUNTER if data.get("medium") == Medium.COUNTER else Medium.PHONE
    errors: Errors = {}
    if not typed["name"] or len(typed["name"]) > LONGEST:
        errors["name"] = "Please enter the name of the person who comes."
    if len(typed["kana"]) > LONGEST:
        errors["kana"] = "Please enter the reading in katakana."
    if typed["phone"] and not TELEPHONE.fullmatch(typed["phone"]):
        errors["phone"] = "Please enter a telephone number, for example 090-0000-0001."
    if not typed["phone"] and medium is Medium.PHONE:
        errors["phone"] = "Please enter a telephone number, so that we can call if anything changes."
    who = Who(
        name=typed["name"],
        kana=typed["kana"],
        contact_kind="phone" if typed["phone"] else "",
        contact=typed["phone"],
        medium=medium,
        booked_by=officer_number,
    )
    return who, errors


def validity(data: Mapping[str, Any]) -> tuple[tuple[date, date | None], Errors]:
    """From when until when (inclusive; None: without end) numbers hold."""
    first, last = read_day(written(data, "valid_from")), read_day(written(data, "valid_until"))
    errors: Errors = {}
    if first is None:
        errors["valid_from"] = "Please enter a day, for example 2027-05-31."
    if (last is None and written(data, "valid_until")) or (first and last and last < first):
        errors["valid_until"] = "Please enter a day that is not before the first, or none."
    return (first or date.min, last), errors


def offering(data: Mapping[str, Any]) -> tuple[dict[str, Any], Errors]:
    """A new offering: its words and terms."""
    texts = {code: written(data, f"title_{box}") for code, box in BOXES.items()}
    lead = written(data, "lead_ja")
    numbers = {
        "capacity": read_count(str(data.get("capacity", "")), least=1, most=10_000),
        "held_back": read_count(str(data.get("held_back", "") or "0"), most=10_000),
        "largest_party": read_count(str(data.get("largest_party", "") or "1"), least=1, most=100),
        "minutes": read_count(str(data.get("minutes", "")), least=5, most=24 * 60),
        "opens_days": read_count(str(data.get("opens_days", "") or "60"), most=400),
        "closes_hours": read_count(str(data.get("closes_hours", "") or "0"), most=24 * 60),
        "cancel_hours": read_count(str(data.get("cancel_hours", "") or "0"), most=24 * 60),
    }
    bands, pools, errors = _groups(data, most=numbers["capacity"] or 0)
    errors |= {name: "Please enter a number in figures." for name, value in numbers.items() if value is None}
    if not texts["ja"] or any(len(each) > LONGEST for each in texts.values()):
        errors["title_ja"] = "Please enter a title of up to 200 characters."
    if len(lead) > LONGEST_LEAD:
        errors["lead_ja"] = "Please write at most 2,000 characters."
    if errors:
        return {}, errors
    waits, once = str(data.get("waiting", "")), str(data.get("once", ""))
    terms = Terms.model_validate(
        {
            "bands": tuple(bands),
            "pools": (
                {
                    "id": "seats",
                    "title": {"ja": "定員", "ja-easy": "[定員|ていいん]", "en": "Places"},
                    "capacity": numbers["capacity"],
                    "held_back": numbers["held_back"],
                },
                *pools,
            ),
            "largest_party": numbers["largest_party"],
            "minutes": numbers["minutes"],
            "opens_days": numbers["opens_days"],
            "closes_minutes": 60 * (numbers["closes_hours"] or 0),
            "cancel_minutes": 60 * (numbers["cancel_hours"] or 0),
            "waiting": Waiting(waits) if waits in set(Waiting) else Waiting.NONE,
            "once": Once(once) if once in set(Once) else Once.NEVER_MIND,
        }
    )
    words = {code: text for code, text in texts.items() if text}
    return {"title": words, "lead": {"ja": lead} if lead else {}, "terms": terms}, {}


def _groups(data: Mapping[str, Any], *, most: int) -> tuple[list[Any], list[Any], Errors]:
    """The groups that are counted apart, the pools of those with places of their own, and what is wrong."""
    bands, pools, errors = list[Any](), list[Any](), Errors()
    for at in range(1, MOST_GROUPS + 1):
        typed = {part: written(data, f"group_{part}_{at}") for part in GROUP}
        if not any(typed.values()):
            continue
        title = {code: typed[box] for code, box in BOXES.items() if typed[box]}
        places = read_count(typed["places"] or "0", most=most)
        if not typed["ja"] or any(len(each) > LONGEST for each in title.values()):
            errors[f"group_ja_{at}"] = "Please name the group in Japanese, in up to 200 characters."
        if places is None:
            errors[f"group_places_{at}"] = "Please enter a number in figures, at most the places in all."
        bands.append({"id": f"group_{at}", "title": title})
        if places:
            pools.append({**bands[-1], "capacity": places, "counts": (f"group_{at}",)})
    return bands, pools, errors


def written(data: Mapping[str, Any], name: str) -> str:
    """What was typed, without what nobody types."""
    return str(data.get(name, "")).replace("\0", "").strip()
