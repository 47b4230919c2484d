"""What the chapters of the builder hold beside the questions: their boxes and lists.

Keys are whole paths of the document. Labels are messages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from madoguchi.procedures.wording import EVENTS
from madoguchi.rules.editing import at
from madoguchi.rules.editing.changing import Plain
from madoguchi.studio.properties import Property, Shape

MOMENTS: Final = frozenset({"period.opens_at", "period.closes_at"})
"""Written as day and time; the document has instants."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Some boxes below a heading."""

    heading: str
    properties: tuple[Property, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A list whose entries are added, moved and taken away; `fresh` makes a new one."""

    heading: str
    path: str
    entry: Callable[[str], tuple[Property, ...]]
    fresh: Callable[[str, Plain], Any]
    empty: str
    condition: str = ""  # the key of an entry that holds a condition
    opens: str = ""  # the name of a URL where an entry has a page of its own
    is_value: bool = False  # what `condition` names is worked out by a recipe


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A chapter."""

    name: str
    title: str
    parts: tuple[Part, ...] = ()
    series: tuple[Series, ...] = ()

    @property
    def address(self) -> str:
        """The name of its URL."""
        return f"studio:build_{self.name}"


def _texts(key: str, label: str, hint: str = "", *, long: bool = False, needed: bool = True) -> Property:
    return Property(key=key, shape=Shape.TEXTS, label=label, hint=hint, is_long=long, is_needed=needed)


def _words(key: str, label: str, hint: str = "") -> Property:
    return Property(key=key, shape=Shape.WORDS, label=label, hint=hint)


def _whole(key: str, label: str, hint: str = "") -> Property:
    return Property(key=key, shape=Shape.WHOLE, label=label, hint=hint)


def _flag(key: str, label: str) -> Property:
    return Property(key=key, shape=Shape.FLAG, label=label)


def _choice(
    key: str, label: str, *choices: tuple[str, str], hint: str = "", default: str | None = None
) -> Property:
    return Property(key=key, shape=Shape.CHOICE, label=label, choices=choices, hint=hint, default=default)


def _several(key: str, label: str, *choices: tuple[str, str], hint: str = "") -> Property:
    return Property(key=key, shape=Shape.SEVERAL, label=label, choices=choices, hint=hint)


def _new(ja: str, easy: str, en: str) -> dict[str, str]:
    return {"ja": ja, "ja-easy": easy, "en": en}


_EVENTS: Final = tuple((id, words) for id, words in EVENTS.items() if id != "business")
_WAYS: Final = (("email", "E-mail"), ("phone", "Phone"), ("post", "By post"))
_NOT_ASKED: Final = ("", "Not asked")
_BASICS: Final = Sheet(
    name="basics",
    title="What it is, and for whom",
    parts=(
        Part(
            heading="Name and summary",
            properties=(
                _texts("title", "Name of the procedure"),
                _texts("summary", "Summary", "What it is and for whom, in one or two sentences", long=True),
                _whole("minutes", "Minutes it takes"),
            ),
        ),
        Part(
            heading="Where it is found",
            properties=(
                _choice(
                    "audience",
                    "For whom it is",
                    ("resident", "Residents"),
                    ("business", "Companies and organisations"),
                    ("officer", "Whoever is told the address: it is in no catalogue"),
                    default="resident",
                ),
                _several("life_events", "Life events", *_EVENTS),
            ),
        ),
        Part(
            heading="Who applies",
            properties=(
                _choice(
                    "identity",
                    "Who may apply",
                    ("none", "Anybody, without a name"),
                    ("contact", "Anybody who can be reached"),
                    ("account", "Only who has signed in"),
                ),
                _texts("purpose", "What answers are used for", "Shown before applying", long=True),
            ),
        ),
        Part(
            heading="How applicants can be reached",
            properties=(
                Property(
                    key="contact_by",
                    shape=Shape.RANKED,
                    label="Ways, the best first",
                    choices=_WAYS,
                    default=["email", "phone", "post"],
                ),
            ),
        ),
        Part(
            heading="Which answers name the applicant",
            properties=tuple(
                _choice(f"applicant.{key}", label, _NOT_ASKED)
                for key, label in (
                    ("name", "Name of the applicant"),
                    ("phone", "Telephone number"),
                    ("email", "E-mail address"),
                    ("address", "Address for letters"),
                    ("subject", "Whom it is about"),
                )
            ),
        ),
    ),
    series=(
        Series(
            heading="Papers to have at hand",
            path="papers",
            entry=lambda path: (_texts(path, "Paper"),),
            fresh=lambda _id, _plain: _new("新しい書類", "[新|あたら]しい [紙|かみ]", "New paper"),
            empty="No paper is needed.",
        ),
    ),
)
_OPENING: Final = Sheet(
    name="opening",
    title="Opening period and limits",
    parts=(
        Part(
            heading="When applications are taken",
            properties=(
                _words("period.opens_at", "Taken from", "E.g. 2026-11-02 09:00. Empty: from publication on"),
                _words("period.closes_at", "Taken until", "E.g. 2026-12-15 23:59. Empty: all the year"),
                _whole("target_year", "Fiscal year applied for", "For example 2027. Empty: none"),
            ),
        ),
        Part(
            heading="Limits",
            properties=(
                _whole("limits.capacity", "How many applications are taken", "Empty: as many as come"),
                _several(
                    "limits.one_per",
                    "Answers that only one application may have",
                    hint="All that are ticked have to be alike. None: applications are not compared",
                ),
                _choice(
                    "limits.repeat",
                    "A second application with the same answers",
                    ("refuse", "Is not taken"),
                    ("flag", "Is taken, and officers are told"),
                    default="refuse",
                ),
            ),
        ),
    ),
)
_KEEPING: Final = Sheet(
    name="keeping",
    title="How long it is kept, and what it saves",
    parts=(
        Part(
            heading="Retention",
            properties=(
                _whole("retention.years", "Years after the decision", "1, 3, 5, 10 or 30"),
                _words("retention.basis", "The rule that says so"),
            ),
        ),
        Part(
            heading="What one application cost before",
            properties=(
                _words("effect.resident_minutes", "Minutes of the resident, with the way"),
                _words("effect.officer_minutes", "Minutes of officers"),
                _words("effect.sheets", "Sheets of paper"),
            ),
        ),
    ),
)


def _outcome(path: str) -> tuple[Property, ...]:
    return (
        _texts(f"{path}.title", "Name of the result"),
        _choice(
            f"{path}.kind",
            "It means",
            ("approved", "It is granted"),
            ("refused", "It is not granted"),
            ("held", "On the waiting list"),
            ("accepted", "Taken note of"),
        ),
        _choice(f"{path}.letter", "Letter it brings", ("", "No letter")),
        _flag(f"{path}.needs_reason", "The officer has to give a reason"),
    )


_REVIEW: Final = Sheet(
    name="review",
    title="Review and results",
    parts=(
        Part(
            heading="Review",
            properties=(
                _whole("review.standard_days", "Working days until the answer"),
                _flag("review.noted", "Only taken note of: it is closed as it arrives, and nobody decides"),
                _flag("review.two_person", "A second officer approves"),
            ),
        ),
    ),
    series=(
        Series(
            heading="Checklist of the officers",
            path="review.checklist",
            entry=lambda path: (_texts(f"{path}.text", "What is checked"),),
            fresh=lambda id, _plain: {
                "id": id,
                "text": _new("新しい確認項目", "[新|あたら]しい [確認|かくにん]", "New check"),
            },
            empty="Officers have no checklist.",
            condition="ask_when",
        ),
        Series(
            heading="Reasons often given when something is returned",
            path="review.phrases",
            entry=lambda path: (_texts(f"{path}.text", "Words of the reason"),),
            fresh=lambda id, _plain: {
                "id": id,
                "text": _new("新しい理由", "[新|あたら]しい [理由|りゆう]", "New reason"),
            },
            empty="Officers write every reason themselves.",
        ),
        Series(
            heading="Results",
            path="review.outcomes",
            entry=_outcome,
            fresh=lambda id, _plain: {
                "id": id,
                "kind": "accepted",
                "title": _new("新しい結果", "[新|あたら]しい [結果|けっか]", "New result"),
            },
            empty="",
        ),
    ),
)
_MESSAGES: Final = Sheet(
    name="messages",
    title="Words added to messages",
    parts=(
        Part(
            heading="What you write here stands below the city's own words",
            properties=tuple(
                _texts(f"messages.{key}", label, long=True, needed=False)
                for key, label in (
                    ("received", "On the receipt, and when an application has arrived"),
                    ("returned", "When something is to be corrected"),
                    ("decided", "When the result is told"),
                )
            ),
        ),
    ),
)


def _check(id: str, plain: Plain) -> Any:
    """A check that refuses nothing yet."""
    first = plain["steps"][0]["questions"][0]["id"]
    words = _new(
        "この内容では申請できません。",
        "この [答|こた]えでは [申|もう]し[込|こ]めません。",
        "This cannot be filed.",
    )
    return {"id": id, "refuse_when": False, "message": words, "at": [first]}


_CHECKS: Final = Sheet(
    name="checks",
    title="Checks over several answers",
    series=(
        Series(
            heading="What is not taken",
            path="checks",
            entry=lambda path: (
                _texts(f"{path}.message", "What the resident reads", long=True),
                _choice(f"{path}.at[0]", "Beside this question"),
            ),
            fresh=_check,
            empty="Nothing is refused beyond what each question says itself.",
            condition="refuse_when",
        ),
    ),
)
_PARAGRAPH: Final = _new(
    "次のとおりお知らせします。", "[次|つぎ]のように お[知|し]らせします。", "We inform you as follows."
)
_NUMBER: Final = _new("受付番号", "[受付|うけつけ]の [番号|ばんごう]", "Receipt number")
_LETTERS: Final = Sheet(
    name="letters",
    title="Letters",
    series=(
        Series(
            heading="Letters",
            path="letters",
            entry=lambda path: (_texts(f"{path}.title", "Heading of the letter"),),
            fresh=lambda id, _plain: {
                "id": id,
                "title": _new("新しい通知書", "[新|あたら]しい [手紙|てがみ]", "New letter"),
                "paragraphs": [_PARAGRAPH],
            },
            empty="The procedure has no letters.",
            opens="studio:build_letter",
        ),
    ),
)
_COMPUTED: Final = Sheet(
    name="computed",
    title="Values that follow from answers",
    series=(
        Series(
            heading="Computed values",
            path="computed",
            entry=lambda path: (
                _texts(f"{path}.title", "Name of the value"),
                _choice(
                    f"{path}.type",
                    "Kind of value",
                    ("integer", "Whole number"),
                    ("decimal", "Decimal number"),
                    ("money", "Amount in yen"),
                    ("text", "Any words"),
                    ("date", "A date"),
                    ("yes_no", "Yes or no"),
                ),
            ),
            fresh=lambda id, _plain: {
                "id": id,
                "title": _new("新しい値", "[新|あたら]しい [数|かず]", "New value"),
                "type": "integer",
                "value": 0,
            },
            empty="Nothing is computed from the answers.",
            condition="value",
            is_value=True,
        ),
    ),
)
SHEETS: Final = {
    each.name: each
    for each in (_BASICS, _OPENING, _COMPUTED, _CHECKS, _REVIEW, _LETTERS, _MESSAGES, _KEEPING)
}


def letter_sheet(id: str) -> Sheet:
    """The chapter of one letter."""
    path = f"letters[{id}]"
    return Sheet(
        name="letter",
        title="Letter and its words",
        parts=(
            Part(
                heading="Head and foot",
                properties=(
                    _texts(f"{path}.title", "Heading of the letter"),
                    _texts(f"{path}.closing", "Closing words", "Below the table", long=True, needed=False),
                    _flag(f"{path}.reason", "The officer's reason is printed"),
                    _choice(
                        f"{path}.seal",
                        "The city's seal",
                        ("omitted", "Left out, and said so"),
                        ("printed", "Printed as a picture"),
                        ("blank", "Room to press it by hand"),
                    ),
                ),
            ),
        ),
        series=(
            Series(
                heading="Paragraphs",
                path=f"{path}.paragraphs",
                entry=lambda each: (_texts(each, "Paragraph", long=True),),
                fresh=lambda _id, _plain: _PARAGRAPH,
                empty="",
            ),
            Series(
                heading="Numbered lines of the table",
                path=f"{path}.items",
                entry=lambda each: (
                    _texts(f"{each}.label", "Label"),
                    _words(f"{each}.value", "What stands behind it", "Words, with answers in braces"),
                ),
                fresh=lambda _id, _plain: {
                    "label": _NUMBER,
                    "value": "{reference}",
                },
                empty="The letter has no table.",
                condition="show_when",
            ),
            Series(
                heading="How the decision can be appealed",
                path=f"{path}.instruction",
                entry=lambda each: (_texts(each, "Instruction", long=True),),
                fresh=lambda _id, _plain: _PARAGRAPH,
                empty="No instruction is printed.",
            ),
        ),
    )


def chapter_of(key: str) -> Sheet | None:
    """The chapter in which a key of the document is written."""
    return next((each for each in SHEETS.values() if key in _keys(each)), None)


def _keys(sheet: Sheet) -> set[str]:
    paths = [each.key for part in sheet.parts for each in part.properties]
    paths += [series.path for series in sheet.series]
    return {path.partition(".")[0] for path in paths}


def entries(plain: Plain, series: Series) -> Iterator[str]:
    """The path of every entry of a list."""
    for index, entry in enumerate(at(plain, series.path) or ()):
        name = entry.get("id", index) if isinstance(entry, dict) else index
        yield f"{series.path}[{name}]"


def properties_of(sheet: Sheet, plain: Plain) -> tuple[Property, ...]:
    """Every box of a chapter, those of its lists as well."""
    fixed = (each for part in sheet.parts for each in part.properties)
    listed = (
        each for series in sheet.series for path in entries(plain, series) for each in series.entry(path)
    )
    return (*fixed, *listed)
