"""What is wrong with a document, in words an officer reads.

Faults are written in English, for programs and for whoever reads the specification beside them. Each is a few
pieces: a reason, what was expected, what was found. A piece that is not in these tables stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString

from madoguchi.base.texts import say
from madoguchi.rules.problems import Fault

# What a piece says → its message; a value called `what` is said by the tables below.
SENTENCES: Final[Mapping[str, str]] = {
    r"expected (?P<what>.+)": "Expected: {what}.",
    r"found (?P<what>.+)": "Found: {what}.",
    r"did you mean '(?P<word>.+)'\?": "Did you mean “{word}”?",
    r"write (?P<code>.+)": "Write {code}.",
    r"decimals are written in quotes: (?P<code>.+)": "Write decimals in quotes: {code}.",
    r"is missing": "This is missing.",
    r"'(?P<word>[^']+)' is missing": "“{word}” is missing.",
    r"'(?P<word>[^']+)' is unknown": "“{word}” is unknown.",
    r"unknown key": "There is no such key.",
    r"this key stands here twice": "This key stands here twice.",
    r"this is no zip archive, or it is damaged": "This is no zip archive, or it is damaged.",
    r"has (?P<count>\d+) bytes": "It has {count} bytes.",
    r"has more than (?P<count>\d+) bytes unpacked": "Unpacked it has more than {count} bytes.",
    r"has (?P<count>\d+) files": "It has {count} files.",
    r"this file stands in it twice": "This file is in the pack twice.",
    r"is a link to another place": "This is a link to another place.",
    r"leads out of the pack": "This name leads out of the pack.",
    r"is locked with a password": "It is locked with a password.",
    r"is compressed in a way that is not read here": "It is compressed in a way that cannot be read here.",
    r"has no meaning in a pack": "There is no such file in a pack.",
    r"is missing; it stands at the top of a pack": (
        "It is missing. It stands at the top of a pack, in no folder."
    ),
    r"is missing, though pack\.yaml names it": "It is missing, though pack.yaml names it.",
    r"stands in the pack, but pack\.yaml does not name it": (
        "It is in the pack, but pack.yaml does not name it."
    ),
    r"was changed after it was packed: its hash .+": "It was changed after it was packed.",
    r"'(?P<word>.+)' is newer than this Madoguchi reads": (
        "“{word}” is newer than this Madoguchi. Please ask who runs it for an update."
    ),
    r"there is HTML in this text": "There is HTML in this text.",
    r"there is a link that runs a program": "There is a link that runs a program.",
    r"there is no slot '(?P<word>.+)'": "There is no slot “{word}”.",
    r"is not written in UTF-8": "It is not written in UTF-8.",
    r"unknown operator '(?P<word>.+)'": "There is no operator “{word}”.",
    r"unknown edge '(?P<word>.+)'": "There is no edge “{word}”.",
    r"unknown question type '(?P<word>.+)'": "There is no type of question “{word}”.",
    r"there is no question '(?P<word>.+)'": "There is no question “{word}”.",
    r"there is no question or part '(?P<word>.+)'": "There is no question, or part of one, “{word}”.",
    r"there is no option '(?P<word>.+)'": "There is no option “{word}”.",
    r"there is no letter '(?P<word>.+)'": "There is no letter “{word}”.",
    r"there is no computed value '(?P<word>.+)'": "There is no computed value “{word}”.",
    r"there is no fact '(?P<word>.+)'": "There is no fact “{word}”.",
    r"nothing can be inserted for (?P<code>\{.+\})": "Nothing can be inserted for {code}.",
    r"(?P<code>\{.+\}) is personal or free text; a message never carries it": (
        "{code} is personal data or free text. A message never carries it."
    ),
    r"'(?P<word>.+)' is asked here or later": "“{word}” is asked here or later.",
    r"the id '(?P<word>.+)' is given twice": "The id “{word}” is given twice.",
    r"it is the id of (?P<code>.+) as well": "It is the id of {code} as well.",
    r"an expression has exactly one key, its operator": "An expression has exactly one key, its operator.",
    r"there is no row here; (?P<code>.+) is for the questions of a group": (
        "There is no row here: {code} is for questions of a repeated group."
    ),
    r"(?P<what>.+) cannot be compared or mixed": "These cannot be compared or mixed: {what}.",
    r"found the unprintable character (?P<code>\S+)": "There is an unprintable character: {code}.",
    r"the Japanese text is missing": "The Japanese text is missing.",
    r"(?P<words>'.+') is no language": "Not a language: {words}.",
    r"the text in (?P<words>.+) is empty": "The text is empty in {words}.",
    r"nested more than (?P<count>\d+) deep(?: in (?P<where>.+))?": "This is nested more than {count} deep.",
    r"no answers make this true; the question is never asked": (
        "No answers make this true: the question is never asked."
    ),
    r"no answers make this true; the check never refuses": (
        "No answers make this true: the check never refuses."
    ),
    r"this is no longer there": "This is no longer there. Somebody may have taken it away.",
    r"an id never changes": "An id never changes.",
    r"a group is made, or taken apart, not turned into something else": (
        "A repeated group cannot become another type. Please take it apart first."
    ),
    r"somebody else has changed this meanwhile": (
        "Somebody else has changed this meanwhile. Please look again."
    ),
    r"there is nothing to undo or do again": "There is nothing to undo or to do again.",
    r"closes_at is not after opens_at": "The end of applications is not after their beginning.",
    r"sensitive answers are never listed": "Sensitive answers are never listed.",
    r"'(?P<word>.+)' is not a section you publish for": "You do not publish for the section “{word}”.",
    r"there is no section '(?P<word>.+)' here": "There is no section “{word}” here.",
    r"'(?P<word>.+)' belongs to another section": "“{word}” belongs to another section.",
    r"'(?P<word>.+)' is the address of a page": "“{word}” is the address of a page.",
    r"this sheet is missing": "This sheet is missing.",
    r"there is no such sheet": "There is no sheet of this name.",
    r"there is no column above": "There is no column above this cell.",
    r"there is no column '(?P<word>.+)'": "There is no column “{word}”.",
    r"there is no setting '(?P<word>.+)'": "There is no setting “{word}”.",
    r"this column stands here twice": "This column stands here twice.",
    r"columns are missing": "Columns are missing.",
    r"there is no step above": "No step stands above this question.",
    r"there is no repeated group above": "No repeated question stands above this one.",
    r"the question '(?P<word>.+)' has no options": "The question “{word}” has no options.",
    r"this stands here twice": "This stands here twice.",
    r"'(?P<word>.+)' stands in a column as well": "“{word}” stands in a column as well.",
    r"this is no workbook that can be read": "This file is no spreadsheet that can be read.",
    r"this is an old or locked workbook": "This spreadsheet is of the old kind, or locked.",
    r"there are more rows than can be read": "There are too many rows.",
    r"there are more columns than can be read": "There are too many columns.",
    r"the workbook is too large when unpacked": "The spreadsheet is too large.",
    r"the number '(?P<word>.+)' is another procedure's": "The number “{word}” is another procedure’s.",
    r"this is no YAML: (?P<said>.+)": "This cannot be read as YAML ({said}).",
    r"this is no JSON: (?P<said>.+)": "This cannot be read as JSON ({said}).",
    r"the tag (?P<code>\S+) in line (?P<line>\d+) has no meaning here": (
        "The tag {code} in line {line} has no meaning here."
    ),
    r"the alias (?P<code>\S+) in line (?P<line>\d+) has nothing finished to repeat": (
        "The alias {code} in line {line} has nothing to repeat."
    ),
    r"(?:here )?the document(?:, its aliases written out,)? has more than (?P<count>\d+) entries": (
        "The document has more than {count} entries."
    ),
    r"the document has (?P<count>\d+) characters": "The document has {count} characters.",
}
THINGS: Final[Mapping[str, str]] = {
    "a formula": "a formula",
    "a name as it was taken out": "a name as it was taken out",
    "merged cells": "merged cells",
    "a cell that could not be calculated": "a cell that could not be calculated",
    "a fixed value": "a fixed value",
    "every cell by itself": "every cell by itself",
    "nothing here": "nothing here",
    "a question of one": "a repeated question first",
    "the id of a choice": "the id of a question to choose in",
    "an .xlsx file": "an .xlsx file",
    "an .xlsx file without a password": "an .xlsx file without a password",
    "two digits of its own": "two digits of its own",
    "nothing": "nothing",
    "none": "nothing",
    "true": "yes (true)",
    "false": "no (false)",
    "a list": "a list",
    "a mapping": "keys with values",
    "a text": "a text",
    "text": "a text",
    "a yes or no": "yes or no",
    "a whole number": "a whole number",
    "a decimal number": "a decimal number",
    "a date": "a date",
    "a time of day": "a time of day",
    "an instant": "an instant",
    "a chosen option": "an option of a choice",
    "a set of options": "several options of a choice",
    "rows of a group": "rows of a repeated group",
    "an answer of several parts": "an answer of several parts",
    "an expression": "an expression",
    "a fixed value, not an expression": "a fixed value, not an expression",
    "it once": "once",
    "a file": "a file",
    "a plain name": "a plain name",
    "plain text": "plain text",
    "deflate": "deflate",
    "https:, mailto: or tel:": "a link that begins with https:, mailto: or tel:",
    "what is asked for": "what is asked for",
    "the city that made it": "the name of the city that made it",
    "ids of their own": "an id of its own for each",
    "an id of its own": "another id",
    "something that stands before this place": "something that is asked before",
    "an earlier question": "something that is asked before",
    "one of the two": "one of the two",
    "the code of the section in charge": "the code of the section in charge",
    "the code of a section": "the code of a section",
    "that section's code": "that section's code",
    "at least {ja: …}": "the text in Japanese",
    "the id of a question": "the id of a question",
    "the id of a computed value": "the id of a computed value",
    "the name of a fact": "the name of a fact",
    "how many minutes it takes, a whole number": "how many minutes it takes, a whole number",
    "the path of the applicant's name": "which question asks for the name of the applicant",
    "no 'listed' here": "no “listed” here",
    "a text, or no such key": "a text, or no such key",
    "the question as the resident reads it": "the question as the resident reads it",
    "the rule that says so": "the rule that says so",
}
SHAPES: Final[Mapping[str, str]] = {
    r"only (?P<value>.+)": "only {value}",
    r"a whole number; an upgrade has a greater one": "a whole number",
    r"the number (?P<value>.+)": "the number {value}",
    r"the text '(?P<value>.*)'": "the text “{value}”",
    r"one of (?P<value>.+)": "one of {value}",
    r"at least (?P<value>\d+) entries": "{value} or more entries",
    r"at most (?P<value>\d+) entries": "{value} entries at most",
    r"at most (?P<value>\d+) rows": "{value} rows at most",
    r"at most (?P<value>\d+) columns": "{value} columns at most",
    r"at most (?P<value>\d+) MB": "{value} MB at most",
    r"keys with values, e\.g\. (?P<value>.+)": "keys with values, e.g. {value}",
    r"at most (?P<value>\d+) characters": "{value} characters at most",
    r"at least (?P<value>.+)": "at least {value}",
    r"at most (?P<value>.+)": "at most {value}",
    r"a mapping with the keys of a document": "the keys of a document with their values",
    r"a mapping with the keys (?P<value>.+)": "the keys {value} with their values",
    r"a list of (?P<value>\d+) or more expressions": "a list of {value} or more expressions",
    r"a list of (?P<value>\d+)(?: expressions)?": "a list of {value}",
    r"texts by language such as (?P<value>.+)": "texts by language such as {value}",
    r"an instant such as (?P<value>.+)": "an instant such as {value}",
    r"a date such as (?P<value>.+)": "a date such as {value}",
    r"a time of day such as (?P<value>.+)": "a time of day such as {value}",
    r"a decimal number such as (?P<value>.+)": "a decimal number such as {value}",
    r"a decimal number in quotes, e\.g\. (?P<value>.+)": "a decimal number in quotes, e.g. {value}",
    r"an id: small letters, digits and _, beginning with a letter": (
        "an id of small letters, digits and _ that begins with a letter"
    ),
    r"a question's id, or a part of it: .+": (
        "the id of a question or of a part of one, e.g. child.birth_date"
    ),
    r"two digits in quotes, e\.g\. (?P<value>\S+); they stand in receipt numbers": (
        "two digits in quotes, e.g. {value}: they stand in receipt numbers"
    ),
    r"the question that asks for it, because contact_by has '(?P<value>.+)'": (
        "the question that asks for it, because contact_by has “{value}”"
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A fault as the page shows it: where, and what is wrong there."""

    path: str
    pieces: tuple[SafeString | str, ...]


def told(faults: Iterable[Fault]) -> tuple[Told, ...]:
    """Each fault, said."""
    return tuple(Told(path=fault.path, pieces=_pieces(fault.message)) for fault in faults)


def _pieces(message: str) -> tuple[SafeString | str, ...]:
    begins = r"; (?=expected |found |did you mean |it is the id |write |decimals |'[^']*' is )"
    return tuple(_said(piece, SENTENCES) or piece for piece in re.split(begins, message))


def _said(piece: str, table: Mapping[str, str]) -> SafeString | None:
    for pattern, message in table.items():
        if found := re.fullmatch(pattern, piece, re.DOTALL):
            values = found.groupdict()
            return say(message, **{**values, "what": _thing(values.get("what", ""))})
    return None


def _thing(said: str) -> SafeString | str:
    """What was expected or found."""
    if said in THINGS:
        return say(THINGS[said])
    if shape := _said(said, SHAPES):
        return shape
    for between in (" or ", " and "):
        parts = said.split(between)
        if len(parts) > 1 and all(part in THINGS for part in parts):
            return "、".join(say(THINGS[part]) for part in parts)
    return said
