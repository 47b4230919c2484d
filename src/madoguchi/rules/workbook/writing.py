"""A procedure document as the sheets of a workbook. What a column cannot hold stands as YAML beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from madoguchi.rules.documents import Document
from madoguchi.rules.phrasing import branches
from madoguchi.rules.workbook import words
from madoguchi.rules.workbook.cells import LONGEST, Cell, Sheet, flat, is_safe, shown, spelled
from madoguchi.rules.workbook.settings import SETTINGS, Kind, Setting

Plain = dict[str, Any]
Row = dict[str, Cell]

TITLES: Final = (words.TITLE, words.HINT, words.EXAMPLE, words.WHY, words.BODY, words.UNIT)
TRANSLATED: Final = tuple(f"{title}{mark}" for mark in list(words.LANGUAGES.values())[1:] for title in TITLES)
QUESTION_COLUMNS: Final = (
    *(words.LEVEL, words.ID, words.TYPE, words.TITLE, words.REQUIRED, words.HINT, words.EXAMPLE),
    *(words.WHY, words.BODY, words.LEAST, words.MOST, words.UNIT, words.LISTED, words.CARE, words.PLACES),
    *TRANSLATED,
    words.REST,
)
MARKS: Final = tuple(words.LANGUAGES.values())
OPTION_COLUMNS: Final = (
    *(words.OF_QUESTION, words.TITLED, words.ID),
    *(f"{title}{mark}" for mark in MARKS for title in (words.OPTION, words.NOTE)),
    words.REST,
)
BRANCH_COLUMNS: Final = (words.TARGET, words.TITLED, words.WHAT, words.SAID, words.EXPRESSION)
VALUE_COLUMNS: Final = (
    *(words.LEVEL, words.ID, words.TYPE),
    *(f"{words.NAME}{mark}" for mark in MARKS),
    *(words.SAID, words.EXPRESSION, words.AT, words.REST),
)
SETTING_COLUMNS: Final = (words.KEY, *(f"{words.VALUE}{mark}" for mark in MARKS), words.MEANING)
PART_COLUMNS: Final = (words.PART, words.CONTENT)
LONG_COLUMNS: Final = (words.TICKET, words.CHUNK)
BETWEEN: Final = "、"


def body_key(type: str | None) -> str:
    """Where the long text of a question stands; of a step, where there is no type."""
    return {None: "intro", "consent": "statement"}.get(type, "body")


def bound_keys(type: str | None) -> tuple[str, str]:
    """Where the least and the most of a question stand."""
    return ("min_length", "max_length") if type in ("text", "long_text") else ("at_least", "at_most")


def write(document: Document) -> tuple[Sheet, ...]:
    """The sheets of `document`, in the order of the workbook, the guide left out."""
    return _Writer(document).sheets()


class _Writer:
    """Takes a plain copy of the document apart, piece by piece; what is left over is a part of its own."""

    def __init__(self, document: Document) -> None:
        self.plain: Plain = document.model_dump(
            mode="json", by_alias=True, exclude_defaults=True, exclude_none=True
        )
        self.said = {(branch.id, branch.follows.value): branch for branch in branches(document)}
        self.questions: list[Row] = []
        self.options: list[Row] = []
        self.branches: list[Row] = []
        self.long: list[Row] = []

    def sheets(self) -> tuple[Sheet, ...]:
        for step in self.plain.pop("steps"):
            self._step(step)
        values = [*self._values("computed", words.COMPUTED), *self._values("checks", words.CHECK)]
        settings = [row for setting in SETTINGS for row in self._setting(setting)]
        self.plain.pop("schema")
        return (
            _sheet(words.QUESTIONS, QUESTION_COLUMNS, self.questions),
            _sheet(words.OPTIONS, OPTION_COLUMNS, self.options),
            _sheet(words.BRANCHES, BRANCH_COLUMNS, self.branches),
            _sheet(words.VALUES, VALUE_COLUMNS, values),
            _sheet(words.SETTINGS, SETTING_COLUMNS, settings),
            _sheet(words.PARTS, PART_COLUMNS, list(self._parts())),
            _sheet(words.LONG, LONG_COLUMNS, self.long),
        )

    def _step(self, step: Plain) -> None:
        questions = step.pop("questions")
        self._row(words.STEP, step)
        for question in questions:
            inner = question.pop("questions", ())
            self._row(words.QUESTION, question)
            for each in inner:
                self._row(words.INNER, each)

    def _row(self, level: str, given: Plain) -> None:
        """A step or question: its row, those of its options, those of its conditions."""
        id, type = given.pop("id"), given.pop("type", None)
        row: Row = {words.LEVEL: level, words.ID: id}
        title = given["title"]["ja"]
        if type is not None:
            row[words.TYPE] = words.TYPES.get(type, type)
            row[words.REQUIRED] = _required(given) if type != "explanation" else ""
        self._texts(row, given, type)
        self._conditions(id, title, given)
        for option in given.pop("options", ()):
            self._option(id, title, option)
        _take(row, words.LISTED, given, "listed", {True: words.YES})
        _take(row, words.CARE, given, "care", words.CARES)
        if type in ("place", "ranked_places"):
            _take(row, words.PLACES, given, "places")
        self._bounds(row, given, type)
        self._rest(row, given)
        self.questions.append(row)

    def _texts(self, row: Row, given: Plain, type: str | None) -> None:
        for title, key in (
            (words.TITLE, "title"),
            (words.HINT, "hint"),
            (words.EXAMPLE, "example"),
            (words.WHY, "why"),
            (words.BODY, body_key(type)),
            (words.UNIT, "unit"),
        ):
            _text(row, title, given, key)
        if "repeat" in given:
            _text(row, words.UNIT, given["repeat"], "noun")

    def _bounds(self, row: Row, given: Plain, type: str | None) -> None:
        least, most = bound_keys(type)
        _take(row, words.LEAST, given, least)
        _take(row, words.MOST, given, most)
        if "repeat" in given:
            self._bounds(row, given["repeat"], None)
            if not given["repeat"]:
                del given["repeat"]

    def _option(self, question: str, title: str, option: Plain) -> None:
        row: Row = {words.OF_QUESTION: question, words.TITLED: shown(title), words.ID: option.pop("id")}
        _text(row, words.OPTION, option, "title")
        _text(row, words.NOTE, option, "hint")
        self._rest(row, option)
        self.options.append(row)

    def _conditions(self, id: str, title: str, given: Plain) -> None:
        for key, what in words.WHATS.items():
            if key in given:
                self.branches.append(
                    {
                        words.TARGET: id,
                        words.TITLED: shown(title),
                        words.WHAT: what,
                        words.SAID: self._said(id, key),
                        words.EXPRESSION: self._yaml(given.pop(key)),
                    }
                )

    def _values(self, key: str, level: str) -> Iterator[Row]:
        for given in self.plain.pop(key, ()):
            row: Row = {words.LEVEL: level, words.ID: given.pop("id")}
            _take(row, words.TYPE, given, "type", words.TYPES)
            _text(row, words.NAME, given, "title" if level == words.COMPUTED else "message")
            expression = "value" if level == words.COMPUTED else "refuse_when"
            row[words.SAID] = self._said(str(row[words.ID]), expression)
            row[words.EXPRESSION] = self._yaml(given.pop(expression))
            if "at" in given:
                row[words.AT] = BETWEEN.join(given.pop("at"))
            self._rest(row, given)
            yield row

    def _setting(self, setting: Setting) -> Iterator[Row]:
        *above, key = setting.path
        holder = self.plain
        for each in above:
            holder = holder.get(each, {})
        rows = list(_setting_rows(setting, holder, key))
        if above and not holder:
            self.plain.pop(above[0], None)
        return ({words.KEY: setting.label, **row, words.MEANING: setting.meaning} for row in rows or [{}])

    def _parts(self) -> Iterator[Row]:
        for key, value in self.plain.items():
            for each in value if key in words.LISTS else [value]:
                yield {words.PART: key, words.CONTENT: self._yaml(each)}

    def _said(self, id: str, key: str) -> str:
        follows = {
            "ask_when": ("asked", "step_asked"),
            "required_when": ("required",),
            "value": ("computed",),
            "refuse_when": ("refused",),
        }.get(key, (key,))
        found = next((self.said[id, each] for each in follows if (id, each) in self.said), None)
        return shown(found.said["ja"]) if found else ""

    def _rest(self, row: Row, given: Plain) -> None:
        if given:
            row[words.REST] = self._yaml(given)

    def _yaml(self, value: Any) -> str:
        """The cell of `value`; where it is too long, a ticket for the sheet of long contents."""
        text = spelled(value)
        if len(text) <= LONGEST:
            return text
        ticket = f"{words.LONG} {len({row[words.TICKET] for row in self.long}) + 1}"
        whole = flat(value)
        for start in range(0, len(whole), LONGEST):
            self.long.append({words.TICKET: ticket, words.CHUNK: whole[start : start + LONGEST]})
        return ticket


def _required(given: Plain) -> str:
    if given.pop("required", True):
        return words.BY_CONDITION if "required_when" in given else words.YES
    return words.NO


def _take(row: Row, column: str, given: Plain, key: str, spelled_as: Mapping[Any, str] | None = None) -> None:
    """Move what stands at `key` into a cell, where a cell can hold it."""
    value = given.get(key)
    cell = value if spelled_as is None else spelled_as.get(value, value)
    if isinstance(cell, int) and not isinstance(cell, bool) or isinstance(cell, str) and is_safe(cell):
        row[column] = cell
        del given[key]


def _text(row: Row, title: str, given: Plain, key: str) -> None:
    """Move a text into the cells of its languages."""
    text = given.get(key)
    if not isinstance(text, dict):
        return
    for language, mark in words.LANGUAGES.items():
        if is_safe(text.get(language, "")):
            row[f"{title}{mark}"] = text.pop(language)
    if not text:
        del given[key]


def _setting_rows(setting: Setting, holder: Plain, key: str) -> Iterator[Row]:
    value = holder.get(key)
    row: Row = {}
    match setting.kind:
        case Kind.TEXT:
            _text(row, words.VALUE, holder, key)
        case Kind.TEXTS if value and all(_is_plain(text) for text in value):
            for text in holder.pop(key):
                each: Row = {}
                _text(each, words.VALUE, {"text": text}, "text")
                yield each
        case Kind.WORDS if value and all(is_safe(word) and BETWEEN not in word for word in value):
            row[words.VALUE] = BETWEEN.join(setting.words.get(word, word) for word in holder.pop(key))
        case Kind.WORD | Kind.NUMBER | Kind.INSTANT:
            _take(row, words.VALUE, holder, key, setting.words or None)
    if row:
        yield row


def _is_plain(text: Mapping[str, str]) -> bool:
    return set(text) <= set(words.LANGUAGES) and all(map(is_safe, text.values()))


def _sheet(name: str, columns: Sequence[str], rows: Sequence[Row]) -> Sheet:
    cells = tuple(tuple(row.get(column, "") for column in columns) for row in rows)
    return Sheet(name=name, columns=tuple(columns), rows=cells)
