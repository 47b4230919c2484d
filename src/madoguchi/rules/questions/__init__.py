"""What each type of question takes as an answer, and how an answer is said in one line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from madoguchi.rules.documents import GroupQuestion, Question
from madoguchi.rules.problems import Problem
from madoguchi.rules.questions import (
    accounts,
    choosing,
    contact,
    days,
    files,
    groups,
    hours,
    numbers,
    people,
    places,
    slots,
    words,
)
from madoguchi.rules.questions.reading import Wrong

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """How answers of one type are read (raising Wrong, within this package only) and said."""

    read: Callable[[Any, object, Any], Any]
    show: Callable[[Any, Any, str, Any], str]


KINDS: Final = {
    "text": Kind(words.read_text, words.show_text),
    "long_text": Kind(words.read_long_text, words.show_text),
    "integer": Kind(numbers.read_integer, numbers.show_number),
    "decimal": Kind(numbers.read_decimal, numbers.show_number),
    "money": Kind(numbers.read_money, numbers.show_money),
    "date": Kind(days.read_date, days.show_date),
    "time": Kind(days.read_time, days.show_time),
    "yes_no": Kind(choosing.read_yes_no, choosing.show_yes_no),
    "choice": Kind(choosing.read_choice, choosing.show_choice),
    "choices": Kind(choosing.read_choices, choosing.show_choices),
    "consent": Kind(choosing.read_consent, choosing.show_consent),
    "explanation": Kind(choosing.read_nothing, choosing.show_nothing),
    "person_name": Kind(people.read_person, people.show_person),
    "child": Kind(people.read_child, people.show_child),
    "guardian": Kind(people.read_guardian, people.show_guardian),
    "postal_address": Kind(contact.read_address, contact.show_address),
    "phone": Kind(contact.read_phone, contact.show_phone),
    "email": Kind(contact.read_email, words.show_text),
    "files": Kind(files.read_files, files.show_files),
    "weekly_hours": Kind(hours.read_hours, hours.show_hours),
    "place": Kind(places.read_place, places.show_place),
    "ranked_places": Kind(places.read_ranked, places.show_ranked),
    "slot": Kind(slots.read_slot, slots.show_slot),
    "bank_account": Kind(accounts.read_account, accounts.show_account),
    "corporate_number": Kind(accounts.read_corporate_number, words.show_text),
}


def blank(question: Question, raw: object) -> bool:
    """Whether nothing was answered: empty boxes, no tick. A "no" is an answer, and so is a row."""
    kind = _type(question)
    if kind == "yes_no" and isinstance(raw, bool):
        return False
    if kind == "consent":
        return raw in (None, False, "", "false", "no", "off", "0")
    if kind == "group" and isinstance(raw, list):
        return not raw
    return kind == "explanation" or people.nothing(raw)


def missing(question: Question, raw: object, path: str) -> Problem:
    """What is asked for where nothing was answered: the reason, once files are put off."""
    is_put_off = _type(question) == "files" and isinstance(raw, Mapping) and "cannot" in raw
    return Problem(f"{path}.cannot" if is_put_off else path, "required")


def read(question: Question, raw: object, facts: Facts, path: str = "") -> Any:
    """The canonical answer that `raw` means, None if it is blank, or a tuple of all Problems with it.

    `raw` is any JSON value: what a page posted, or an answer that is canonical already (read again, it stays
    the same). Never raises. `facts` holds `places` and `today` where they are known. Problems stand at `path`
    (the question's id unless given) or at a part of it: `child.birth_date`, `siblings/r2/school`.
    """
    if blank(question, raw):
        return None
    try:
        return _read(question, raw, facts)
    except Wrong as found:
        return tuple(Problem((path or question.id) + at, code, said) for at, code, said in found.problems)


def show(question: Question, value: Any, language: str, facts: Facts) -> str:
    """A canonical answer as one line in `language` (ja, ja-easy with ruby, en); "" where there is none."""
    if value is None:
        return ""
    if isinstance(question, GroupQuestion):
        return " ／ ".join(_show_row(question, row, language, facts) for row in value)
    return KINDS[_type(question)].show(question, value, language, facts)


def show_parts(question: Question, value: Any, language: str, facts: Facts) -> dict[str, str]:
    """The lines a person checks one by one: name, kana, relation, birth_date; for other types {"": show}."""
    if value is None or _type(question) not in {"person_name", "child", "guardian"}:
        return {"": show(question, value, language, facts)}
    lines = {"name": people.full_name(value), "kana": people.full_kana(value)}
    if relation := value.get("relation"):
        lines["relation"] = people.RELATIONS[relation][language]
    if birth := value.get("birth_date"):
        lines["birth_date"] = days.show_date(None, birth, language, None)
    return lines


def index_value(question: Question, value: Any) -> tuple[str | None, Decimal | None, date | None]:
    """(text, number, day) of a canonical answer for queues and filters; exactly one is filled, or none.

    Options and places stand as their ids (of wished places the first), yes and no as "yes" and "no".
    """
    kind = _type(question)
    if value is None:
        return None, None, None
    if kind == "date":
        return None, None, date.fromisoformat(value)
    if kind in {"integer", "decimal", "money"}:
        return None, Decimal(str(value)), None
    return _index_text(question, value), None, None


def _type(question: Question) -> str:
    return str(getattr(question, "type", ""))


def _index_text(question: Question, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if _type(question) == "slot":
        return slots.indexed(value)
    if isinstance(value, str):
        return value
    if _type(question) == "ranked_places":
        return str(value[0])
    if _type(question) in {"child", "guardian"}:
        return people.full_name(value)
    return show(question, value, "ja", {})


def _read(question: Question, raw: object, facts: Facts) -> Any:
    if not isinstance(question, GroupQuestion):
        return KINDS[_type(question)].read(question, raw, facts)
    rows = groups.read_rows(question, raw, facts)
    problems: list[tuple[str, str, dict[str, object]]] = []
    found = [_read_row(question, row, facts, problems) for row in rows]
    if problems:
        raise Wrong(*problems)
    return found


def _read_row(
    question: GroupQuestion, row: Mapping[str, Any], facts: Facts, problems: list[Any]
) -> dict[str, Any]:
    """The row's answers; what is wrong with them goes to `problems`. What is missing, the journey says."""
    answers: dict[str, Any] = {"_id": row["_id"]}
    for each in question.questions:
        if not blank(each, row.get(each.id)):
            try:
                answers[each.id] = _read(each, row[each.id], facts)
            except Wrong as found:
                problems += found.inside(f"/{row['_id']}/{each.id}").problems
    return answers


def _show_row(question: GroupQuestion, row: Mapping[str, Any], language: str, facts: Facts) -> str:
    said = (show(each, row.get(each.id), language, facts) for each in question.questions)
    return choosing.separator(language).join(filter(None, said))
