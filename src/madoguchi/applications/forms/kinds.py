"""What each type of question needs on a page: its boxes, its options, and the template that lays them out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from madoguchi.applications import wording
from madoguchi.applications.forms import hours, places, slots
from madoguchi.applications.forms.drawing import Drawing, both_years
from madoguchi.applications.forms.fields import Option, OptionGroup
from madoguchi.base.texts import say, text, text_plain
from madoguchi.files.acceptance import LARGEST
from madoguchi.files.wording import too_large, what_may_be_sent
from madoguchi.rules import addresses
from madoguchi.rules.documents import Text
from madoguchi.rules.documents.questions import (
    ChoiceQuestion,
    GroupQuestion,
)
from madoguchi.rules.questions import accounts, people
from madoguchi.rules.questions.reading import NO, YES

Extra = dict[str, Any]
Build = Callable[[Drawing], Extra]

_POSTAL_AUTOCOMPLETE: Final = {
    "postal_code": "postal-code",
    "prefecture": "address-level1",
    "city": "address-level2",
    "town": "address-level3",
    "block": "address-line1",
    "building": "address-line2",
}
_NAME_AUTOCOMPLETE: Final = {"family": "family-name", "given": "given-name"}


@dataclass(frozen=True, slots=True)
class Kind:
    """How one type is drawn."""

    template: str
    build: Build
    is_group: bool = False


def line(drawing: Drawing) -> Extra:
    """One box."""
    question = cast(Any, drawing.question)
    kind = question.type
    box = drawing.box(
        inputmode={
            "integer": "numeric",
            "money": "numeric",
            "decimal": "decimal",
            "phone": "tel",
            "email": "email",
        }.get(kind, "numeric" if getattr(question, "digits", ()) or kind == "corporate_number" else ""),
        autocomplete=_autocomplete(drawing, kind),
        width={
            "integer": "width-7",
            "decimal": "width-7",
            "money": "width-12",
            "time": "width-7",
            "phone": "width-20",
        }.get(kind, "width-20" if kind == "corporate_number" else ""),
    )
    return {"inputs": {"": box}, "more": {"unit": _unit(question)}}


def lines(drawing: Drawing) -> Extra:
    """A box of several lines."""
    return {"inputs": {"": drawing.box()}, "more": {"max_length": cast(Any, drawing.question).max_length}}


def day(drawing: Drawing) -> Extra:
    """Three boxes, and the year by both calendars once it is known."""
    boxes = drawing.day_boxes(drawing.raw, is_first=True)
    return {"inputs": boxes, "more": {"both_years": both_years(drawing.raw)}}


def yes_no(drawing: Drawing) -> Extra:
    """Two buttons."""
    chosen = _yes_or_no(drawing.raw)
    return {"options": _buttons(drawing, {"yes": say("Yes"), "no": say("No")}, {}, {chosen})}


def choice(drawing: Drawing) -> Extra:
    """Buttons, or a list when there are many options."""
    question = cast(ChoiceQuestion, drawing.question)
    if question.shown_as == "select":
        options = tuple(
            Option(value=option.id, words=text_plain(option.title), chosen=option.id == drawing.raw)
            for option in question.options
        )
        return {
            "template": "select",
            "is_group": False,
            "inputs": {"": drawing.box()},
            "option_groups": (OptionGroup(options=options),),
        }
    return {"options": _document_options(drawing, {drawing.text})}


def choices(drawing: Drawing) -> Extra:
    """Boxes to tick."""
    chosen = (
        {each for each in drawing.raw if isinstance(each, str)} if isinstance(drawing.raw, list) else set()
    )
    return {"options": _document_options(drawing, chosen)}


def consent(drawing: Drawing) -> Extra:
    """A statement and a box to tick."""
    box = drawing.box(checked=_yes_or_no(drawing.raw) == "yes")
    return {"inputs": {"": box}, "more": {"statement": text(cast(Any, drawing.question).statement)}}


def explanation(drawing: Drawing) -> Extra:
    """Only words."""
    return {"more": {"body": text(cast(Any, drawing.question).body)}}


def person(drawing: Drawing) -> Extra:
    """Family and given name with their readings, and a way for those who have one name."""
    is_applicant = _is(drawing, "name")
    inputs = {
        part: drawing.box(
            part,
            is_first=part == "family",
            label=wording.part_label(part),
            autocomplete=_NAME_AUTOCOMPLETE.get(part, "off") if is_applicant else "off",
        )
        for part in ("family", "given", "family_kana", "given_kana")
    }
    tick = drawing.box("single_name", checked=_yes_or_no(drawing.part("single_name")) == "yes")
    return {"inputs": {**inputs, "single_name": tick}}


def child(drawing: Drawing) -> Extra:
    """A person with a day of birth."""
    raw = drawing.part("birth_date")
    drawn = person(drawing)
    return {
        **drawn,
        "more": {
            "has_birth": True,
            "needs_birth": True,
            "birth_boxes": tuple(drawing.day_boxes(raw, "birth_date").values()),
            "both_years": both_years(raw),
        },
    }


def guardian(drawing: Drawing) -> Extra:
    """A person with a relation, and a day of birth if they like."""
    drawn = child(drawing)
    titles = {relation: text(Text(words)) for relation, words in people.RELATIONS.items()}
    relations = _buttons(drawing, titles, {}, {drawing.part("relation")}, part="relation")
    return {
        **drawn,
        "options": relations,
        "more": {**drawn["more"], "needs_birth": False, "has_relation": True},
    }


def postal_address(drawing: Drawing) -> Extra:
    """〒 first, a button that looks it up, then prefecture to building."""
    is_applicant = _is(drawing, "address")
    return {
        "inputs": {
            part: drawing.box(
                part,
                is_first=part == "postal_code",
                label=wording.part_label(part),
                required=part in ("postal_code", "city", "block"),
                autocomplete=_POSTAL_AUTOCOMPLETE[part] if is_applicant else "off",
                inputmode="numeric" if part == "postal_code" else "",
                width={"postal_code": "width-7", "prefecture": "width-12"}.get(part, ""),
            )
            for part in addresses.PARTS
        }
    }


def files(drawing: Drawing) -> Extra:
    """What was given, a box for more, and perhaps a reason instead."""
    question = cast(Any, drawing.question)
    cannot = drawing.part("cannot")
    return {
        "inputs": {"": drawing.box(), "cannot": drawing.box("cannot", label=wording.part_label("cannot"))},
        "more": {
            "limits": what_may_be_sent(question.at_most),
            "largest": LARGEST,
            "too_large": too_large(),
            "cannot_provide": question.cannot_provide,
            "is_put_off": isinstance(cannot, str),
        },
    }


def bank_account(drawing: Drawing) -> Extra:
    """Bank, branch, kind, number, holder."""
    kinds = {kind: text(Text(words)) for kind, words in accounts.KINDS.items()}
    numeric = ("bank_code", "branch_code", "number")
    return {
        "inputs": {
            part: drawing.box(
                part,
                is_first=part == "bank_code",
                label=wording.part_label(part),
                inputmode="numeric" if part in numeric else "",
                width="width-7" if part in numeric else "",
                autocomplete="off",
            )
            for part in accounts.PARTS
            if part != "kind"
        },
        "options": _buttons(drawing, kinds, {}, {drawing.part("kind")}, part="kind"),
    }


def group(drawing: Drawing) -> Extra:
    """What one row is called, and how many there may be; the rows are drawn one by one."""
    repeat = cast(GroupQuestion, drawing.question).repeat
    return {"more": {"noun": text(repeat.noun), "at_least": repeat.at_least, "at_most": repeat.at_most}}


KINDS: Final[Mapping[str, Kind]] = {
    **dict.fromkeys(
        ("text", "integer", "decimal", "money", "time", "phone", "email", "corporate_number"),
        Kind("line", line),
    ),
    "long_text": Kind("lines", lines),
    "date": Kind("date", day, is_group=True),
    "yes_no": Kind("choice", yes_no, is_group=True),
    "choice": Kind("choice", choice, is_group=True),
    "choices": Kind("choices", choices, is_group=True),
    "consent": Kind("consent", consent, is_group=True),
    "explanation": Kind("explanation", explanation),
    "person_name": Kind("person", person, is_group=True),
    "child": Kind("person", child, is_group=True),
    "guardian": Kind("person", guardian, is_group=True),
    "postal_address": Kind("postal_address", postal_address, is_group=True),
    "files": Kind("files", files, is_group=True),
    "weekly_hours": Kind("weekly_hours", hours.week, is_group=True),
    "place": Kind("select", places.place),
    "ranked_places": Kind("ranked_places", places.ranked_places, is_group=True),
    "slot": Kind("slot", slots.slot, is_group=True),
    "bank_account": Kind("bank_account", bank_account, is_group=True),
    "group": Kind("group", group, is_group=True),
}


def _unit(question: Any) -> str:
    if question.type == "money":
        return say("yen")
    unit = getattr(question, "unit", None)
    return text(unit) if unit else ""


def _yes_or_no(raw: Any) -> str:
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    word = raw.lower() if isinstance(raw, str) else ""
    return "yes" if word in YES else "no" if word in NO else ""


def _is(drawing: Drawing, role: str) -> bool:
    """Whether this answer names or reaches the one who applies: browsers may fill it in."""
    path = getattr(drawing.document.applicant, role)
    return path is not None and path.partition(".")[0] == drawing.path


def _autocomplete(drawing: Drawing, kind: str) -> str:
    if kind in ("phone", "email") and _is(drawing, kind):
        return {"phone": "tel", "email": "email"}[kind]
    return "off" if kind in ("phone", "email") else ""


def _document_options(drawing: Drawing, chosen: set[str]) -> tuple[Option, ...]:
    options = cast(Any, drawing.question).options
    titles = {option.id: text(option.title) for option in options}
    hints = {option.id: text(option.hint) for option in options if option.hint}
    return _buttons(drawing, titles, hints, chosen)


def _buttons(
    drawing: Drawing, titles: Mapping[str, str], hints: Mapping[str, str], chosen: set[Any], part: str = ""
) -> tuple[Option, ...]:
    """Options with an id each; a link to the question leads to the first."""
    stem = f"{drawing.id}-{part}" if part else drawing.id
    return tuple(
        Option(
            value=value,
            words=words,
            hint=hints.get(value, ""),
            id=stem if not number else f"{stem}-{value}",
            chosen=value in chosen,
        )
        for number, (value, words) in enumerate(titles.items())
    )
