"""A condition on the officer's page: its lines as boxes, what was typed into them, and what it says."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import Http404, QueryDict
from django.utils.safestring import SafeString

from madoguchi.base.texts import say, say_plain, text_plain
from madoguchi.places.queries import places_of
from madoguchi.rules.conditions import (
    RELATIONS,
    Joined,
    Kept,
    Line,
    Subject,
    Unfinished,
    added,
    added_group,
    comparable,
    fitted,
    read,
    removed,
    scope_at,
    subjects_in,
    with_places,
)
from madoguchi.rules.documents import Document
from madoguchi.rules.editing import at, title_at
from madoguchi.rules.expressions import Scope
from madoguchi.rules.expressions.types import NUMBERS, ORDERED
from madoguchi.rules.phrasing import said_of
from madoguchi.rules.traits import place_kinds
from madoguchi.studio.writing import as_yaml

PLACES: Final[Mapping[str, str]] = {
    r"steps\[\w+\]\.ask_when": "When is the step “{title}” asked?",
    r"steps\[\w+\](\.questions\[\w+\]){1,2}\.ask_when": "When is “{title}” asked?",
    r"steps\[\w+\](\.questions\[\w+\]){1,2}\.required_when": "When must “{title}” be answered?",
    r"checks\[\w+\]\.refuse_when": "When is an application refused with “{title}”?",
    r"review\.checklist\[\w+\]\.ask_when": "When is “{title}” on the checklist?",
    r"computed\[\w+\]\.value": "How is “{title}” computed?",
    r"steps\[\w+\](\.questions\[\w+\]){1,2}\.earliest": "Which is the first day allowed for “{title}”?",
    r"steps\[\w+\](\.questions\[\w+\]){1,2}\.latest": "Which is the last day allowed for “{title}”?",
    r"letters\[\w+\]\.items\[\d+\]\.show_when": "When does the letter have the line “{title}”?",
}
RELATION_WORDS: Final[Mapping[str, str]] = {
    "yes": "is “Yes”",
    "no": "is “No”",
    "is": "is the same as",
    "is_not": "is other than",
    "one_of": "is one of",
    "none_of": "is none of",
    "contains": "includes",
    "lacks": "does not include",
    "at_least": "is at least",
    "at_most": "is at most",
    "more_than": "is more than",
    "less_than": "is less than",
    "answered": "is answered",
    "unanswered": "is not answered",
}
DAY_WORDS: Final[Mapping[str, str]] = {
    "at_least": "is on or after",
    "at_most": "is on or before",
    "more_than": "is after",
    "less_than": "is before",
}
REASONS: Final[Mapping[tuple[str, str], str]] = {
    ("subject", "missing"): "Please choose what the line is about.",
    ("subject", "unknown"): "This is no longer asked before this place. Please choose something else.",
    ("relation", "missing"): "Please choose how it compares.",
    ("value", "missing"): "Please fill in what it is compared with.",
    ("value", "unknown"): "This option is no longer there. Please choose another.",
    ("value", "no_number"): "Please enter a number, e.g. 4 or 1.5.",
    ("value", "no_day"): "Please enter a day, e.g. 2026-04-01, or “today”.",
    ("value", "no_time"): "Please enter a time, e.g. 18:00.",
}
_BOX: Final = re.compile(r"(\d+)(?:\.(\d+))?\.(subject|relation|value|other|how|kept)")
MOST_LINES: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a condition stands in the draft, and what it may be about there."""

    path: str
    question: SafeString  # what the condition answers
    raw: Any
    subjects: Mapping[str, Subject]
    scope: Scope
    used: frozenset[str]  # what it is about now, by key
    type: str = ""  # of a computed value

    @property
    def is_bound(self) -> bool:
        """Whether it is the first or the last day that a question allows."""
        return self.path.endswith((".earliest", ".latest"))

    @property
    def is_value(self) -> bool:
        """Whether it is worked out by a recipe; all else is built in lines, as is a value of yes or no."""
        return self.is_bound or bool(self.type)

    @property
    def is_condition(self) -> bool:
        """Whether it can be built in lines."""
        return not self.is_value or self.type == "yes_no"

    @property
    def nothing(self) -> bool | None:
        """What stands there before there is a line: where there must be a condition, one that is never so."""
        return False if self.path.endswith((".refuse_when", ".value")) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Something to choose in a box."""

    value: str
    title: str
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LineBoxes:
    """A line, or several that are joined, as boxes."""

    place: str
    subjects: tuple[Choice, ...] = ()
    relations: tuple[Choice, ...] = ()
    takes: str = "none"  # one, several, option, other, none
    options: tuple[Choice, ...] = ()
    others: tuple[Choice, ...] = ()  # what it may be compared with instead of a value
    value: str = ""
    unit: Mapping[str, str] | None = None
    kept: str = ""  # as JSON, to come back unchanged
    said: Mapping[str, str] | None = None  # of what is kept
    how: str = ""  # of what is joined
    lines: tuple[LineBoxes, ...] = ()
    wrong: Mapping[str, SafeString] | None = None


def access_place(document: Document, plain: Mapping[str, Any], path: str) -> Place:
    """The place of a condition in the draft. Raises Http404 where none may stand."""
    words = next((each for pattern, each in PLACES.items() if re.fullmatch(pattern, path)), None)
    holder = path.rpartition(".")[0]
    if words is None or at(plain, holder) is None:
        raise Http404
    raw, scope = at(plain, path), with_places(scope_at(document, path), document, _names_of_places(document))
    used = frozenset(re.findall(r'"(?:answer|row)": "([^"]+)"', json.dumps(raw)))
    keys = frozenset(f"{kind}:{each}" for each in used for kind in ("answer", "row"))
    return Place(
        path=path,
        question=say(words, title=title_at(plain, holder) or holder),
        raw=raw,
        subjects=subjects_in(scope, used=keys),
        scope=scope,
        used=keys,
        type=at(plain, f"{holder}.type") if path.startswith("computed[") else "",
    )


def _names_of_places(document: Document) -> dict[str, dict[str, Mapping[str, str]]]:
    """The city's places by kind and code, those closed for good left out."""
    return {
        kind: {
            code: {"ja": each["name"], **each["names"]}
            for code, each in places_of(kind).items()
            if each["closed_on"] is None
        }
        for kind in place_kinds(document)
    }


def posted_lines(posted: QueryDict, place: Place) -> Joined:
    """The lines as they were on the page, after the button that was pressed."""
    lines = fitted(_posted(posted), place.subjects)
    act, _, where = posted.get("act", "").partition(":")
    match act:
        case "add":
            return added(lines, int(where) if where.isdecimal() else None)
        case "group":
            return added_group(lines)
        case "remove" if re.fullmatch(r"\d{1,3}(\.\d{1,3})?", where):
            return removed(lines, where)
        case "clear":
            return Joined()
    return lines


def _posted(posted: QueryDict) -> Joined:
    found: dict[int, dict[int | None, dict[str, list[str]]]] = {}
    for name in posted:
        if match := _BOX.fullmatch(name):
            outer, inner = int(match[1]), int(match[2]) if match[2] else None
            if outer < MOST_LINES and (inner or 0) < MOST_LINES:
                found.setdefault(outer, {}).setdefault(inner, {})[match[3]] = posted.getlist(name)
    items = (_posted_item(found[outer]) for outer in sorted(found))
    return Joined(_how(posted.get("how")), tuple(items))


def _posted_item(boxes: Mapping[int | None, Mapping[str, list[str]]]) -> Line | Kept | Joined:
    own = boxes.get(None, {})
    if "how" in own:
        inside = (_posted_line(boxes[each]) for each in sorted(key for key in boxes if key is not None))
        return Joined(_how(own["how"][0]), tuple(inside))
    return _posted_line(own)


def _posted_line(boxes: Mapping[str, list[str]]) -> Line | Kept:
    if "kept" in boxes:
        try:
            return Kept(json.loads(boxes["kept"][0]))
        except ValueError:
            return Line()
    subject, relation = (boxes.get(each, [""])[0] for each in ("subject", "relation"))
    (other,) = boxes.get("other", [""])[:1]
    return Line(subject, relation, tuple(boxes.get("value", ())), other)


def _how(written: str | None) -> str:
    return "any" if written == "any" else "all"


def boxes_of(
    lines: Joined, place: Place, document: Document, unfinished: tuple[Unfinished, ...]
) -> tuple[LineBoxes, ...]:
    """The lines as boxes, what is unfinished said beside them."""
    wrong = {each.place: {each.box: say(REASONS[each.box, each.reason])} for each in unfinished}
    return tuple(_boxes(each, str(n), place, document, wrong) for n, each in enumerate(lines.items))


def _boxes(
    item: Line | Kept | Joined,
    name: str,
    place: Place,
    document: Document,
    wrong: Mapping[str, Mapping[str, SafeString]],
) -> LineBoxes:
    match item:
        case Joined(how, items):
            inside = (_boxes(each, f"{name}.{n}", place, document, wrong) for n, each in enumerate(items))
            return LineBoxes(place=name, how=how, lines=tuple(inside))
        case Kept(raw):
            return LineBoxes(place=name, kept=json.dumps(raw), said=said_of(document, raw, place.scope))
        case Line():
            return _line_boxes(item, name, place, wrong.get(name, {}))


def _line_boxes(line: Line, name: str, place: Place, wrong: Mapping[str, SafeString]) -> LineBoxes:
    subjects = tuple(choice_of(each, line.subject) for each in place.subjects.values())
    subject = place.subjects.get(line.subject)
    if subject is None:
        return LineBoxes(place=name, subjects=subjects, wrong=wrong)
    words = {**RELATION_WORDS, **(DAY_WORDS if subject.type.kind in ORDERED - NUMBERS else {})}
    takes = RELATIONS[line.relation].takes if line.relation in RELATIONS else "none"
    return LineBoxes(
        place=name,
        subjects=subjects,
        relations=tuple(
            Choice(value=each, title=say(words[each]), is_chosen=each == line.relation)
            for each in subject.relations
        ),
        takes="other" if line.other else "option" if takes == "one" and subject.options else takes,
        options=tuple(
            Choice(value=id, title=text_plain(title), is_chosen=id in line.values)
            for id, title in subject.options.items()
        ),
        others=tuple(choice_of(each, line.other) for each in comparable(subject, place.subjects))
        if takes == "one"
        else (),
        value=line.values[0] if line.values else "",
        unit=subject.unit if subject.type.kind in NUMBERS else None,
        wrong=wrong,
    )


def choice_of(subject: Subject, chosen: str) -> Choice:
    """Something asked or computed, to choose in a box."""
    title = text_plain(subject.title)
    if subject.key.startswith("row:"):
        title = say_plain("{title} in this row", title=title)
    return Choice(value=subject.key, title=title, is_chosen=subject.key == chosen)


def lines_of(place: Place) -> Joined:
    """What stands in the draft, as lines."""
    return Joined() if place.raw is place.nothing else read(place.raw, place.subjects)


def text_of(place: Place) -> str:
    """What stands in the draft, as YAML."""
    return "" if place.raw is None else as_yaml(place.raw)
