"""What changed between two versions, in words an officer reads at a glance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.safestring import SafeString

from madoguchi.base.texts import say
from madoguchi.rules.changes import Change, Kind
from madoguchi.rules.documents import Document, Question, Text
from madoguchi.rules.editing.places import pieces
from madoguchi.rules.phrasing import Follows, asked_when, branches, said_of
from madoguchi.studio.models import Edit

OF_QUESTIONS: Final = {
    Kind.ADDED: "The question “{title}” is new.",
    Kind.REMOVED: "The question “{title}” is gone.",
    Kind.MOVED: "The question “{title}” stands at another place.",
    Kind.RETYPED: "The question “{title}” is of another type ({old} → {new}).",
    Kind.RECONDITIONED: "When “{title}” is asked has changed.",
    Kind.DEMANDED: "“{title}” must be answered by more people.",
    Kind.RELAXED: "“{title}” may be left empty.",
    Kind.OPTIONS_ADDED: "“{title}” has new options: {options}.",
    Kind.OPTIONS_REMOVED: "“{title}” has lost options: {options}.",
    Kind.BOUNDS_CHANGED: "What “{title}” accepts has changed.",
    Kind.CONSENT_REWORDED: "What is agreed to in “{title}” has changed.",
    Kind.REWORDED: "The words of “{title}” have changed.",
    Kind.KEPT_DIFFERENTLY: "How the answer to “{title}” is kept or listed has changed.",
}
OF_CHECKS: Final = {
    Kind.CHECK_ADDED: "A check is new: {message}",
    Kind.CHECK_CHANGED: "A check has changed: {message}",
    Kind.CHECK_REMOVED: "A check is gone: {message}",
}
OF_BRANCHES: Final = {
    Follows.STEP_ASKED: "The step “{title}” is asked",
    Follows.ASKED: "“{title}” is asked",
    Follows.REQUIRED: "“{title}” must be answered",
    Follows.EARLIEST: "The first day for “{title}”",
    Follows.LATEST: "The last day for “{title}”",
    Follows.REFUSED: "Refused with “{title}”",
    Follows.COMPUTED: "“{title}” is computed",
}
CONDITIONS: Final = (".ask_when", ".required_when", ".refuse_when")
KEYS: Final = {
    "applicant": "Which answers name the applicant",
    "audience": "For whom it is",
    "computed": "Computed values",
    "contact_by": "How applicants can be reached",
    "effect": "Effort saved",
    "golden": "Examples",
    "id": "Id",
    "identity": "Who may apply",
    "letters": "Letters",
    "life_events": "Life events",
    "limits": "Limits",
    "messages": "Words added to messages",
    "minutes": "Minutes it takes",
    "number": "Number in receipts",
    "papers": "Papers to have at hand",
    "period": "Period of applications",
    "purpose": "What answers are used for",
    "retention": "How long applications are kept",
    "review": "Review",
    "schema": "Schema",
    "section": "Section",
    "summary": "Summary",
    "target_year": "Fiscal year applied for",
    "title": "Title",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependent:
    """What depends on answers, and when it comes about or what it comes to."""

    path: str
    what: SafeString
    said: Mapping[str, str]

    @property
    def address(self) -> str:
        """The name of the URL where it is built: line by line, or as a recipe."""
        return "studio:condition" if self.path.endswith(CONDITIONS) else "studio:value"


OF_EDITS: Final = {
    "set": "Change of {place}",
    "all": "Change of {place}",
    "add": "Addition: {place}",
    "duplicate": "Copy of {place}",
    "move": "Move of {place}",
    "remove": "Removal of {place}",
    "group": "Grouping of {place}",
    "ungroup": "Taking {place} apart",
    "retype": "Another type for {place}",
    "paste": "Pasted options of {place}",
    "taken_in": "Import of a document",
}
OF_PLACES: Final = {
    "ask_when": "when {title} is shown",
    "required_when": "when {title} must be answered",
    "show_when": "when {title} is printed",
    "near": "which places stand first in {title}",
    "earliest": "the days allowed in {title}",
    "latest": "the days allowed in {title}",
    "refuse_when": "check {title}",
}
OF_CHAPTERS: Final = {
    "checks": "check {title}",
    "computed": "computed value {title}",
    "letters": "letter {title}",
    "golden": "example {title}",
}


def sentence(change: Change, *, old: Document | None = None, new: Document | None = None) -> SafeString:
    """One change, said; between `old` and `new`, with conditions before and after."""
    if old and new and change.kind is Kind.RECONDITIONED:
        before, after = (asked_when(each, change.path) or say("always") for each in (old, new))
        message = "When “{title}” is asked has changed: {before} → {after}"
        return say(message, title=change.new.title, before=before, after=after)
    if old and new and change.kind is Kind.CHECK_CHANGED:
        before, after = (said_of(old, change.old.refuse_when), said_of(new, change.new.refuse_when))
        message = "A check has changed: {message} ({before} → {after})"
        return say(message, message=change.new.message, before=before, after=after)
    if change.kind in OF_QUESTIONS:
        return say(OF_QUESTIONS[change.kind], **_of_question(change))
    if change.kind in OF_CHECKS:
        return say(OF_CHECKS[change.kind], message=(change.new or change.old).message)
    key = say(KEYS.get(change.path, change.path))
    was, becomes = _short(change.old), _short(change.new)
    if was is None or becomes is None:
        return say("{key} has changed.", key=key)
    return say("{key} has changed: {old} → {new}", key=key, old=was, new=becomes)


def dependents(document: Document) -> tuple[Dependent, ...]:
    """What depends on answers, and how."""
    return tuple(
        Dependent(path=each.path, what=say(OF_BRANCHES[each.follows], title=each.title), said=each.said)
        for each in branches(document)
    )


def _of_question(change: Change) -> Mapping[str, Any]:
    old, new = change.old, change.new
    shown: Question = new or old
    values: dict[str, Any] = {"title": shown.title}
    if change.kind is Kind.RETYPED:
        values.update(old=old.type, new=new.type)
    elif change.kind is Kind.OPTIONS_ADDED:
        values["options"] = _options_of(new, without=old)
    elif change.kind is Kind.OPTIONS_REMOVED:
        values["options"] = _options_of(old, without=new)
    return values


def _options_of(question: Any, *, without: Any) -> str:
    known = {option.id for option in without.options}
    return "、".join(option.title.in_("ja") for option in question.options if option.id not in known)


def _short(value: Any) -> object:
    """What can be said in a word; None for what cannot."""
    if isinstance(value, Text):
        return value.in_("ja")
    return value if isinstance(value, str | int) else None


def of_edit(edit: Edit) -> SafeString:
    """What was done with the draft, said."""
    place = said_place(edit.place, edit.title)
    return say(OF_EDITS.get(edit.verb, "Change of {place}"), place=place)


def said_place(path: str, title: Mapping[str, str] | None) -> SafeString:
    """A place in a document; `title` is what the innermost thing there is called."""
    found = pieces(path)
    quoted = say("“{title}”", title=title or {})
    if title and (condition := next((each for each in found if each in OF_PLACES), None)):
        return say(OF_PLACES[condition], title=quoted)
    if title and found[:1] and found[0] in OF_CHAPTERS:
        return say(OF_CHAPTERS[found[0]], title=quoted)
    if found and found[0] in KEYS:
        return say(KEYS[found[0]])
    return quoted if title else say("the document")
