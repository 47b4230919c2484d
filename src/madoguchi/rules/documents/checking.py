"""What types cannot say about a document: ids given twice or pointing nowhere, care lowered, empty ranges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from decimal import Decimal
from typing import Any, Final

from madoguchi.rules import absences
from madoguchi.rules.documents.procedure import Absence, Document, Enrolling, Meant, Outcome, Step
from madoguchi.rules.documents.questions import (
    ChoiceQuestion,
    ChoicesQuestion,
    DecimalQuestion,
    FilesQuestion,
    GroupQuestion,
    IntegerQuestion,
    LongTextQuestion,
    MoneyQuestion,
    PlaceQuestion,
    Question,
    RankedPlacesQuestion,
    SlotQuestion,
    TextQuestion,
)
from madoguchi.rules.expressions.reading import Named, Scope, suggest
from madoguchi.rules.expressions.types import SINGLE, Kind
from madoguchi.rules.problems import Fault

MOST_LISTED: Final = 12
NAMES: Final = frozenset({"text", "person_name", "child", "guardian"})
WAYS: Final[dict[str, frozenset[str]]] = {
    "name": NAMES,
    "subject": NAMES,
    "phone": frozenset({"phone"}),
    "email": frozenset({"email"}),
    "address": frozenset({"postal_address"}),
}
CLUBS: Final = frozenset({"place", "ranked_places"})
DAYS: Final = frozenset({"date"})
PLACES: Final = frozenset({"place"})
CHOICE: Final = frozenset({"choice"})
CHOSEN: Final = frozenset({"choice", "choices"})
DECIMAL: Final = frozenset({"decimal"})
TIMES: Final = frozenset({"time"})
CONTACTS: Final = {"email": "email", "phone": "phone", "post": "address"}
NEAR: Final = frozenset({"place", "choice", "postal_address"})

Faults = Iterator[Fault]


def check(document: Document, scope: Scope) -> Faults:
    """Everything wrong that is not wrong with an expression. `scope` is the one behind all questions."""
    yield from _ids(document)
    for step in document.steps:
        yield from _questions(step.questions, f"steps[{step.id}]", scope)
    yield from _listed(document)
    yield from _paths(document, scope)
    yield from _contacts(document, scope)
    yield from _enrolment(document, scope)
    yield from _absence(document, scope)
    yield from _ends(document)
    for outcome in document.review.outcomes:
        yield from _letter(outcome, document, scope)


def _ends(document: Document) -> Faults:
    """An application ends by a decision, or is only taken note of, which decides nothing."""
    review, enrolling = document.review, document.enrolment
    if not review.noted:
        if not review.outcomes:
            yield Fault("review.outcomes", "there are none; expected one or more, or 'noted'")
        if enrolling and not enrolling.outcomes:
            yield Fault("enrolment.outcomes", "there are none; expected the outcomes that do it")
        return
    if review.outcomes:
        yield Fault("review.outcomes", "there are outcomes; expected none, because it is 'noted'")
    if review.two_person:
        yield Fault("review.two_person", "nobody decides what is 'noted'; expected false")
    if review.standard_days:
        yield Fault("review.standard_days", "nothing is answered to what is 'noted'; expected 0")
    if enrolling and enrolling.act != "notice":
        yield Fault("review.noted", f"'{enrolling.act}' needs a decision; only a 'notice' can be noted")


def _ids(document: Document) -> Faults:
    """Steps, questions, computed values and checks share one space of names; other lists have their own."""
    shared = [
        *(
            place
            for step in document.steps
            for place in ((step.id, f"steps[{step.id}]"), *_question_ids(step.questions, f"steps[{step.id}]"))
        ),
        *((each.id, f"computed[{each.id}]") for each in document.computed),
        *((each.id, f"checks[{each.id}]") for each in document.checks),
    ]
    review = document.review
    yield from _twice(shared)
    for path, items in (
        ("letters", document.letters),
        ("golden", document.golden),
        ("review.checklist", review.checklist),
        ("review.phrases", review.phrases),
        ("review.outcomes", review.outcomes),
    ):
        yield from _twice((each.id, f"{path}[{each.id}]") for each in _with_id(items))


def _with_id(items: Any) -> Sequence[Step]:
    return list(items)


def _question_ids(questions: Iterable[Question], path: str) -> Iterator[tuple[str, str]]:
    for question in questions:
        here = f"{path}.questions[{question.id}]"
        yield question.id, here
        if isinstance(question, GroupQuestion):
            yield from _question_ids(question.questions, here)


def _twice(places: Iterable[tuple[str, str]]) -> Faults:
    first: dict[str, str] = {}
    for id, path in places:
        if id in first:
            other = f"; it is the id of {first[id]} as well" if first[id] != path else ""
            yield Fault(f"{path}.id", f"the id '{id}' is given twice{other}; expected ids of their own")
        first.setdefault(id, path)


def _questions(questions: Iterable[Question], path: str, scope: Scope) -> Faults:
    for question in questions:
        here = f"{path}.questions[{question.id}]"
        yield from _care(question, here)
        yield from _required(question, here)
        yield from _range(question, here)
        if isinstance(question, ChoiceQuestion | ChoicesQuestion):
            yield from _twice((option.id, f"{here}.options[{option.id}]") for option in question.options)
        if isinstance(question, PlaceQuestion | RankedPlacesQuestion) and question.near:
            yield from _near(question, here, scope)
        if isinstance(question, SlotQuestion):
            yield from _slot(question, here, scope)
        if isinstance(question, GroupQuestion):
            yield from _questions(question.questions, here, scope)


def _care(question: Question, path: str) -> Faults:
    if question.care and question.care.rank < question.default_care.rank:
        least = question.default_care
        yield Fault(
            f"{path}.care",
            f"'{question.care}' is less than the type {question.type} needs; expected {least} or more",
        )
    if question.listed and question.is_sensitive:
        yield Fault(f"{path}.listed", "sensitive answers are never listed; expected no 'listed' here")
    elif question.listed and not question.may_be_listed:
        yield Fault(
            f"{path}.listed", f"an answer of type {question.type} cannot be listed; expected no 'listed' here"
        )


def _required(question: Question, path: str) -> Faults:
    given = question.model_fields_set
    if question.required_when is not None and "required" in given and question.required:
        yield Fault(f"{path}.required_when", "stands beside required: true; expected one of the two")


def _range(question: Question, path: str) -> Faults:
    for low, least, high, most in _limits(question):
        if least is not None and most is not None and Decimal(least) > Decimal(most):
            yield Fault(f"{path}.{low}", f"{least} is more than {high} {most}; no answer fits")


def _limits(question: Question) -> Iterator[tuple[str, int | str | None, str, int | str | None]]:
    match question:
        case TextQuestion() | LongTextQuestion():
            yield "min_length", question.min_length, "max_length", question.max_length
        case IntegerQuestion() | DecimalQuestion() | MoneyQuestion() | FilesQuestion():
            yield "at_least", question.at_least, "at_most", question.at_most
        case GroupQuestion(repeat=repeat):
            yield "repeat.at_least", repeat.at_least, "repeat.at_most", repeat.at_most


def _near(question: PlaceQuestion | RankedPlacesQuestion, path: str, scope: Scope) -> Faults:
    named, own = scope.answers.get(str(question.near)), scope.answers[question.id]
    if named is None:
        if question.near not in scope.lost:
            yield Fault(f"{path}.near", f"there is no question '{question.near}'")
    elif named.position >= own.position:
        yield Fault(f"{path}.near", f"'{question.near}' is asked here or later; expected an earlier question")
    elif named.group not in (None, own.group) or named.type.kind not in (Kind.CHOICE, Kind.RECORD):
        yield Fault(f"{path}.near", f"'{question.near}' names no place; expected a place, choice or address")


def _slot(question: SlotQuestion, path: str, scope: Scope) -> Faults:
    """A time is reserved once for an application; who comes, and by which number, stands in other answers."""
    if question.id in scope.answers and scope.answers[question.id].group is not None:
        yield Fault(path, "a slot is asked in rows; expected a question outside of groups")
    for band, given in question.party.items():
        if not (isinstance(given, int) and not isinstance(given, bool)):
            yield from _names(given, {Kind.INTEGER}, f"{path}.party.{band}", scope)
    if question.number is not None:
        yield from _names(question.number, {Kind.TEXT}, f"{path}.number", scope)


def _names(given: Any, kinds: Set[Kind], path: str, scope: Scope) -> Faults:
    """Whether this is `{answer: id}` or `{computed: id}` of one of these kinds, outside of groups."""
    known = {"answer": scope.answers, "computed": scope.computed}
    single = next(iter(given.items())) if isinstance(given, Mapping) and len(given) == 1 else None
    named = known.get(single[0], {}).get(str(single[1])) if single else None
    if single and str(single[1]) in scope.lost:
        return
    if named is None:
        yield Fault(path, "names no answer; expected {answer: id} or {computed: id}")
    elif named.group is not None or named.type.kind not in kinds:
        yield Fault(path, f"found {named.type}; expected {' or '.join(sorted(kinds))} outside of groups")


def _listed(document: Document) -> Faults:
    listed = document.listed()
    if len(listed) > MOST_LISTED:
        yield Fault("steps", f"{len(listed)} questions are listed; expected at most {MOST_LISTED}")
    for step in document.steps:
        for group in step.questions:
            for question in group.questions if isinstance(group, GroupQuestion) else ():
                if question.listed:
                    path = f"steps[{step.id}].questions[{group.id}].questions[{question.id}].listed"
                    yield Fault(path, "answers in rows cannot be listed; expected no 'listed' here")


def _paths(document: Document, scope: Scope) -> Faults:
    """Paths that checks, limits and the applicant name."""
    for check in document.checks:
        for index, path in enumerate(check.at):
            yield from _exists(path, f"checks[{check.id}].at[{index}]", scope, document)
    for index, path in enumerate(document.limits.one_per):
        here = f"limits.one_per[{index}]"
        yield from _exists(path, here, scope, document)
        named = scope.answers.get(path)
        if named and (named.group or named.type.kind not in SINGLE):
            yield Fault(here, f"{_what(path, named)}; expected a single answer such as child.kana")


def _what(path: str, named: Named) -> str:
    return f"'{path}' is asked in rows" if named.group else f"found {named.type}"


def _exists(path: str, here: str, scope: Scope, document: Document) -> Faults:
    head = path.partition(".")[0]
    if path in scope.answers or document.has_question(path) and "." not in path or head in scope.lost:
        return
    yield Fault(here, f"there is no question or part '{path}'{suggest(path, scope.answers)}")


def _contacts(document: Document, scope: Scope) -> Faults:
    for key, types in WAYS.items():
        path = getattr(document.applicant, key)
        if path is not None:
            yield from _way(path, f"applicant.{key}", types, document, scope)
    if document.identity != "none" and document.applicant.name is None:
        yield Fault("applicant.name", "is missing; expected the path of the applicant's name")
    for way in document.contact_by if document.identity == "contact" else ():
        if getattr(document.applicant, CONTACTS[way]) is None:
            expected = f"expected the question that asks for it, because contact_by has '{way}'"
            yield Fault(f"applicant.{CONTACTS[way]}", f"is missing; {expected}")


def _way(path: str, here: str, types: Set[str], document: Document, scope: Scope) -> Faults:
    """Whether `path` names a question of one of `types` outside of groups."""
    named = scope.answers.get(path)
    if named is None:
        yield from _exists(path, here, scope, document)
    elif named.group:
        yield Fault(here, f"'{path}' is asked in rows; expected a question outside of groups")
    elif document.question(named.id).type not in types:
        found = document.question(named.id).type
        yield Fault(here, f"'{path}' is of type {found}; expected one of {', '.join(sorted(types))}")


def _outcomes(enrolling: Enrolling, document: Document) -> Faults:
    """Every outcome that is named is one of the review."""
    known = [outcome.id for outcome in document.review.outcomes]
    for key in ("outcomes", "clears"):
        for index, id in enumerate(getattr(enrolling, key)):
            if id not in known:
                yield Fault(f"enrolment.{key}[{index}]", f"there is no outcome '{id}'{suggest(id, known)}")


def _enrolment(document: Document, scope: Scope) -> Faults:
    """What a decision does to a place names outcomes, a club, days and answers that there are."""
    enrolling = document.enrolment
    if enrolling is None:
        return
    yield from _outcomes(enrolling, document)
    if (enrolling.to is not None) is not (enrolling.act == "move"):
        yield Fault("enrolment.to", "expected the other club for 'move', and only there")
    for key, types in (("at", CLUBS), ("to", CLUBS), ("starts", DAYS), ("ends", DAYS)):
        if path := getattr(enrolling, key):
            yield from _way(path, f"enrolment.{key}", types, document, scope)
    if bool(enrolling.says) is not (enrolling.act == "notice"):
        yield Fault("enrolment.says", "expected what is different, for 'notice', and only there")
    for index, path in enumerate(enrolling.says):
        yield from _exists(path, f"enrolment.says[{index}]", scope, document)
    for index, id in enumerate(enrolling.again):
        yield from _exists(id, f"enrolment.again[{index}]", scope, document)
    for key, path in enrolling.keeps.items():
        yield from _exists(path, f"enrolment.keeps.{key}", scope, document)
    if document.applicant.subject is None:
        yield Fault("applicant.subject", "is missing; expected the child, because there is 'enrolment'")


def _absence(document: Document, scope: Scope) -> Faults:
    """A notice of absence comes from a family that signed in, names its child, and is only noted."""
    if document.absence is None:
        return
    yield from _said(document.absence, document, scope)
    if document.applicant.subject is None:
        yield Fault("applicant.subject", "is missing; expected the child, because there is 'absence'")
    if document.identity != "account":
        yield Fault("identity", "whose child it is must be known; expected 'account', because of 'absence'")
    if not document.review.noted:
        yield Fault("review.noted", "nobody decides an 'absence'; expected true")


def _said(absence: Absence, document: Document, scope: Scope) -> Faults:
    """It names places, a kind, days, reasons and whatever else there is."""
    for index, path in enumerate(absence.at):
        yield from _way(path, f"absence.at[{index}]", PLACES, document, scope)
    for key, types in (("kind", CHOICE), ("starts", DAYS), ("ends", DAYS), ("temperature", DECIMAL)):
        if path := getattr(absence, key):
            yield from _way(path, f"absence.{key}", types, document, scope)
    for index, path in enumerate(absence.times):
        yield from _way(path, f"absence.times[{index}]", TIMES, document, scope)
    for index, path in enumerate(absence.words):
        yield from _exists(path, f"absence.words[{index}]", scope, document)
    for key in ("kind", "starts"):
        yield from _always(getattr(absence, key), f"absence.{key}", document)
    yield from _kinds(absence.kind, document)
    for index, meant in enumerate(absence.reasons):
        yield from _way(meant.at, f"absence.reasons[{index}].at", CHOSEN, document, scope)
        yield from _meant(meant, f"absence.reasons[{index}].means", document)


def _always(path: str, here: str, document: Document) -> Faults:
    """Whether it is asked, and answered, whatever else is said."""
    question = document.question(path) if document.has_question(path) else None
    if question is None:
        return
    asked_when = question.ask_when is not None or document.step_of(path).ask_when is not None
    if asked_when or not question.required or question.required_when is not None:
        yield Fault(here, f"'{path}' may stay without an answer; expected a question that is always asked")


def _kinds(path: str, document: Document) -> Faults:
    known = [each.value for each in absences.Kind]
    for id in _options(path, document):
        if id not in known:
            expected = ", ".join(known)
            yield Fault("absence.kind", f"'{path}' has the option '{id}'; expected some of {expected}")


def _meant(meant: Meant, here: str, document: Document) -> Faults:
    """Every option stands for a reason, and no other does."""
    options = _options(meant.at, document)
    for id in options:
        if id not in meant.means:
            yield Fault(here, f"the option '{id}' of '{meant.at}' is missing; expected a reason for each")
    for id in meant.means if options else ():
        if id not in options:
            yield Fault(f"{here}.{id}", f"'{meant.at}' has no option '{id}'{suggest(id, options)}")


def _options(path: str, document: Document) -> list[str]:
    question = document.question(path) if document.has_question(path) else None
    return [each.id for each in getattr(question, "options", ())]


def _letter(outcome: Outcome, document: Document, scope: Scope) -> Faults:
    letters = [letter.id for letter in document.letters]
    if outcome.letter and outcome.letter not in letters and outcome.letter not in scope.lost:
        hint = suggest(outcome.letter, letters)
        yield Fault(f"review.outcomes[{outcome.id}].letter", f"there is no letter '{outcome.letter}'{hint}")
