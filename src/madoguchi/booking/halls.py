"""What officers type about halls: rooms, hours, margins, fees and reductions; read, or said what is wrong."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from madoguchi.booking import forms
from madoguchi.booking.forms import BOXES, Errors
from madoguchi.booking.making import Room
from madoguchi.rules.slots import Hire, Reduction, Terms

if TYPE_CHECKING:
    from madoguchi.booking.models import Resource
    from madoguchi.places.models import Place

MOST_ROOMS: Final = 12
MOST_REDUCTIONS: Final = 4
STEPS: Final = (15, 30, 60)
PLAIN: Final = ("before_minutes", "after_minutes", "largest_party", "opens_days")  # as terms have them
LIMITS: Final = {
    "yen_an_hour": (0, 999_999),
    "longest_hours": (1, 24),
    "weeks_at_most": (1, 26),
    "before_minutes": (0, 240),
    "after_minutes": (0, 240),
    **{name: limits for name, limits in forms.LIMITS.items() if name != "minutes"},
}
NEW: Final = {
    "opens": "09:00",
    "closes": "21:00",
    "step_minutes": "60",
    "longest_hours": "12",
    "weeks_at_most": "1",
    "before_minutes": "0",
    "after_minutes": "0",
    "yen_an_hour": "0",
    "largest_party": "50",
    "opens_days": "90",
    "closes_hours": "0",
    "cancel_hours": "0",
    "by_approval": "1",
    "is_public": "1",
}


def hall(
    data: Mapping[str, Any], *, before: Terms | None, rooms: Sequence[Resource], places: Mapping[str, Place]
) -> tuple[dict[str, Any], list[Room], Errors]:
    """A hall as it shall be: its words and terms, its rooms, and what is wrong with what was typed."""
    words, wrong = forms.words(data)
    numbers, odd = forms.numbers(data, LIMITS)
    reductions, odd_reductions = _reductions(data, before.hire.reductions if before and before.hire else ())
    found, odd_rooms = _rooms(data, rooms, places)
    if errors := {**wrong, **odd, **_wrong_hours(data), **odd_reductions, **odd_rooms}:
        return {}, [], errors
    terms = before or Terms()
    changed = {
        **{name: numbers[name] for name in PLAIN},
        "closes_minutes": forms.minutes(numbers["closes_hours"], terms.closes_minutes),
        "cancel_minutes": forms.minutes(numbers["cancel_hours"], terms.cancel_minutes),
        "by_approval": data.get("by_approval") == "1",
        "hire": Hire(
            opens=forms.written(data, "opens"),
            closes=forms.written(data, "closes"),
            step_minutes=int(data["step_minutes"]),
            longest_minutes=60 * numbers["longest_hours"],
            weeks_at_most=numbers["weeks_at_most"],
            yen_an_hour=numbers["yen_an_hour"],
            reductions=tuple(reductions),
        ),
    }
    return {**words, "terms": terms.model_copy(update=changed)}, found, {}


def typed_hall(terms: Terms, hire: Hire, rooms: Sequence[Resource]) -> dict[str, str]:
    """What stands in the boxes of a hall that is there, beside its words."""
    return {
        **{name: str(getattr(terms, name)) for name in PLAIN},
        **{f"{name}_hours": str(getattr(terms, f"{name}_minutes") // 60) for name in ("closes", "cancel")},
        **{name: str(getattr(hire, name)) for name in ("opens", "closes", "step_minutes", "weeks_at_most")},
        "longest_hours": str(hire.longest_minutes // 60),
        "yen_an_hour": str(hire.yen_an_hour),
        "by_approval": "1" if terms.by_approval else "",
        **{
            name: value
            for at, each in enumerate(hire.reductions, start=1)
            for name, value in _titled("reduction", at, each.title.root, percent=each.percent)
        },
        **{
            name: value
            for at, each in enumerate(rooms, start=1)
            for name, value in _titled("room", at, each.title, seats=each.seats, place=each.place_id)
        },
    }


def _titled(kind: str, at: int, title: Mapping[str, str], **more: object) -> list[tuple[str, str]]:
    boxes = {box: title.get(code, "") for code, box in BOXES.items()} | more
    return [(f"{kind}_{part}_{at}", "" if value is None else str(value)) for part, value in boxes.items()]


def _wrong_hours(data: Mapping[str, Any]) -> Errors:
    opens, closes = (forms.read_time(forms.written(data, name)) for name in ("opens", "closes"))
    errors: Errors = {}
    if opens is None:
        errors["opens"] = "Please enter a time, for example 10:00."
    if closes is None or (opens and closes <= opens):
        errors["closes"] = "Please enter a time after the first one."
    if forms.written(data, "step_minutes") not in map(str, STEPS):
        errors["step_minutes"] = "Please choose how many minutes lie between two times."
    return errors


def _rows(data: Mapping[str, Any], kind: str, parts: Collection[str], most: int) -> dict[int, dict[str, str]]:
    """The rows of a table as typed, by number."""
    return {
        at: {part: forms.written(data, f"{kind}_{part}_{at}") for part in parts} for at in range(1, most + 1)
    }


def _title(typed: Mapping[str, str]) -> tuple[dict[str, str], bool]:
    """The title in languages, and whether it can stay so."""
    title = {code: typed[box] for code, box in BOXES.items() if typed[box]}
    return title, bool(typed["ja"]) and all(len(each) <= forms.LONGEST for each in title.values())


def _reductions(data: Mapping[str, Any], before: Sequence[Reduction]) -> tuple[list[Reduction], Errors]:
    """A row that was there keeps its id, by which reservations name it; emptied, it is given no more."""
    found, errors = list[Reduction](), Errors()
    for at, typed in _rows(data, "reduction", (*BOXES.values(), "percent"), MOST_REDUCTIONS).items():
        if not any(typed.values()):
            continue
        title, is_right = _title(typed)
        percent = forms.read_count(typed["percent"], least=1, most=100)
        if not is_right:
            errors[f"reduction_ja_{at}"] = "Please name it in Japanese, in up to 200 characters."
        if percent is None:
            errors[f"reduction_percent_{at}"] = "Please enter a number from 1 to 100."
        if is_right and percent is not None:
            id = before[at - 1].id if at <= len(before) else _unused(before, at)
            found.append(Reduction.model_validate({"id": id, "title": title, "percent": percent}))
    return found, errors


def _unused(before: Sequence[Reduction], at: int) -> str:
    taken = {each.id for each in before}
    return next(id for number in range(at, 100) if (id := f"reduction_{number}") not in taken)


def _rooms(
    data: Mapping[str, Any], before: Sequence[Resource], places: Mapping[str, Place]
) -> tuple[list[Room], Errors]:
    """An emptied row takes the room away, unless it was ever reserved."""
    found, errors = list[Room](), Errors()
    for at, typed in _rows(data, "room", (*BOXES.values(), "seats", "place"), MOST_ROOMS).items():
        known = before[at - 1] if at <= len(before) else None
        if not any(typed[part] for part in (*BOXES.values(), "seats")) and not (known and known.is_used):  # type: ignore[attr-defined]
            continue
        title, is_right = _title(typed)
        place = places.get(typed["place"])
        seats = forms.read_count(typed["seats"] or "0", most=10_000)
        if not is_right:
            errors[f"room_ja_{at}"] = (
                "Please name it in Japanese; a room that was reserved before stays."
                if known
                else "Please name it in Japanese, in up to 200 characters."
            )
        if place is None:
            errors[f"room_place_{at}"] = "Please choose a place."
        if seats is None:
            errors[f"room_seats_{at}"] = "Please enter a number in figures."
        if is_right and place is not None and seats is not None:
            found.append(Room(code=known.pk if known else "", place=place, title=title, seats=seats or None))
    if not found and not errors:
        errors["room_ja_1"] = "Please name at least one room."
    return found, errors
