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
from madoguchi.rules.names import kana, not_kana
from madoguchi.rules.slots import (
    EVERYBODY,
    Band,
    Hire,
    Once,
    Party,
    Pool,
    Range,
    Reason,
    Refusal,
    Terms,
    Waiting,
)

LONGEST: Final = 200
LONGEST_LEAD: Final = 2_000
MOST_SESSIONS: Final = 400
MOST_GROUPS: Final = 4
GROUP: Final = ("ja", "easy", "en", "places")  # the boxes of a group that is counted apart
BOXES: Final = {"ja": "ja", "ja-easy": "easy", "en": "en"}  # language → end of the box's name
LIMITS: Final = {
    "largest_party": (1, 1_000),
    "minutes": (5, 24 * 60),
    "opens_days": (0, 400),
    "closes_hours": (0, 24 * 60),
    "cancel_hours": (0, 24 * 60),
}
USUAL: Final = {
    "held_back": "0",
    "largest_party": "1",
    "opens_days": "60",
    "closes_hours": "0",
    "cancel_hours": "0",
}  # where nothing is typed
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


def bands(
    terms: Terms, data: Mapping[str, Any], *, first: str = "1"
) -> list[tuple[str, dict[str, str] | None, str]]:
    """Whose numbers are asked: the band, its words (none: just people), what was typed, else `first`."""
    if not terms.bands:
        return [(EVERYBODY, None, str(data.get(f"party_{EVERYBODY}", "1")))]
    return [
        (band.id, band.title.root, str(data.get(f"party_{band.id}", "0" if at else first)))
        for at, band in enumerate(terms.bands)
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
    if len(read_kana(data)) > LONGEST or not_kana(read_kana(data)):
        errors["kana"] = "Please enter the reading in katakana."
    return errors


def read_kana(data: Mapping[str, Any]) -> str:
    """The reading in katakana, whichever kana were typed."""
    return kana(written(data, "kana"))


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
    if "name" in errors:
        errors["name"] = "Please enter the name of the group or of a person."
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
    """A new offering: its words and terms, with a pool for everybody and those of groups counted apart."""
    said, wrong = words(data)
    counts, errors = numbers(data, {**LIMITS, "capacity": (1, 10_000), "held_back": (0, 10_000)})
    bands, pools, odd = _groups(data, Terms(), most=counts.get("capacity", 0))
    if errors := {**errors, **odd, **wrong}:
        return {}, errors
    pool = {
        "id": "seats",
        "title": {"ja": "定員", "ja-easy": "[定員|ていいん]", "en": "Places"},
        "capacity": counts["capacity"],
        "held_back": counts["held_back"],
    }
    counted = {"bands": tuple(bands), "pools": (pool, *pools)}
    return {**said, "terms": Terms.model_validate({**_terms(data, counts), **counted})}, {}


def changed_offering(data: Mapping[str, Any], before: Terms) -> tuple[dict[str, Any], Errors]:
    """An offering as it shall be from now on: words, terms, how many places each pool has."""
    said, wrong = words(data)
    apart = _own_pools(before)
    shared = [each for each in before.pools if each not in apart.values()]
    limits = {**LIMITS, **{name: (0, 10_000) for each in shared for name in _boxes_of(each)}}
    counts, errors = numbers(data, limits)
    sizes = {each.id: [counts.get(name, 0) for name in _boxes_of(each)] for each in shared}
    most = max((capacity for capacity, _ in sizes.values()), default=10_000)
    bands, own, odd = _groups(data, before, most=most)
    if errors := {**errors, **odd, **wrong}:
        return {}, errors
    pools = [
        each.model_copy(update=dict(zip(("capacity", "held_back"), sizes[each.id], strict=True)))
        for each in shared
    ]
    counted = {"bands": tuple(bands), "pools": (*pools, *own)}
    terms = before.model_copy(update=_terms(data, counts, before))
    return {**said, "terms": Terms.model_validate({**dict(terms), **counted})}, {}


def typed_offering(title: Mapping[str, str], lead: Mapping[str, str], terms: Terms) -> dict[str, Any]:
    """What stands in the boxes of an offering that is there."""
    sizes = {
        name: size
        for each in terms.pools
        for name, size in zip(_boxes_of(each), (each.capacity, each.held_back), strict=True)
    }
    groups = {
        f"group_{box}_{at}": value
        for at, each in enumerate(terms.bands, start=1)
        for box, value in _typed_group(each, _own_pools(terms)).items()
    }
    return {
        **typed_words(title, lead),
        **{name: str(size) for name, size in sizes.items()},
        **groups,
        **{name: str(getattr(terms, name)) for name in ("largest_party", "minutes", "opens_days")},
        **{f"{name}_hours": str(getattr(terms, f"{name}_minutes") // 60) for name in ("closes", "cancel")},
        "waiting": terms.waiting.value,
        "once": terms.once.value,
    }


def typed_words(title: Mapping[str, str], lead: Mapping[str, str]) -> dict[str, str]:
    """What stands in the boxes for its words."""
    return {
        **{f"title_{box}": title.get(code, "") for code, box in BOXES.items()},
        **{f"lead_{box}": lead.get(code, "") for code, box in BOXES.items()},
    }


def pool_boxes(terms: Terms) -> list[tuple[dict[str, str], list[tuple[str, str]]]]:
    """The pools, each with the names and labels of its two boxes."""
    labels = ("Places", "Beside them, for calls and walk-ins")
    apart = _own_pools(terms).values()
    return [
        (each.title.root, list(zip(_boxes_of(each), labels, strict=True)))
        for each in terms.pools
        if each not in apart
    ]


def rows_of_groups(terms: Terms) -> int:
    """How many rows the table of groups has: those that are there, and some to add."""
    return max(MOST_GROUPS, len(terms.bands) + 1)


def _own_pools(terms: Terms) -> dict[str, Pool]:
    """The pools that count one group alone, by the group; they stand in its row."""
    return {each.counts[0]: each for each in terms.pools if len(each.counts) == 1 and not each.held_back}


def _typed_group(band: Band, apart: Mapping[str, Pool]) -> dict[str, str]:
    places = str(apart[band.id].capacity) if band.id in apart else ""
    return {**{box: band.title.root.get(code, "") for code, box in BOXES.items()}, "places": places}


def _boxes_of(pool: Pool) -> tuple[str, str]:
    return f"capacity_{pool.id}", f"held_back_{pool.id}"


def words(data: Mapping[str, Any]) -> tuple[dict[str, Any], Errors]:
    """Title and lead in languages."""
    titles = {code: written(data, f"title_{box}") for code, box in BOXES.items()}
    leads = {code: written(data, f"lead_{box}") for code, box in BOXES.items()}
    errors: Errors = {
        f"lead_{BOXES[code]}": "Please write at most 2,000 characters."
        for code, text in leads.items()
        if len(text) > LONGEST_LEAD
    }
    if not titles["ja"] or any(len(each) > LONGEST for each in titles.values()):
        errors["title_ja"] = "Please enter a title of up to 200 characters."
    if leads["en"] and not leads["ja"]:
        errors["lead_ja"] = "Please write it in Japanese, too."
    said = {"title": titles, "lead": leads}
    return {name: {code: text for code, text in each.items() if text} for name, each in said.items()}, errors


def numbers(data: Mapping[str, Any], limits: Mapping[str, tuple[int, int]]) -> tuple[dict[str, int], Errors]:
    """Numbers within limits, by the name of their box."""
    read = {
        name: read_count(str(data.get(name, "")) or USUAL.get(name, ""), least=least, most=most)
        for name, (least, most) in limits.items()
    }
    errors = {name: "Please enter a number in figures." for name, value in read.items() if value is None}
    return {name: value for name, value in read.items() if value is not None}, errors


def _terms(data: Mapping[str, Any], counts: Mapping[str, int], before: Terms | None = None) -> dict[str, Any]:
    waits, once = str(data.get("waiting", "")), str(data.get("once", ""))
    return {
        **{name: counts[name] for name in ("largest_party", "minutes", "opens_days")},
        "closes_minutes": minutes(counts["closes_hours"], before.closes_minutes if before else 0),
        "cancel_minutes": minutes(counts["cancel_hours"], before.cancel_minutes if before else 0),
        "waiting": Waiting(waits) if waits in set(Waiting) else Waiting.NONE,
        "once": Once(once) if once in set(Once) else Once.NEVER_MIND,
    }


def minutes(hours: int, before: int) -> int:
    """Whole hours are typed: left as they were, half an hour more is not lost."""
    return before if hours == before // 60 else 60 * hours


def _groups(data: Mapping[str, Any], before: Terms, *, most: int) -> tuple[list[Any], list[Any], Errors]:
    """The groups that are counted apart, the pools of those with places of their own, and what is wrong.

    A group that is there keeps its id, by which reservations count its people, until its row is emptied.
    Where no pool counts everybody, each group needs places of its own, and one stays.
    """
    bands, pools, errors = list[Any](), list[Any](), Errors()
    apart, ids = _own_pools(before), [each.id for each in before.bands]
    shared = [each for each in before.pools if each not in apart.values()]
    is_shared = not before.pools or any(not each.counts for each in shared)
    counted = {id for each in shared for id in each.counts}
    for at in range(1, rows_of_groups(before) + 1):
        typed = {part: written(data, f"group_{part}_{at}") for part in GROUP}
        id = ids[at - 1] if at <= len(ids) else _unused(f"group_{at}", ids)
        if not any(typed.values()):
            if id in counted:
                errors[f"group_ja_{at}"] = "Its places are counted with those of others, so it stays."
            continue
        title = {code: typed[box] for code, box in BOXES.items() if typed[box]}
        places = read_count(typed["places"] or "0", most=most)
        if not typed["ja"] or any(len(each) > LONGEST for each in title.values()):
            errors[f"group_ja_{at}"] = "Please name the group in Japanese, in up to 200 characters."
        if places is None or not (places or is_shared or id in counted):
            errors[f"group_places_{at}"] = "Please enter a number in figures, at most the places in all."
        bands.append({"id": id, "title": title})
        if places and id not in counted:
            pool = apart[id].id if id in apart else _unused(id, [each.id for each in before.pools])
            pools.append({"id": pool, "title": title, "capacity": places, "counts": (id,)})
    if not bands and not is_shared:
        errors["group_ja_1"] = "Please name the group in Japanese, in up to 200 characters."
    return bands, pools, errors


def _unused(id: str, taken: Collection[str]) -> str:
    return next(each for each in (id, *(f"{id}_{more}" for more in range(2, 100))) if each not in taken)


def written(data: Mapping[str, Any], name: str) -> str:
    """What was typed, without what nobody types."""
    return str(data.get(name, "")).replace("\0", "").strip()
