"""From the sheets of a workbook to a document. Every fault is told with its cell, and nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from madoguchi.rules import documents
from madoguchi.rules.documents import Document
from madoguchi.rules.documents.procedure import SCHEMA
from madoguchi.rules.documents.tidying import label
from madoguchi.rules.expressions.reading import suggest
from madoguchi.rules.problems import Fault, Problems
from madoguchi.rules.starting import numbered
from madoguchi.rules.workbook import words, writing
from madoguchi.rules.workbook.cells import Raw, place
from madoguchi.rules.workbook.cells import read as read_cell
from madoguchi.rules.workbook.settings import BY_LABEL, Kind, Setting
from madoguchi.rules.workbook.writing import Plain, body_key, bound_keys

COLUMNS: Final[Mapping[str, Sequence[str]]] = {
    words.QUESTIONS: writing.QUESTION_COLUMNS,
    words.OPTIONS: writing.OPTION_COLUMNS,
    words.BRANCHES: writing.BRANCH_COLUMNS,
    words.VALUES: writing.VALUE_COLUMNS,
    words.SETTINGS: writing.SETTING_COLUMNS,
    words.PARTS: writing.PART_COLUMNS,
    words.LONG: writing.LONG_COLUMNS,
}
NEEDED: Final[Mapping[str, Sequence[str]]] = {
    words.QUESTIONS: (words.LEVEL, words.ID, words.TYPE, words.TITLE),
    words.OPTIONS: (words.OF_QUESTION, words.ID, words.OPTION),
    words.BRANCHES: (words.TARGET, words.WHAT, words.EXPRESSION),
    words.VALUES: (words.LEVEL, words.ID, words.EXPRESSION),
    words.SETTINGS: (words.KEY, words.VALUE),
    words.PARTS: writing.PART_COLUMNS,
    words.LONG: writing.LONG_COLUMNS,
}
_WHOLE: Final = re.compile(r"-?[0-9]{1,15}")
_LOCAL: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ])[0-9]{2}:[0-9]{2}(:[0-9]{2})?")
_LETTERS: Final = re.compile(r"![A-Z]+(?=[0-9]+$)")
_COMMAS: Final = re.compile(r"\s*[、,，]\s*")


def read(raw: Raw) -> Document | Problems:
    """The document that these cells describe, or all their faults: `項目!C12: message`."""
    reader = _Reader(raw)
    plain = reader.plain()
    if reader.is_maimed:
        return Problems(reader.faults)
    document = documents.parse(plain)
    told = {_line_of(fault.path) for fault in reader.faults}
    faults = document if isinstance(document, Problems) else ()
    found = [Fault(reader.cell_of(fault.path), fault.message) for fault in faults]
    if all_faults := [*reader.faults, *(fault for fault in found if _line_of(fault.path) not in told)]:
        return Problems(dict.fromkeys(all_faults))
    return cast(Document, document)


def _line_of(cell: str) -> str:
    """項目!12 for 項目!C12: what follows from a fault in the same line is not told beside it."""
    return _LETTERS.sub("!", cell)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """The cells of a line that hold something, by the names of their columns, and where they stand."""

    sheet: str
    number: int  # from 0
    cells: Mapping[str, str]
    columns: Mapping[str, int]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def at(self, column: str) -> str:
        return place(self.sheet, self.columns.get(column, 0), self.number)


@dataclass(frozen=True, slots=True)
class _Place:
    """A list that takes steps or questions, and its path."""

    items: list[Plain]
    path: str


class _Reader:
    """Builds the plain document; `faults` holds what was wrong, `places` where each piece came from."""

    def __init__(self, raw: Raw) -> None:
        self.raw = {name.strip(): rows for name, rows in raw.items()}
        self.faults: list[Fault] = []
        self.is_maimed = False  # a sheet or column is missing: the rest would be misread
        self.places: dict[str, str] = {}
        self.ids: dict[str, str] = {}
        self.targets: dict[str, tuple[Plain, str]] = {}  # by id: the piece and its path
        self.long: dict[str, str] = {}

    def plain(self) -> Plain:
        self._sheets()
        tables = {name: list(self._rows(name)) for name in COLUMNS if name in self.raw}
        for row in tables.get(words.LONG, ()):
            self.long[row[words.TICKET]] = self.long.get(row[words.TICKET], "") + row[words.CHUNK]
        found: Plain = {"schema": SCHEMA, "steps": self._steps(tables.get(words.QUESTIONS, ()))}
        for row in tables.get(words.OPTIONS, ()):
            self._option(row)
        for row in tables.get(words.BRANCHES, ()):
            self._branch(row)
        for row in tables.get(words.VALUES, ()):
            self._value(row, found)
        for row in tables.get(words.SETTINGS, ()):
            self._setting(row, found)
        for row in tables.get(words.PARTS, ()):
            self._part(row, found)
        return found

    def cell_of(self, path: str) -> str:
        """The cell that a fault of the document is about: where it, or what it stands in, came from."""
        while path and path not in self.places:
            path = re.sub(r"(\.[^.\[\]]*|\[[^\[\]]*\]|^[^.\[\]]*)$", "", path)
        return self.places.get(path, words.SETTINGS)

    def _fault(self, at: str, message: str) -> None:
        self.faults.append(Fault(at, message))

    def _sheets(self) -> None:
        for name in words.NEEDED:
            if name not in self.raw:
                self._fault(name, "this sheet is missing; expected it once")
                self.is_maimed = True
        for name in self.raw:
            if name not in words.SHEETS:
                self._fault(name, f"there is no such sheet; expected one of {', '.join(words.SHEETS)}")

    def _rows(self, name: str) -> Iterator[_Row]:
        head, *lines = self.raw[name] or [[]]
        columns = self._columns(name, head)
        for number, line in enumerate(lines, start=1):
            cells = {
                column: line[index].strip()
                for column, index in columns.items()
                if index < len(line) and line[index].strip() and not column.endswith(words.REFERENCE)
            }
            if cells:
                yield _Row(sheet=name, number=number, cells=cells, columns=columns)
            elif stray := next(
                (index for index, cell in enumerate(line) if self._is_stray(cell, index, columns)), None
            ):
                self._fault(place(name, stray, number), "there is no column above; expected nothing here")

    def _is_stray(self, cell: str, index: int, columns: Mapping[str, int]) -> bool:
        return bool(cell.strip()) and index not in columns.values()

    def _columns(self, name: str, head: Sequence[str]) -> dict[str, int]:
        columns: dict[str, int] = {}
        for index, title in enumerate(map(str.strip, head)):
            if title in columns:
                self._fault(place(name, index, 0), "this column stands here twice; expected it once")
            elif title in COLUMNS[name]:
                columns[title] = index
            elif title:
                hint = suggest(title, COLUMNS[name])
                self._fault(place(name, index, 0), f"there is no column '{title}'{hint}")
        if missing := [title for title in NEEDED[name] if title not in columns]:
            self._fault(place(name, 0, 0), f"columns are missing; expected {', '.join(missing)}")
            self.is_maimed = True
        return columns

    def _steps(self, rows: Iterable[_Row]) -> list[Plain]:
        """Steps with their questions; a question goes to the step, or the group, above it."""
        steps: list[Plain] = []
        step: _Place | None = None
        group: _Place | None = None
        for row in rows:
            match row[words.LEVEL]:
                case words.STEP:
                    step, group = self._piece(row, _Place(steps, "steps"), "step"), None
                case words.QUESTION if step:
                    group = self._piece(row, step, "question")
                case words.INNER if group:
                    self._piece(row, group, "question")
                case words.QUESTION:
                    self._fault(row.at(words.LEVEL), f"there is no step above; expected {words.STEP}")
                case words.INNER:
                    said = "there is no repeated group above; expected a question of one"
                    self._fault(row.at(words.LEVEL), said)
                case found:
                    self._unknown(row, words.LEVEL, found, (words.STEP, words.QUESTION, words.INNER))
        return steps

    def _unknown(self, row: _Row, column: str, found: str, expected: Iterable[str]) -> None:
        said = f"found the text '{found}'" if found else "found nothing"
        self._fault(row.at(column), f"expected one of {', '.join(expected)}; {said}")

    def _piece(self, row: _Row, place: _Place, stem: str) -> _Place | None:
        """Put a step or question there, its cells noted; where its own questions go, if it takes any."""
        id = row[words.ID] or numbered(stem, self.ids)
        self._claim(id, row)
        found: Plain = {"id": id}
        path = f"{place.path}[{label(found, len(place.items))}]"
        place.items.append(found)
        self.places |= {path: row.at(words.ID), f"{path}.id": row.at(words.ID)}
        self.targets.setdefault(id, (found, path))
        if stem == "question":
            found["type"] = self._word(row, words.TYPE, words.TYPES)
            self.places[f"{path}.type"] = row.at(words.TYPE)
            self._required(row, found, path)
        self._texts(row, found, path)
        self._bounds(row, found, path)
        self._plain_cells(row, found, path)
        self._merge(row, words.REST, found, path)
        if found.get("type", "group") != "group":
            return None
        return _Place(found.setdefault("questions", []), f"{path}.questions")

    def _claim(self, id: str, row: _Row) -> None:
        if id in self.ids:
            self._fault(
                row.at(words.ID), f"the id '{id}' is given twice; it is the id of {self.ids[id]} as well"
            )
        self.ids.setdefault(id, row.at(words.ID))

    def _word(self, row: _Row, column: str, known: Mapping[str, str]) -> str:
        """The program's word for what stands in the cell; a word it knows itself is as good."""
        found = row[column]
        by_word = {word: key for key, word in known.items()}
        if found not in by_word and found not in known:
            self._unknown(row, column, found, known.values())
        return by_word.get(found, found)

    def _required(self, row: _Row, found: Plain, path: str) -> None:
        self.places[f"{path}.required"] = row.at(words.REQUIRED)
        cell = row[words.REQUIRED]
        if cell in words.NO_WORDS:
            found["required"] = False
        elif cell and cell not in words.YES_WORDS and cell != words.BY_CONDITION:
            self._unknown(row, words.REQUIRED, cell, (words.YES, words.NO, words.BY_CONDITION))

    def _texts(self, row: _Row, found: Plain, path: str) -> None:
        type = found.get("type")
        for title, key in (
            (words.TITLE, "title"),
            (words.HINT, "hint"),
            (words.EXAMPLE, "example"),
            (words.WHY, "why"),
            (words.BODY, body_key(type)),
        ):
            self._text(row, title, found, key, path)
        if type == "group":
            self._text(row, words.UNIT, found.setdefault("repeat", {}), "noun", f"{path}.repeat")
            self.places[f"{path}.repeat"] = row.at(words.UNIT)
        else:
            self._text(row, words.UNIT, found, "unit", path)

    def _text(self, row: _Row, title: str, found: Plain, key: str, path: str) -> None:
        self.places.setdefault(f"{path}.{key}", row.at(title))
        for language, mark in words.LANGUAGES.items():
            if cell := row[f"{title}{mark}"]:
                found.setdefault(key, {})[language] = cell
                self.places[f"{path}.{key}.{language}"] = row.at(f"{title}{mark}")

    def _bounds(self, row: _Row, found: Plain, path: str) -> None:
        type = found.get("type")
        holder, here = (found["repeat"], f"{path}.repeat") if type == "group" else (found, path)
        for column, key in zip((words.LEAST, words.MOST), bound_keys(type), strict=True):
            self.places[f"{here}.{key}"] = row.at(column)
            if cell := row[column]:
                holder[key] = (
                    int(cell) if _WHOLE.fullmatch(cell) and type not in ("decimal", "money") else cell
                )

    def _plain_cells(self, row: _Row, found: Plain, path: str) -> None:
        for column, key in ((words.LISTED, "listed"), (words.CARE, "care"), (words.PLACES, "places")):
            self.places[f"{path}.{key}"] = row.at(column)
        if row[words.LISTED] in words.YES_WORDS:
            found["listed"] = True
        elif row[words.LISTED] and row[words.LISTED] not in words.NO_WORDS:
            self._unknown(row, words.LISTED, row[words.LISTED], (words.YES, words.NO))
        if row[words.CARE]:
            found["care"] = self._word(row, words.CARE, words.CARES)
        if row[words.PLACES]:
            found["places"] = row[words.PLACES]

    def _option(self, row: _Row) -> None:
        if (target := self._target(row, words.OF_QUESTION)) is None:
            return None
        question, path = target
        if question.get("type") in words.TYPES and question["type"] not in ("choice", "choices"):
            said = f"the question '{question['id']}' has no options"
            return self._fault(row.at(words.OF_QUESTION), f"{said}; expected the id of a choice")
        options = question.setdefault("options", [])
        held = {option["id"] for option in options}
        id = row[words.ID] or numbered("option", held)
        if id in held:
            self._fault(row.at(words.ID), f"the id '{id}' is given twice; expected ids of their own")
        option: Plain = {"id": id}
        here = f"{path}.options[{label(option, len(options))}]"
        self.places.setdefault(f"{path}.options", row.at(words.OF_QUESTION))
        self.places |= {here: row.at(words.ID), f"{here}.id": row.at(words.ID)}
        self._text(row, words.OPTION, option, "title", here)
        self._text(row, words.NOTE, option, "hint", here)
        self._merge(row, words.REST, option, here)
        options.append(option)
        return None

    def _target(self, row: _Row, column: str) -> tuple[Plain, str] | None:
        if (found := self.targets.get(row[column])) is None:
            hint = suggest(row[column], self.targets)
            self._fault(row.at(column), f"there is no question '{row[column]}'{hint}")
        return found

    def _branch(self, row: _Row) -> None:
        if (target := self._target(row, words.TARGET)) is None:
            return
        found, path = target
        key = self._word(row, words.WHAT, words.WHATS)
        if key in found:
            self._fault(row.at(words.WHAT), "this stands here twice; expected it once")
        found[key] = self._expression(row)
        self.places[f"{path}.{key}"] = row.at(words.EXPRESSION)

    def _expression(self, row: _Row) -> Any:
        if not row[words.EXPRESSION]:
            self._fault(row.at(words.EXPRESSION), "expected an expression; found nothing")
        return self._yaml(row, words.EXPRESSION)

    def _value(self, row: _Row, found: Plain) -> None:
        level = row[words.LEVEL]
        if level not in (words.COMPUTED, words.CHECK):
            return self._unknown(row, words.LEVEL, level, (words.COMPUTED, words.CHECK))
        is_check = level == words.CHECK
        key, text, expression = (
            ("checks", "message", "refuse_when") if is_check else ("computed", "title", "value")
        )
        id = row[words.ID] or numbered("check" if is_check else "value", self.ids)
        self._claim(id, row)
        value: Plain = {"id": id}
        values = found.setdefault(key, [])
        path = f"{key}[{label(value, len(values))}]"
        self.places |= {path: row.at(words.ID), f"{path}.id": row.at(words.ID)}
        self._text(row, words.NAME, value, text, path)
        value[expression] = self._expression(row)
        self.places[f"{path}.{expression}"] = row.at(words.EXPRESSION)
        self.places |= {f"{path}.type": row.at(words.TYPE), f"{path}.at": row.at(words.AT)}
        if row[words.TYPE]:
            value["type"] = self._word(row, words.TYPE, words.TYPES)
        if row[words.AT]:
            value["at"] = _COMMAS.split(row[words.AT])
        self._merge(row, words.REST, value, path)
        values.append(value)
        return None

    def _setting(self, row: _Row, found: Plain) -> None:
        setting = BY_LABEL.get(row[words.KEY])
        if setting is None:
            said = f"there is no setting '{row[words.KEY]}'"
            return self._fault(row.at(words.KEY), f"{said}; expected a name as it was taken out")
        *above, key = setting.path
        holder, path = found, ".".join(setting.path)
        self.places.setdefault(path, row.at(words.VALUE))
        if not set(row.cells) - {words.KEY}:
            return None
        for each in above:
            holder = holder.setdefault(each, {})
            self.places.setdefault(each, row.at(words.VALUE))
        if setting.kind is Kind.TEXTS:
            texts = holder.setdefault(key, [])
            texts.append({})
            self._text(row, words.VALUE, {}, str(len(texts) - 1), path)
            self._listed_text(row, texts[-1], f"{path}[{len(texts) - 1}]")
        elif key in holder:
            self._fault(row.at(words.KEY), "this stands here twice; expected it once")
        elif setting.kind is Kind.TEXT:
            self._text(row, words.VALUE, holder, key, ".".join(above) if above else "")
        else:
            holder[key] = self._single(row, setting)
        return None

    def _listed_text(self, row: _Row, text: Plain, path: str) -> None:
        self.places[path] = row.at(words.VALUE)
        for language, mark in words.LANGUAGES.items():
            if cell := row[f"{words.VALUE}{mark}"]:
                text[language] = cell
                self.places[f"{path}.{language}"] = row.at(f"{words.VALUE}{mark}")

    def _single(self, row: _Row, setting: Setting) -> Any:
        cell = row[words.VALUE]
        by_word = {word: key for key, word in setting.words.items()}
        match setting.kind:
            case Kind.NUMBER:
                return int(cell) if _WHOLE.fullmatch(cell) else cell
            case Kind.INSTANT:
                return f"{cell.replace(' ', 'T')}+09:00" if _LOCAL.fullmatch(cell) else cell
            case Kind.WORDS:
                return [by_word.get(word, word) for word in _COMMAS.split(cell)]
            case _ if setting.path == ("number",):
                return cell.zfill(2)  # a spreadsheet takes the nought away
            case _:
                return by_word.get(cell, cell)

    def _part(self, row: _Row, found: Plain) -> None:
        key = row[words.PART]
        content = self._yaml(row, words.CONTENT)
        if key in words.LISTS:
            entries = found.setdefault(key, [])
            entries.append(content)
            path = f"{key}[{label(content, len(entries) - 1)}]"
            self.places |= {path: row.at(words.CONTENT), key: row.at(words.CONTENT)}
        else:
            self.places.setdefault(key, row.at(words.CONTENT))
            self._join(row, words.CONTENT, found, {key: content})

    def _merge(self, row: _Row, column: str, found: Plain, path: str) -> None:
        """Put what stands as YAML beside the columns into the piece."""
        if not row[column]:
            return
        self.places.setdefault(path, row.at(column))
        more = self._yaml(row, column)
        if isinstance(more, dict):
            self._join(row, column, found, more)
        elif more is not None:
            self._fault(row.at(column), "expected keys with values, e.g. max_length: 20")

    def _join(self, row: _Row, column: str, found: Plain, more: Plain) -> None:
        for key, value in more.items():
            if isinstance(found.get(key), dict) and isinstance(value, dict):
                self._join(row, column, found[key], value)
            elif key in found:
                self._fault(row.at(column), f"'{key}' stands in a column as well; expected it once")
            else:
                found[key] = value

    def _yaml(self, row: _Row, column: str) -> Any:
        text = self.long.get(row[column], row[column])
        loaded = read_cell(text)
        for fault in loaded.faults:
            self._fault(row.at(column), fault.message)
        return loaded.data
