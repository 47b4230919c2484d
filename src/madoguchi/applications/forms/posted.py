"""What a page posted, as answers: flat names become nested values, exactly as typed.

Names: `child.family`, `child.birth_date.year`, `hours.mon.0.from`, `clubs.1`, `days` (several times),
`siblings/r2/birth.year`. Buttons: `add_row=siblings`, `remove_row=siblings/r2`, `find_address=address`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.http import QueryDict

from madoguchi.applications.forms.addresses import fill_found, fill_picked
from madoguchi.rules import addresses
from madoguchi.rules.documents import Document, GroupQuestion, Question
from madoguchi.rules.questions import accounts, days, groups, hours

LONGEST_TYPED: Final = 20_000  # characters of one box; longer is cut off, and said to be too long
NAME_PARTS: Final = ("family", "given", "family_kana", "given_kana", "single_name")
FLAT_PARTS: Final = {
    "date": days.BOXES,
    "person_name": NAME_PARTS,
    "child": NAME_PARTS,
    "guardian": (*NAME_PARTS, "relation"),
    "postal_address": addresses.PARTS,
    "bank_account": accounts.PARTS,
}
WORKDAYS: Final = hours.DAYS[:5]


def read_step(
    document: Document, step_id: str, data: QueryDict, answers: Mapping[str, Any]
) -> dict[str, Any]:
    """`answers` with what was posted for the questions of this step; what was not on the page stays."""
    read = dict(answers)
    for question in document.step(step_id).questions:
        before = answers.get(question.id)
        if isinstance(question, GroupQuestion):
            read[question.id] = _rows(question, data, before)
        else:
            read[question.id] = _raw(question, question.id, data, before)
    return {key: value for key, value in read.items() if value is not None}


def _raw(question: Question, name: str, data: QueryDict, before: Any) -> Any:
    """The answer under `name` as typed, or `before` when its boxes were not on the page."""
    kind = _type(question)
    if kind in FLAT_PARTS:
        return _parts(kind, name, data, before)
    if kind == "weekly_hours":
        return _week(name, data, before)
    if kind == "ranked_places":
        return _ranks(name, data, before)
    if kind == "files":
        return _files(name, data, before)
    if name not in data or kind == "explanation":
        return before
    if kind == "choices":
        return [each for each in data.getlist(name) if each]
    return _typed(data, name)


def _type(question: Question) -> str:
    return str(getattr(question, "type", ""))


def _typed(data: QueryDict, name: str) -> str:
    """The last value under that name: an empty hidden box stands before each tick."""
    return str(data.get(name, ""))[: LONGEST_TYPED + 1]


def _parts(kind: str, name: str, data: QueryDict, before: Any) -> Any:
    parts = {part: _typed(data, f"{name}.{part}") for part in FLAT_PARTS[kind] if f"{name}.{part}" in data}
    if f"{name}.birth_date.year" in data:
        parts["birth_date"] = _parts("date", f"{name}.birth_date", data, None)
    if not parts:
        return before
    if kind == "postal_address":
        return fill_picked(name, data, fill_found(name, data, parts))
    return parts


def _week(name: str, data: QueryDict, before: Any) -> Any:
    week: dict[str, list[list[str]]] = {}
    for day in hours.DAYS:
        for index in range(hours.RANGES_A_DAY):
            ends = [f"{name}.{day}.{index}.{end}" for end in ("from", "to")]
            if any(end in data for end in ends):
                week.setdefault(day, []).append([_typed(data, end) for end in ends])
    if data.get("add_row") == name:
        week = _like_the_first_day(week)
    return week or before


def _like_the_first_day(week: dict[str, list[list[str]]]) -> dict[str, list[list[str]]]:
    """Empty days from Monday to Friday get the hours of the first day that has some."""
    filled = next((week[day] for day in WORKDAYS if _is_filled(week.get(day))), None)
    if filled is None:
        return week
    return {**week, **{day: filled for day in WORKDAYS if not _is_filled(week.get(day))}}


def _is_filled(ranges: Iterable[Iterable[str]] | None) -> bool:
    return any(end.strip() for ends in ranges or () for end in ends)


def _ranks(name: str, data: QueryDict, before: Any) -> Any:
    ranks = sorted(int(rank) for key in data if (rank := _rank(key, name)))
    return [_typed(data, f"{name}.{rank}") for rank in ranks] if ranks else before


def _rank(key: str, name: str) -> str:
    """`2` of `clubs.2`."""
    rank = key.removeprefix(f"{name}.") if key.startswith(f"{name}.") else ""
    return rank if rank.isascii() and rank.isdecimal() and len(rank) <= 2 else ""


def _files(name: str, data: QueryDict, before: Any) -> Any:
    """Files are kept when they arrive; here it is only said whether a reason stands instead of them."""
    if f"{name}.mode" not in data:
        return before
    given = before.get("given", []) if isinstance(before, dict) else before or []
    if data[f"{name}.mode"] == "cannot":
        return {"cannot": _typed(data, f"{name}.cannot"), "given": given}
    return given


def _rows(question: GroupQuestion, data: QueryDict, before: Any) -> Any:
    """The rows on the page, each with its permanent id, after the buttons for adding and removing."""
    rows = {row["_id"]: row for row in stored_rows(before)}
    gone = data.get("remove_row", "")
    for row_id in _posted_ids(question.id, data):
        if len(rows) < question.repeat.at_most or row_id in rows:
            rows[row_id] = _row(question, row_id, data, rows.get(row_id, {"_id": row_id}))
    kept = [row for row_id, row in rows.items() if gone != f"{question.id}/{row_id}"]
    if data.get("add_row") == question.id and len(kept) < question.repeat.at_most:
        kept.append({"_id": groups.next_row_id([*rows.values()])})
    return kept if kept or before is not None else None


def stored_rows(before: Any) -> list[dict[str, Any]]:
    """The rows of a raw answer that have an id."""
    rows = before if isinstance(before, list) else []
    return [row for row in rows if isinstance(row, dict) and groups.ROW_ID.fullmatch(str(row.get("_id")))]


def _posted_ids(group: str, data: QueryDict) -> list[str]:
    """Ids of the rows named in what was posted, in the order of the page."""
    named = (key.split("/") for key in data if key.startswith(f"{group}/"))
    ids = dict.fromkeys(words[1] for words in named if len(words) == 3)
    return [row_id for row_id in ids if groups.ROW_ID.fullmatch(row_id)]


def _row(question: GroupQuestion, row_id: str, data: QueryDict, before: Mapping[str, Any]) -> dict[str, Any]:
    prefix = f"{question.id}/{row_id}/"
    read = {each.id: _raw(each, prefix + each.id, data, before.get(each.id)) for each in question.questions}
    return {**before, **{key: value for key, value in read.items() if value is not None}, "_id": row_id}
