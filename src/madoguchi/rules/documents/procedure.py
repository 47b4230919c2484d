"""The procedure document: everything the city says about one procedure, as one frozen value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import AwareDatetime, Field, StringConstraints, model_validator

from madoguchi.rules.absences import Reason
from madoguchi.rules.documents.base import DecimalText, Expression, Id, Path, Piece, Text
from madoguchi.rules.documents.parts import Part
from madoguchi.rules.documents.questions import AnyQuestion, GroupQuestion, Question

if TYPE_CHECKING:
    from madoguchi.rules.documents.plan import Plan

SCHEMA: Final = "madoguchi.procedure/1"
LifeEvent = Literal[
    "pregnancy", "childcare", "school", "moving", "pets", "learning", "health", "disaster", "work", "welfare",
    "bereavement", "town",
]  # fmt: skip
Arranged = Literal[
    "days", "extension", "extension_days", "way_home", "pickup", "contacts", "allergy", "health", "support"
]  # fmt: skip
Texts = tuple[Text, ...]


class Period(Piece):
    """When applications are taken: from `opens_at` up to, not including, `closes_at`."""

    opens_at: AwareDatetime | None = None
    closes_at: AwareDatetime | None = None

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> Period:
        if self.opens_at and self.closes_at and self.opens_at >= self.closes_at:
            raise ValueError("closes_at is not after opens_at")
        return self

    @property
    def has_end(self) -> bool:
        """Whether applications end some day. When, an extension may have moved: ask procedures' queries."""
        return self.closes_at is not None


class Retention(Piece):
    """How long applications are kept after the decision, and by which rule."""

    years: Literal[1, 3, 5, 10, 30]
    basis: Annotated[str, StringConstraints(min_length=1)] = Field(description="the rule that says so")


class Effect(Piece):
    """What one application cost before it could be made online."""

    resident_minutes: DecimalText
    officer_minutes: DecimalText
    sheets: DecimalText


class Limits(Piece):
    """What a living application holds alone."""

    one_per: tuple[Path, ...] = Field(
        default=(), description="paths of answers that only one application may have"
    )
    repeat: Literal["refuse", "flag"] = Field(
        default="refuse",
        description="what happens to another application with the same answers: it is refused, or filed and"
        " flagged for officers; the same account is refused a second one in any case",
    )
    capacity: int | None = Field(default=None, ge=1, description="how many applications are taken at most")


class Applicant(Piece):
    """Which answers say who applies, how they are reached, and whom it is about."""

    name: Path | None = None
    phone: Path | None = None
    email: Path | None = None
    address: Path | None = None
    subject: Path | None = None


class Enrolling(Piece):
    """What a decision does to a child's place (在籍), where the procedure is about one."""

    act: Literal["offer", "arrange", "notice", "pause", "move", "leave"] = Field(
        description="offer a place, change what is arranged for one, say what is different on some days, "
        "keep it through a pause, change it for another club’s, give it up"
    )
    outcomes: tuple[Id, ...] = Field(
        default=(), description="ids of the outcomes that do so; none where it is noted"
    )
    clears: tuple[Id, ...] = Field(default=(), description="outcomes that end what is arranged")
    at: Path = Field(description="the answer that names the club; of a ranking, its first choice")
    to: Path | None = Field(default=None, description="the answer that names the club to move to")
    starts: Path | None = Field(default=None, description="the first day, a date")
    ends: Path | None = Field(default=None, description="the last day, a date")
    tells_of_end: bool = Field(
        default=False, description="whether families are told in March that the place ends with the year"
    )
    says: tuple[Path, ...] = Field(
        default=(), description="the answers that say what is different on these days"
    )
    again: tuple[Id, ...] = Field(
        default=(), description="questions whose answers are never filled in from an earlier year"
    )
    keeps: dict[Arranged, Path] = Field(
        default_factory=dict, description="what the club has to know, and the answer that says it"
    )


class Meant(Piece):
    """For which reason to be absent each option of a question stands."""

    at: Path
    means: dict[Id, Reason] = Field(min_length=1, description="id of each option → the reason")


class Absence(Piece):
    """What a family says of a child's day, where the procedure is a notice of absence (欠席連絡)."""

    at: tuple[Path, ...] = Field(
        min_length=1, description="the answers that name the school or nursery; the one that is asked counts"
    )
    kind: Path = Field(description="a choice whose options are absent, late, early, unwell or pickup")
    starts: Path = Field(description="the first day, a date")
    ends: Path | None = Field(default=None, description="the last day, a date; without one the first")
    reasons: tuple[Meant, ...] = Field(
        min_length=1, description="the questions that say why; the first that is answered counts"
    )
    temperature: Path | None = Field(default=None, description="how warm the child is, a decimal")
    times: tuple[Path, ...] = Field(
        default=(), description="when the child comes or goes, times; the one that is asked counts"
    )
    words: tuple[Path, ...] = Field(default=(), description="the answers the school reads in words besides")


class Step(Piece):
    """One page of questions."""

    id: Id
    title: Text
    intro: Text | None = None
    ask_when: Expression = None
    questions: tuple[AnyQuestion, ...] = Field(min_length=1, max_length=100)


class Computed(Piece):
    """A value that follows from the answers."""

    id: Id
    title: Text
    type: Literal["text", "integer", "decimal", "money", "date", "yes_no"]
    value: Expression


class Check(Piece):
    """A check over several answers: refused where `refuse_when` is true."""

    id: Id
    refuse_when: Expression
    message: Text
    at: tuple[Path, ...] = Field(min_length=1)


class ChecklistItem(Piece):
    """What an officer looks at before deciding."""

    id: Id
    text: Text
    ask_when: Expression = None


class Phrase(Piece):
    """A reason officers often write when they return an application."""

    id: Id
    text: Text


class Outcome(Piece):
    """One way an application ends."""

    id: Id
    kind: Literal["approved", "refused", "held", "accepted"]
    title: Text
    letter: Id | None = Field(default=None, description="the id of a letter, or nothing")
    needs_reason: bool = False


class Review(Piece):
    """How officers deal with applications."""

    standard_days: int = Field(ge=0, le=365, description="working days until the answer, a whole number")
    noted: bool = Field(
        default=False, description="whether it is only taken note of: closed as it arrives, nobody decides"
    )
    two_person: bool = Field(default=False, description="whether a second officer has to approve")
    checklist: tuple[ChecklistItem, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    outcomes: tuple[Outcome, ...] = Field(
        default=(), description="how it may end; in no way where it is noted"
    )


class LetterItem(Piece):
    """One line of the table in a letter."""

    label: Text
    value: Annotated[str, StringConstraints(min_length=1, max_length=500)]
    show_when: Expression = None


class Letter(Piece):
    """What the city writes. Texts may insert `{names}`."""

    id: Id
    title: Text
    paragraphs: Texts = Field(min_length=1)
    items: tuple[LetterItem, ...] = ()
    reason: bool = Field(default=False, description="whether the officer's reason is printed")
    instruction: Texts = Field(default=(), description="教示: how the decision can be appealed")
    closing: Text | None = None
    seal: Literal["omitted", "printed", "blank"] = Field(
        default="omitted",
        description="公印: left out and said so, printed as a picture, or room left to press it",
    )


class Messages(Piece):
    """Words added to what applicants are told. Texts may insert `{names}` of nothing personal."""

    received: Text | None = Field(default=None, description="added to the receipt, on its page as well")
    returned: Text | None = Field(default=None, description="added where something is to be corrected")
    decided: Text | None = Field(default=None, description="added where the result is told")


class Expectation(Piece):
    """What a golden example must lead to. Lists name what must be among others."""

    complete: bool
    visible: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    computed: dict[str, Any] = Field(default_factory=dict)
    errors: dict[str, str] = Field(default_factory=dict)


class Golden(Piece):
    """An example of answers and what must follow from them; run before every publication."""

    id: Id
    title: str
    at: AwareDatetime
    facts: dict[str, Any] = Field(default_factory=dict)
    answers: dict[str, Any]
    expect: Expectation


class Document(Piece):
    """A whole procedure. Made by `parse` only, which has checked what the types cannot say."""

    schema_: Literal["madoguchi.procedure/1"] = Field(alias="schema", description=f'"{SCHEMA}"')
    id: Id
    number: Annotated[str, StringConstraints(pattern=r"^[0-9]{2}$")] = Field(
        description='two digits in quotes, e.g. "26"; they stand in receipt numbers'
    )
    title: Text
    summary: Text
    section: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=64)] = Field(
        description="the code of the section in charge"
    )
    life_events: tuple[LifeEvent, ...] = ()
    audience: Literal["resident", "business", "officer"] = Field(
        default="resident", description="who applies; what is for officers stands in no catalogue"
    )
    identity: Literal["none", "contact", "account"]
    contact_by: tuple[Literal["email", "phone", "post"], ...] = ("email", "phone", "post")
    minutes: int = Field(ge=1, le=240, description="how many minutes it takes, a whole number")
    papers: Texts = ()
    period: Period = Period()
    target_year: int | None = Field(
        default=None, ge=2000, le=2999, description="the 年度 that is applied for"
    )
    purpose: Text
    retention: Retention
    effect: Effect
    limits: Limits = Limits()
    applicant: Applicant = Applicant()
    enrolment: Enrolling | None = None
    absence: Absence | None = None
    steps: tuple[Step, ...] = Field(min_length=1, max_length=50)
    computed: tuple[Computed, ...] = Field(default=(), max_length=200)
    checks: tuple[Check, ...] = Field(default=(), max_length=200)
    review: Review
    letters: tuple[Letter, ...] = Field(default=(), max_length=50)
    messages: Messages = Messages()
    golden: tuple[Golden, ...] = Field(default=(), max_length=200)

    @property
    def is_public(self) -> bool:
        """Whether residents and businesses find it; officers reach theirs from the desk or by link."""
        return self.audience != "officer"

    @property
    def occasions(self) -> tuple[str, ...]:
        """Under which headings a catalogue shows it: its life events, and the one of businesses."""
        return (*self.life_events, *(["business"] if self.audience == "business" else []))

    @cached_property
    def plan(self) -> Plan:
        """The document made ready to run, once."""
        from madoguchi.rules.documents.plan import Planner

        return Planner(self).plan()

    def questions(self) -> Iterator[Question]:
        """Every question in document order; those of a group stand right after it."""
        for step in self.steps:
            for question in step.questions:
                yield question
                if isinstance(question, GroupQuestion):
                    yield from question.questions

    def question(self, path: str) -> Question:
        """The question at `path`: `child`, `child.birth_date` or `siblings/r2/school`. Raises KeyError."""
        return self._by_id[_last_id(path)]

    def has_question(self, path: str) -> bool:
        """Whether `question(path)` finds one."""
        return _last_id(path) in self._by_id

    def step(self, step_id: str) -> Step:
        """The step of that id. Raises KeyError."""
        return self._steps[step_id]

    def step_of(self, path: str) -> Step:
        """The step on which the question at `path` is asked. Raises KeyError."""
        return self._step_by_question[_last_id(path)]

    def check(self, code: str) -> Check | None:
        """The check whose id is the code of a problem; None where the code is a question type's own."""
        return self._checks.get(code)

    def letter(self, letter_id: str) -> Letter:
        """The letter of that id. Raises KeyError."""
        return next(letter for letter in self.letters if letter.id == letter_id)

    def outcome(self, outcome_id: str) -> Outcome:
        """The outcome of that id. Raises KeyError."""
        return {outcome.id: outcome for outcome in self.review.outcomes}[outcome_id]

    def part(self, path: str) -> Part | None:
        """What `child.birth_date` stands for; None for a whole question or a part that does not exist."""
        head, _, name = path.partition(".")
        return self._by_id[head].parts.get(name) if name and head in self._by_id else None

    def value_at(self, path: str | None, answers: Mapping[str, Any]) -> Any:
        """The canonical answer, or part of one, at `path` in `answers`; None where nothing stands."""
        if path is None:
            return None
        whole, _, part = path.partition(".")
        value = _whole(whole, answers)
        if not part or value is None:
            return value
        found = self.question(whole).parts.get(part)
        return found.get(value) if found else None

    def sensitive_ids(self) -> frozenset[str]:
        """Ids of the questions whose answers are kept encrypted."""
        return self._sensitive

    def listed(self) -> tuple[Question, ...]:
        """The questions that officers' lists show and filter."""
        return self._listed

    def phones(self) -> tuple[str, ...]:
        """Ids of the questions for telephone numbers, but for sensitive ones."""
        return self._phones

    def has_type(self, *types: str) -> bool:
        """Whether it asks a question of one of these types."""
        return not self._types.isdisjoint(types)

    @cached_property
    def _by_id(self) -> dict[str, Question]:
        return {question.id: question for question in self.questions()}

    @cached_property
    def _steps(self) -> dict[str, Step]:
        return {step.id: step for step in self.steps}

    @cached_property
    def _step_by_question(self) -> dict[str, Step]:
        return {
            question.id: step
            for step in self.steps
            for outer in step.questions
            for question in (outer, *getattr(outer, "questions", ()))
        }

    @cached_property
    def _checks(self) -> dict[str, Check]:
        return {check.id: check for check in self.checks}

    @cached_property
    def _listed(self) -> tuple[Question, ...]:
        return tuple(question for question in self.questions() if question.listed)

    @cached_property
    def _phones(self) -> tuple[str, ...]:
        asked = (question for question in self.questions() if question.type == "phone")
        return tuple(question.id for question in asked if not question.is_sensitive)

    @cached_property
    def _types(self) -> frozenset[str]:
        return frozenset(question.type for question in self.questions())

    @cached_property
    def _sensitive(self) -> frozenset[str]:
        return frozenset(question.id for question in self.questions() if question.is_sensitive)


def _last_id(path: str) -> str:
    return path.rpartition("/")[2].partition(".")[0]


def _whole(path: str, answers: Mapping[str, Any]) -> Any:
    head, *inside = path.split("/")
    value = answers.get(head)
    if not inside:
        return value
    rows = value if isinstance(value, list) else []
    row_id, question_id = inside
    return next((row.get(question_id) for row in rows if row.get("_id") == row_id), None)
