"""What faults say, piece by piece, and the messages that say it to officers. Only tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

# What a piece says → its msgid; a value called `what` is said by the tables below.
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
    r"there are none": "There are none.",
    r"there are outcomes": "There are results.",
    r"nobody decides what is 'noted'": "Nobody decides what is only taken note of.",
    r"nothing is answered to what is 'noted'": "What is only taken note of is not answered.",
    r"'(?P<word>[^']+)' needs a decision; only a 'notice' can be noted": (
        "“{word}” needs a decision. Only a “notice” can be taken note of without one."
    ),
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
    "no answers make this true; the step is never asked": (
        "No answers make this true: the step is never asked."
    ),
    "depends on no answer; the check always refuses, and nobody could apply": (
        "It depends on no answer: nobody could apply."
    ),
    "a brace inserts nothing": "Here a brace inserts nothing.",
    r"'(?P<word>.+)' is the code of another problem": "Madoguchi itself calls a problem “{word}”.",
    r"'(?P<word>.+)' is not visible": "By this example “{word}” is asked, but it is not.",
    r"'(?P<word>.+)' is not hidden": "By this example “{word}” is not asked, but it is.",
    r"'(?P<word>.+)' is not required": "By this example “{word}” has to be answered, but it does not.",
    r"the text in (?P<words>.+) is longer than (?P<count>\d+) characters": (
        "The text in {words} has more than {count} characters."
    ),
    r"'(?P<word>.+)' is less than the type (?P<code>.+) needs": (
        "“{word}” is not careful enough for the type {code}."
    ),
    r"an answer of type (?P<code>.+) cannot be listed": (
        "Answers of the type {code} cannot stand in the list."
    ),
    "answers in rows cannot be listed": "Answers of a repeated group cannot stand in the list.",
    r"(?P<count>\d+) questions are listed": "{count} questions stand in the list.",
    "stands beside required: true": "This stands beside “required: true”.",
    r"(?P<least>\S+) is more than (?P<code>\S+) (?P<most>\S+); no answer fits": (
        "The least ({least}) is more than the most ({most}): no answer fits."
    ),
    r"'(?P<word>.+)' names no place": "“{word}” names no place.",
    r"'(?P<word>.+)' is asked in rows": "“{word}” is asked in a repeated group.",
    r"'(?P<word>.+)' is of type (?P<code>.+)": "“{word}” is of the type {code}.",
    r"there is no outcome '(?P<word>.+)'": "There is no result “{word}”.",
    "a group stands inside a group; groups may not nest": "A repeated group cannot stand in another one.",
    r"'(?P<word>.+)' is a computed value": "“{word}” is a computed value.",
    r"'(?P<word>.+)' has no part '(?P<part>.+)'": "“{word}” has no part “{part}”.",
    r"'(?P<word>.+)' is asked once per row of '(?P<group>.+)'": "“{word}” is asked in each row of “{group}”.",
    r"'(?P<word>.+)' is not asked in the rows of '(?P<group>.+)'": (
        "“{word}” is not asked in the rows of “{group}”."
    ),
    "'column' and 'columns' belong together": "“column” and “columns” belong together.",
    r"unknown facts (?P<words>.+)": "There are no such facts: {words}.",
    r"the fact (?P<word>\S+) cannot be (?P<code>.+)": "The fact “{word}” cannot be {code}.",
    r"'begins_from' and 'stops_until' go with the method 'steps', which needs one of them": (
        "“begins_from” and “stops_until” go with the method “steps”, which needs one of them."
    ),
    r"'ends' is not after 'begins'": "“ends” is not after “begins”.",
    r"'(?P<word>.+)' has a meaning already": "“{word}” has a meaning already.",
    r"'(?P<word>.+)' stands for two options": "“{word}” stands for two options.",
    r"'(?P<word>.+)' is never reached: '(?P<other>.+)' before it fits first": (
        "“{word}” is never reached: “{other}” before it fits first."
    ),
    r"criteria know no closed days": "Criteria know no days on which the office is closed.",
    r"each guardian has a '(?P<word>.+)' of its own": "Each guardian has a “{word}” of its own.",
    r"the id '(?P<word>.+)' stands twice": "The id “{word}” is given twice.",
    r"the id '(?P<word>.+)' stands here (?P<count>\d+) times": "The id “{word}” stands here {count} times.",
    r"the item '(?P<word>.+)' needs (?P<code>.+)": "The item “{word}” needs {code}.",
    r"the tie-break '(?P<word>.+)' goes by the rank of wishes": (
        "The tie-break “{word}” goes by the rank of wishes."
    ),
    r"there is no finding '(?P<word>.+)' here": "There is no finding “{word}” here.",
    r"there is no '(?P<word>.+)'": "There is no “{word}”.",
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
    "{name} or no brace": "a name between braces, or no brace",
    "a place, choice or address": "a question for a place, a choice or an address",
    "a question outside of groups": "a question outside of repeated groups",
    "both or neither": "both or neither",
    "a text as the documentation says": "a text as the documentation says",
    "a question's id": "the id of a question",
    "a question's id, {row: …} or {computed: …}": "the id of a question, a row or a computed value",
    "how many digits stay behind the point, -9 to 9": "how many digits stay behind the point, -9 to 9",
    "ranked places; the options of a question have no ranks": "places in the order they are wished for",
    "[value, [one, or, more, values]]": "a value, and a list of one or more values",
    "texts as keys": "texts as names of keys",
    "one document": "one document",
    "the number with more than 15 digits": "a number of more than 15 digits",
    "None": "nothing",
    "the child, because there is 'enrolment'": (
        "which question asks for the child, because there is “enrolment”"
    ),
    "one or more, or 'noted'": "one result or more, or “noted” where nobody decides",
    "the outcomes that do it": "the results that do it",
    "none, because it is 'noted'": "none, because it is only taken note of",
    "an example of an answer": "an example of an answer",
    "an expression, see expressions.md": "an expression",
    "an earlier question; places near its answer stand first": "an earlier question whose answer is a place",
    "asked only when this is true": "a condition",
    "must be answered only when this is true": "a condition",
    "copied to the officers' list: filters, columns, exports": "yes or no",
    r"whether it must be answered (default true)": "yes or no",
    "whether one half of the name may stay empty": "yes or no",
    "whether a reason may stand instead of the files": "yes or no",
    "whether the officer's reason is printed": "yes or no",
    "whether a second officer has to approve": "yes or no",
    "only digits, and as many of them as one of these numbers says, e.g. [15]": (
        "a list of how many digits there may be, e.g. [15]"
    ),
    r"none, personal or sensitive (default: by type)": "one of none, personal and sensitive",
    "offer a place, change what is arranged for one, keep it through a pause, give it up": (
        "one of the acts that the documentation names"
    ),
    "paths of answers that only one application may have": (
        "a list of answers that only one application may have"
    ),
    "ids of the outcomes that do so": "a list of results",
    "outcomes that end what is arranged": "a list of results",
    "questions whose answers are never filled in from an earlier year": "a list of questions",
    "the answer that names the club; of a ranking, its first choice": "the question that names the place",
    "what the club has to know, and the answer that says it": (
        "what the place has to know, with the question that asks for it"
    ),
    "the first day, a date": "a question for the first day",
    "the last day, a date": "a question for the last day",
    "the first day that is allowed: a date expression": "the first day that is allowed",
    "the last day that is allowed: a date expression": "the last day that is allowed",
    "the id of a letter, or nothing": "the id of a letter, or nothing",
    "at most this many characters": "a whole number",
    "at least this many characters": "a whole number",
    "at most this many of them": "a whole number",
    "at most this many digits behind the point": "a whole number",
    "how many applications are taken at most": "a whole number",
    "working days until the answer, a whole number": "how many working days it takes, a whole number",
    "the 年度 that is applied for": "the fiscal year that is applied for, a whole number",
    "what helps to answer, shown below the title": "what helps to answer",
    "what is agreed to": "what is agreed to",
    "what is counted, e.g. {ja: 週}": "what is counted, by language",
    "what one row is, e.g. {ja: きょうだい}": "what one row is called, by language",
    "{at_least, at_most, noun}: how many rows there may be": (
        "how many rows there may be, and what one is called"
    ),
    "who applies; what is for officers stands in no catalogue": "who applies",
    "why the city asks this": "why the city asks this",
    "the kind of places to choose from, e.g. school": "the kind of places to choose from",
    "the kind of places to choose from, e.g. after_school_club": "the kind of places to choose from",
    "公印: left out and said so, printed as a picture, or room left to press it": (
        "one of omitted, printed and blank"
    ),
    "教示: how the decision can be appealed": "how the decision can be appealed",
    "added to the receipt, on its page as well": "what is added to the message, by language",
    "added where something is to be corrected": "what is added to the message, by language",
    "added where the result is told": "what is added to the message, by language",
    "what the city that made it has": "what the city that made it has",
    "what is asked for; needed for the kind text": "what is asked for",
    "a text, or texts by language": "a text, or texts by language",
    "of them, filed by residents themselves, with or without help": "a whole number",
    "residents' and officers' minutes for those filed online": "a whole number",
    "the version of Madoguchi that wrote it": "the version of Madoguchi that wrote it",
    "the SHA-256 of every other file, by name": "the SHA-256 of every other file, by name",
    'a number such as 20 or "0.5"': 'a number such as 20 or "0.5"',
    "an id of small letters, digits and _, beginning with a letter": (
        "an id of small letters, digits and _, beginning with a letter"
    ),
    "another for each entry": "another for each entry",
    "another id": "another id",
    "either points or factor": "either points or factor",
    "either points or manual": "either points or manual",
    "either rows or points_ref": "either rows or points_ref",
    "exactly one kind of key": "exactly one kind of key",
    "for refused, and for nothing else": "for refused, and for nothing else",
    "options for a choice, and for nothing else": "options for a choice, and for nothing else",
    "the first day of the month from which it is in force": (
        "the first day of the month from which it is in force"
    ),
    "the id of a table that has rows of its own": "the id of a table that has rows of its own",
    "the share that is due for a whole month of leave": "the share that is due for a whole month of leave",
    "two digits that stand in the numbers of its charges": (
        "two digits that stand in the numbers of its charges"
    ),
    "what costs money by it, e.g. enrolment": "what costs money by it, e.g. enrolment",
    "the day of the month by which it is paid": "the day of the month by which it is paid",
    "months without the monthly fee": "months without the monthly fee",
    "a number": "a number",
    "true or false": "true or false",
    "a date such as 2026-11-22": "a date such as 2026-11-22",
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
    r"(?P<value>\S+) or more": "{value} or more",
    r"some of (?P<value>.+)": "some of {value}",
    r"a single answer such as (?P<value>.+)": "a single answer such as {value}",
    r"(?P<few>\d+) to (?P<many>\d+) (?:days|months|working days)": "a number from {few} to {many}",
    r"a list of 1 to (?P<value>\d+) ranges": "a list of {value} ranges at most",
    r"(?P<value>\d+) values, one per column": "{value} values, one for each column",
    r"a range such as (?P<value>.+)": "a range such as {value}",
    r"the unprintable character (?P<value>.+)": "the unprintable character {value}",
    r"codes like (?P<value>.+)": "codes such as {value}",
}
