"""What stands on the builder's page: the boxes of what is open, the outline, the way back, who is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.safestring import SafeString

from madoguchi.applications.forms import element_id
from madoguchi.base.reasons import told
from madoguchi.base.texts import say
from madoguchi.people.queries import officer_names
from madoguchi.rules import editing
from madoguchi.rules.conditions.subjects import scope_at
from madoguchi.rules.documents import Document, GroupQuestion, Question, Text
from madoguchi.rules.documents.checking import NEAR
from madoguchi.rules.editing import Set, title_at
from madoguchi.rules.editing.changing import Plain, plain_of
from madoguchi.rules.editing.moving import lists
from madoguchi.rules.editing.places import pieces
from madoguchi.rules.phrasing import said_of
from madoguchi.rules.problems import Fault
from madoguchi.rules.texts import ruby_plain
from madoguchi.studio import properties
from madoguchi.studio.actions.editing import Conflict
from madoguchi.studio.boxes import Box, boxes, changes, is_within, languages
from madoguchi.studio.outline import outline
from madoguchi.studio.palette import KINDS, PALETTE
from madoguchi.studio.properties import Property
from madoguchi.studio.queries.editing import Table, list_colleagues
from madoguchi.studio.sentences import of_edit, said_place
from madoguchi.studio.sheets import chapter_of

Posted = Mapping[str, str]
CONDITIONS: Final = {
    "ask_when": "Shown when",
    "required_when": "Must be answered when",
    "earliest": "First day allowed",
    "latest": "Last day allowed",
}
BOUNDS: Final = ("earliest", "latest")
WORDS: Final = "Words"
ANSWER: Final = "What counts as an answer"
KEEPING: Final = "Why it is asked, and how it is kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """What is open in the builder: a step or a question."""

    slug: str
    path: str
    url: str
    step_id: str
    title: Text
    question: Question | None = None
    in_group: bool = False

    @property
    def parts(self) -> tuple[tuple[str, tuple[Property, ...]], ...]:
        """Headings, as messages, each with what can be said below it."""
        if self.question is None:
            return ((WORDS, properties.STEP),)
        type = self.question.type
        return (
            (WORDS, properties.words_of(type)),
            (ANSWER, properties.answer_of(type)),
            (KEEPING, properties.keeping_of(type, in_group=self.in_group)),
        )

    @property
    def properties(self) -> tuple[Property, ...]:
        """All of them, in the order of the page, with those of the options."""
        return tuple(each for _, part in self.parts for each in part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """Why a change was not kept, with what was typed."""

    posted: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    uses: str = ""  # the button that would take the uses away as well
    conflict: Conflict | None = None


def at_step(table: Table, step_id: str) -> Spot:
    """The place of a step."""
    return Spot(
        slug=table.slug,
        path=f"steps[{step_id}]",
        url=reverse("studio:build_step", args=[table.slug, step_id]),
        step_id=step_id,
        title=table.document.step(step_id).title,
    )


def at_question(table: Table, question_id: str) -> Spot:
    """The place of a question, in a group or outside."""
    document = table.document
    step = document.step_of(question_id)
    around = next((each for each in step.questions if question_id in _inner(each)), None)
    inside = f".questions[{around.id}]" if around else ""
    return Spot(
        slug=table.slug,
        path=f"steps[{step.id}]{inside}.questions[{question_id}]",
        url=reverse("studio:build_question", args=[table.slug, question_id]),
        step_id=step.id,
        title=document.question(question_id).title,
        question=document.question(question_id),
        in_group=around is not None,
    )


def url_of(table: Table, path: str) -> str:
    """The page of the builder on which a place of the document is edited; its front where there is none."""
    found = pieces(path)
    asked = [id for key, id in zip(found, found[1:], strict=False) if key == "questions"]
    if asked and table.document.has_question(asked[-1]):
        return reverse("studio:build_question", args=[table.slug, asked[-1]])
    if found[:1] == ("steps",) and found[1:2] and found[1] in {each.id for each in table.document.steps}:
        return reverse("studio:build_step", args=[table.slug, found[1]])
    if found[:1] == ("letters",) and found[1:2] and found[1] in {each.id for each in table.document.letters}:
        return reverse("studio:build_letter", args=[table.slug, found[1]])
    chapter = chapter_of(found[0]) if found else None
    return reverse(chapter.address if chapter else "studio:build", args=[table.slug])


def _inner(question: Question) -> tuple[str, ...]:
    return tuple(each.id for each in question.questions) if isinstance(question, GroupQuestion) else ()


def written(looked_at: Plain, spot: Spot, posted: Posted) -> tuple[Set, ...]:
    """What was typed otherwise than it stood in the document that was looked at."""
    found = [*changes(looked_at, spot.path, spot.properties, posted)]
    for each in editing.at(looked_at, f"{spot.path}.options") or ():
        found += changes(looked_at, f"{spot.path}.options[{each['id']}]", properties.OPTION, posted)
    return tuple(found)


def mine(spot: Spot, posted: Posted, looked_at: Plain, now: Plain) -> dict[str, str]:
    """What was typed, where it was typed; elsewhere what stands there now."""
    changed = {each.path for each in written(looked_at, spot, posted)}
    others = {
        box.name: "on" if box.value is True else str(box.value)
        for box in boxes(now, spot.path, spot.properties)
        if not box.lines and box.name not in changed and box.value not in (None, False)
    }
    return others | {name: value for name, value in posted.items() if name in changed}


def board(table: Table, spot: Spot, wrong: Wrong, *, by: str, now: datetime) -> dict[str, Any]:
    """Everything the template asks for; `by` is the number of who looks."""
    plain = plain_of(table.text)
    parts = [(say(heading), _boxes(table, plain, spot, part, wrong)) for heading, part in spot.parts if part]
    return {
        "table": table,
        "spot": spot,
        "path": spot.path,
        "outline": outline(table.slug, table.document, spot.url),
        "parts": parts,
        "anchor": f"{element_id(spot.question.id)}_place" if spot.question else "",
        "options": _options(plain, spot, wrong),
        "languages": languages(),
        "wrong": wrong,
        "elsewhere": _elsewhere(wrong.faults, parts, plain),
        "clash": clash_of(wrong.conflict, plain),
        "palette": PALETTE,
        "conditions": _conditions(table.document, plain, spot),
        "kind": KINDS[spot.question.type] if spot.question else None,
        "kinds": [each for each in KINDS.values() if each.type != "group"],
        "targets": list(_targets(plain, spot)),
        "undoing": of_edit(table.undo) if table.undo else None,
        "redoing": of_edit(table.redo) if table.redo else None,
        "colleagues": colleagues(table, but=by, now=now),
    }


def colleagues(table: Table, *, but: str, now: datetime) -> list[tuple[str, SafeString]]:
    """Who else is at this draft, and where."""
    found = list_colleagues(table.slug, but=but, now=now)
    plain = plain_of(table.text) if found else {}
    return [(each.name, said_place(each.place, title_at(plain, each.place))) for each in found]


def _conditions(document: Document, plain: Plain, spot: Spot) -> list[dict[str, Any]]:
    """When this is asked, when it must be answered, and which days it allows, as sentences."""
    keys = ["ask_when"]
    if spot.question and spot.question.has_answer:
        keys.append("required_when")
    if spot.question and spot.question.type == "date":
        keys += BOUNDS
    return [_condition(document, plain, spot.path, key) for key in keys]


def _condition(document: Document, plain: Plain, holder: str, key: str) -> dict[str, Any]:
    path = f"{holder}.{key}"
    raw = editing.at(plain, path)
    return {
        "what": say(CONDITIONS[key]),
        "path": path,
        "said": None if raw is None else said_of(document, raw, scope_at(document, path)),
        "without": say("Any day is allowed") if key in BOUNDS else say("No condition"),
        "address": "studio:value" if key in BOUNDS else "studio:condition",
    }


def _boxes(table: Table, plain: Plain, spot: Spot, part: Iterable[Property], wrong: Wrong) -> tuple[Box, ...]:
    return boxes(
        plain,
        spot.path,
        part,
        faults=wrong.faults,
        posted=wrong.posted or None,
        choices=_choices(table.document, spot),
    )


def _elsewhere(
    faults: Iterable[Fault], parts: list[tuple[SafeString, tuple[Box, ...]]], plain: Plain
) -> list[dict[str, Any]]:
    """What is wrong at places that have no box on this page, by the names of those places."""
    names = [box.name for _, part in parts for box in part]
    found: dict[str, list[Fault]] = {}
    for fault in faults:
        if not any(is_within(fault.path, name) for name in names):
            found.setdefault(said_place(fault.path, title_at(plain, fault.path)), []).append(fault)
    return [{"place": place, "told": told(there)} for place, there in found.items()]


def clash_of(conflict: Conflict | None, plain: Plain) -> dict[str, Any] | None:
    """What two people wrote in one place, and who was first."""
    if conflict is None:
        return None
    return {
        "place": said_place(conflict.path, title_at(plain, conflict.path)),
        "mine": conflict.mine,
        "theirs": conflict.theirs,
        "name": officer_names({conflict.by}).get(conflict.by, conflict.by),
        "at": conflict.at,
    }


def _choices(document: Document, spot: Spot) -> dict[str, tuple[tuple[str, str], ...]]:
    """Choices that only this document knows: earlier questions that name a place."""
    found: list[tuple[str, str]] = []
    for each in document.questions():
        if spot.question is None or each.id == spot.question.id:
            break
        if each.type in NEAR:
            found.append((each.id, ruby_plain(each.title.in_("ja"))))
    return {"near": tuple(found)}


def _targets(plain: Plain, spot: Spot) -> Iterator[tuple[str, str, bool]]:
    """Where the question could be moved to: first of a list, or behind each other question."""
    if spot.question is None:
        return
    for path in lists(plain):
        if path.startswith(f"{spot.path}.") or (spot.question.type == "group" and path.count("[") > 1):
            continue
        yield f"{path}|", ruby_plain((title_at(plain, path) or {})["ja"]), True
        for each in editing.at(plain, path):
            if each["id"] != spot.question.id:
                yield f"{path}|{each['id']}", ruby_plain(each["title"]["ja"]), False


def _options(plain: Plain, spot: Spot, wrong: Wrong) -> dict[str, Any] | None:
    """The options with their boxes, and the list as it would be pasted."""
    found = editing.at(plain, f"{spot.path}.options")
    if found is None:
        return None
    posted = wrong.posted or None
    lines = [
        {
            "id": each["id"],
            "title": each["title"],
            "has_hint": "hint" in each,
            "boxes": boxes(
                plain,
                f"{spot.path}.options[{each['id']}]",
                properties.OPTION,
                faults=wrong.faults,
                posted=posted,
            ),
        }
        for each in found
    ]
    return {"lines": lines, "pasted": wrong.posted.get("pasted") or "\n".join(map(_pasted, found))}


def _pasted(option: Plain) -> str:
    return "\t".join(filter(None, (option["title"]["ja"], option.get("hint", {}).get("ja"))))
