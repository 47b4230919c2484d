"""The words officers read for results, differences, refusals and faults: message ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from django.utils.safestring import SafeString

from madoguchi.base.texts import say
from madoguchi.register.wanted import Pile, Who
from madoguchi.rules.extracts import HEADERS, Code, Column
from madoguchi.rules.matching import Difference, Key, Reason, Result, Role

RESULTS: Final[Mapping[Result, str]] = {
    Result.SAME: "Same person",
    Result.OTHER_FORM: "Other form of a character",
    Result.OTHER_ADDRESS: "Other address",
    Result.OTHER_NAME: "Other name",
    Result.MOVING_IN: "Moving in",
    Result.SEVERAL: "Several found",
    Result.NONE: "Nobody found",
}
PILES: Final[Mapping[Pile, str]] = {
    Pile.OPEN: "All to be chosen",
    **{Pile(result.value): words for result, words in RESULTS.items()},
    Pile.CHOSEN: "Chosen",
}
WHO: Final[Mapping[Who, str]] = {
    Who.SUBJECT: "Whom it is for",
    Who.GUARDIANS: "Applicants and guardians",
    Who.ALL: "Everybody",
}
ROLES: Final[Mapping[Role, str]] = {
    Role.SUBJECT: "Whom it is for",
    Role.APPLICANT: "The applicant",
    Role.GUARDIAN: "A guardian",
}
DIFFERENCES: Final[Mapping[Difference, str]] = {
    Difference.FORM: "The name is written with another form of a character.",
    Difference.GAIJI: "The register has a character that its file cannot hold.",
    Difference.NAME: "The name is another.",
    Difference.READING: "The reading is another.",
    Difference.BIRTH: "The date of birth is another.",
    Difference.ADDRESS: "The address is another.",
    Difference.ROOM: "The room number is another.",
    Difference.MOVING_IN: "Is going to move in.",
    Difference.LEAVING: "Moves out, or is no longer in the register.",
}
KEYS: Final[Mapping[Key, str]] = {
    Key.READING: "Found by reading and date of birth",
    Key.NAME: "Found by name and date of birth",
    Key.PLACE: "Found by date of birth and address",
    Key.HOUSEHOLD: "Found by name in the household",
    Key.HOME: "Found by reading and address",
}
REASONS: Final[Mapping[Reason, str]] = {
    Reason.NO_EXTRACT: "Nothing was chosen: no extract of the register is in use. Please take one in.",
    Reason.NOT_A_CANDIDATE: "Nothing was chosen: the register has changed. Please choose again.",
    Reason.ALREADY_CHOSEN: "Nothing was changed: somebody has chosen already. Undo that first.",
    Reason.NOT_ASKED: "Nothing was chosen: this person is not in the application any more.",
}
COLUMNS: Final[Mapping[Column, str]] = {
    Column.NUMBER: "宛名番号",
    Column.HOUSEHOLD: "世帯番号",
    Column.NAME: "氏名",
    Column.KANA: "フリガナ",
    Column.BORN: "生年月日",
    Column.ADDRESS: "住所",
    Column.TOWN: "町名",
    Column.BLOCK: "番地",
    Column.BUILDING: "方書",
    Column.POSTAL_CODE: "郵便番号",
    Column.RELATION: "続柄",
    Column.EVENT: "異動事由",
    Column.EVENT_ON: "異動日",
    Column.SHIELDED: "支援措置",
}
FAULTS: Final[Mapping[Code, str]] = {
    Code.EMPTY: "The file is empty. Please take the extract out again.",
    Code.TOO_LARGE: "The file is {size} MB. {limit} MB are the most: please take out fewer people.",
    Code.WORKBOOK: "This is an Excel workbook. Please save it as CSV and choose that file.",
    Code.UTF16: "The file is in UTF-16. Please save it as CSV in CP932 (Shift_JIS) or UTF-8.",
    Code.ENCODING: "Line {line}: byte {byte} ({value}) is neither CP932 nor UTF-8. Please take it out again.",
    Code.NO_COLUMN: "There is no column “{column}”. Its heading may be one of: {spellings}",
    Code.TWO_COLUMNS: "“{column}” stands in several columns ({headings}). Please leave one.",
    Code.MY_NUMBER: "There is a column “{heading}”. My Number must not be taken in: please leave it out.",
    Code.TOO_WIDE: "There are more than {limit} columns. Please take out those that are needed.",
    Code.NO_ROWS: "There is a heading and nobody below it.",
    Code.TOO_MANY_ROWS: "There are more than {limit} people. Please take out only those who matter here.",
    Code.UNREADABLE: "Line {line}: cannot be read as CSV. Is a quotation mark missing?",
    Code.CELLS: "Line {line}: has {found} columns, the heading has {expected}.",
    Code.MISSING: "Line {line}: “{column}” is empty.",
    Code.DAY: "Line {line}: “{column}” is not a day that exists.",
    Code.TWICE: "The same 宛名番号 stands in lines {lines}.",
}
MOST_LINES: Final = 20


def refused(reason: Reason) -> SafeString:
    """Why nobody was chosen."""
    return say(REASONS[reason])


def said(code: str, facts: Mapping[str, object]) -> SafeString:
    """The sentence for a fault."""
    return say(FAULTS[Code(code)], **{name: _written(name, value) for name, value in facts.items()})


def _written(name: str, value: object) -> object:
    if name == "column":
        return COLUMNS[Column(str(value))]
    if isinstance(value, Iterable) and not isinstance(value, str):
        them = [f"{each:,}" if isinstance(each, int) else str(each) for each in value]
        return "、".join(them[:MOST_LINES]) + ("…" if len(them) > MOST_LINES else "")
    return f"{value:,}" if isinstance(value, int) else value


def spellings(column: Column) -> str:
    """The headings under which a column is found."""
    return "、".join(HEADERS[column])
