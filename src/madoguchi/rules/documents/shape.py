"""Does the data have the shape of a document? Every fault in words, and what can be saved of the rest.

What is faulty is cut out, so that the rest can be checked as well and all faults are told at once.
"""

from __future__ import annotations

import json
import types
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from pydantic import AwareDatetime, BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from madoguchi.rules.documents.base import Text
from madoguchi.rules.documents.procedure import SCHEMA, Document
from madoguchi.rules.documents.tidying import ROOT, below, label
from madoguchi.rules.expressions.reading import describe, suggest
from madoguchi.rules.problems import Fault

ROUNDS: Final = 25
PLACEHOLDER: Final = {"ja": "—"}
_QUESTION: Final = {"id": "nothing", "type": "explanation", "title": PLACEHOLDER, "body": PLACEHOLDER}
_OUTCOME: Final = {"id": "nothing", "kind": "held", "title": PLACEHOLDER}
STAND_INS: Final[dict[str, Any]] = {
    "schema": SCHEMA,
    "id": "nothing",
    "number": "00",
    "title": PLACEHOLDER,
    "summary": PLACEHOLDER,
    "section": "nothing",
    "identity": "none",
    "minutes": 1,
    "purpose": PLACEHOLDER,
    "retention": {"years": 1, "basis": "—"},
    "effect": {"resident_minutes": "0", "officer_minutes": "0", "sheets": "0"},
    "steps": [{"id": "nothing_step", "title": PLACEHOLDER, "questions": [_QUESTION]}],
    "review": {"standard_days": 0, "outcomes": [_OUTCOME]},
}
"""What stands for a key every document needs while the rest of a faulty document is checked."""

Location = tuple[int | str, ...]


@dataclass(slots=True)
class Shape:
    """The outcome: a document (with stand-ins where something was cut out), faults, and ids cut out."""

    document: Document | None = None
    faults: list[Fault] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)


def shape_of(data: Any) -> Shape:
    """Validate `data`; cut out what is faulty until the rest is valid."""
    shape = Shape()
    if not isinstance(data, dict):
        shape.faults.append(
            Fault(ROOT, f"expected a mapping with the keys of a document; found {describe(data)}")
        )
        return shape
    original = data
    for round in range(ROUNDS):
        try:
            shape.document = Document.model_validate_json(json.dumps(data))
            return shape
        except ValidationError as wrong:
            errors = [error for error in wrong.errors(include_url=False) if not _follows(error)]
        shape.faults += [
            _fault(error, original) for error in errors if not round or error["type"] == "value_error"
        ]
        data = _mended(data, errors, shape.lost)
    return shape


def _fault(error: ErrorDetails, data: Any) -> Fault:
    return Fault(spelled(_plain(error["loc"]), data), _message(error))


def _follows(error: ErrorDetails) -> bool:
    """Whether a list is only found too short because its entries are faulty themselves."""
    is_short = error["type"] == "too_short" and isinstance(error["input"], list)
    return is_short and len(error["input"]) >= error["ctx"]["min_length"]


def _plain(loc: Location) -> Location:
    """`loc` without the question types that stand in it behind every place in a list of questions."""
    return tuple(
        step
        for index, step in enumerate(loc)
        if not (index >= 2 and loc[index - 2] == "questions" and isinstance(loc[index - 1], int))
    )


def spelled(loc: Location, data: Any) -> str:
    """The path of a place in `data`: steps[child].questions[school].title."""
    path = ""
    for step in loc:
        if isinstance(step, int):
            data = data[step] if isinstance(data, list) and step < len(data) else None
            path += f"[{label(data, step)}]"
        else:
            data = data.get(step) if isinstance(data, dict) else None
            path = below(path, step)
    return path or ROOT


def _message(error: ErrorDetails) -> str:
    loc, found, context = error["loc"], error["input"], error.get("ctx", {})
    match error["type"]:
        case "missing":
            return f"is missing; expected {_expected(loc)}"
        case "extra_forbidden":
            return f"unknown key{suggest(str(loc[-1]), _keys(loc[:-1]))}"
        case "union_tag_not_found":
            return f"'type' is missing; expected one of {context_tags(loc)}"
        case "union_tag_invalid":
            return _wrong_type(loc, str(context["tag"]))
        case "value_error":
            return str(context["error"])
        case "too_short" | "too_long":
            bound = "at least" if error["type"] == "too_short" else "at most"
            count = context.get("min_length") or context.get("max_length")
            return f"expected {bound} {count} entries; found {context['actual_length']}"
        case "greater_than_equal":
            return f"expected at least {context['ge']}; found {describe(found)}"
        case "less_than_equal":
            return f"expected at most {context['le']}; found {describe(found)}"
        case _:
            return f"expected {_expected(loc)}; found {describe(found)}"


def _wrong_type(loc: Location, tag: str) -> str:
    if tag == "group":
        return "a group stands inside a group; groups may not nest"
    return f"unknown question type '{tag}'{suggest(tag, _tags(_models_at(loc)))}"


def context_tags(loc: Location) -> str:
    """The question types that are possible at `loc`."""
    return ", ".join(sorted(_tags(_models_at(loc))))


def _mended(data: Any, errors: Sequence[ErrorDetails], lost: set[str]) -> Any:
    """A copy of `data` without what the errors point at."""
    data = json.loads(json.dumps(data))
    # From the back, so that places in lists stay right while entries are taken out.
    for error in sorted(errors, key=lambda each: _order(_plain(each["loc"])), reverse=True):
        loc = _plain(error["loc"])
        if text := _text_at(error["loc"]):
            _put(data, _plain(text), PLACEHOLDER)
        elif error["type"] == "missing":
            _cut(data, loc[:-1] or loc, lost)
        else:
            _cut(data, loc, lost)
    return data


def _text_at(loc: Location) -> Location:
    """Where the text begins that `loc` points at or into; empty where it is none."""
    inside = (loc, loc[:-1]) if len(loc) > 1 else (loc,)
    return next((each for each in inside if _models_in(_annotation_at(each)) == [Text]), ())


def _order(loc: Location) -> tuple[tuple[int, str], ...]:
    return tuple((step, "") if isinstance(step, int) else (0, step) for step in loc)


def _put(data: Any, loc: Location, value: Any) -> None:
    holder: Any = _at(data, loc[:-1])
    key = loc[-1]
    if isinstance(holder, list) and isinstance(key, int) and key < len(holder):
        holder[key] = value
    elif isinstance(holder, dict):
        holder[str(key)] = value


def _cut(data: Any, loc: Location, lost: set[str]) -> None:
    """Take out what stands at `loc`; at the top, put a stand-in for what cannot be missing."""
    holder = _at(data, loc[:-1])
    key = loc[-1]
    if isinstance(holder, list) and isinstance(key, int) and key < len(holder):
        lost.update(_ids(holder.pop(key)))
    elif isinstance(holder, dict):
        lost.update(_ids(holder.pop(str(key), None)))
    if len(loc) == 1 and key in STAND_INS:
        data[key] = STAND_INS[str(key)]


def _at(data: Any, loc: Location) -> Any:
    for step in loc:
        if isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            data = data.get(step) if isinstance(data, dict) else None
    return data


def _ids(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        if isinstance(data.get("id"), str):
            yield data["id"]
        for value in data.values():
            yield from _ids(value)
    elif isinstance(data, list):
        for value in data:
            yield from _ids(value)


def _expected(loc: Location) -> str:
    """What belongs at `loc`, in words: the field's own description, else what its type says."""
    info = _field_at(loc)
    annotation = _annotation_at(loc)
    if info is not None and info.description and not isinstance(loc[-1], int):
        return info.description
    described = [meta.description for meta in _metadata(annotation) if getattr(meta, "description", None)]
    return str(described[0]) if described else _in_words(annotation)


def _metadata(annotation: Any) -> tuple[Any, ...]:
    """What is annotated, of the one type that an optional value has."""
    if get_origin(annotation) in (Union, types.UnionType):
        return next((found for each in get_args(annotation) if (found := _metadata(each))), ())
    return annotation.__metadata__ if get_origin(annotation) is Annotated else ()


def _in_words(annotation: Any) -> str:
    bare = _bare(annotation)
    if bare is Text:
        return 'texts by language such as {ja: "…"}'
    if get_origin(bare) is tuple:
        return "a list"
    if get_origin(bare) is Literal:
        return f"one of {', '.join(map(str, get_args(bare)))}"
    if isinstance(bare, type) and issubclass(bare, BaseModel):
        return f"a mapping with the keys {', '.join(_names(bare))}"
    words = {int: "a whole number", bool: "true or false", str: "a text", AwareDatetime: _INSTANT}
    return words.get(bare, "a mapping")


_INSTANT: Final = 'an instant such as "2026-11-01T00:00+09:00"'


def _bare(annotation: Any) -> Any:
    """The annotation without Annotated and without None."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        some = [each for each in get_args(annotation) if each is not type(None)]
        return _bare(some[0]) if len(some) == 1 else annotation
    return annotation


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for each in get_args(annotation) for model in _models_in(each)]


def _walk(loc: Location) -> tuple[list[type[BaseModel]], FieldInfo | None, Any]:
    """The models, field and annotation that `loc` leads to."""
    models: list[type[BaseModel]] = [Document]
    info: FieldInfo | None = None
    annotation: Any = Document
    for step in loc:
        if isinstance(step, int):
            annotation = (get_args(_bare(annotation)) or (Any,))[0]
        elif len(models) > 1 and step in _tags(models):
            models = [model for model in models if step in _tags([model])]
        else:
            info = _fields(models[0]).get(step) if models else None
            annotation = info.annotation if info else str if models == [Text] else Any
            models = _models_in(annotation)
    return models, info, annotation


def _models_at(loc: Location) -> list[type[BaseModel]]:
    return _walk(loc)[0]


def _field_at(loc: Location) -> FieldInfo | None:
    return _walk(loc)[1]


def _annotation_at(loc: Location) -> Any:
    return _walk(loc)[2]


def _keys(loc: Location) -> list[str]:
    models = _models_at(loc)
    return _names(models[0]) if models else []


def _names(model: type[BaseModel]) -> list[str]:
    return list(_fields(model))


def _fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    return {info.alias or name: info for name, info in model.model_fields.items()}


def _tags(models: Sequence[type[BaseModel]]) -> list[str]:
    return [tag for model in models for tag in get_args(_bare(model.model_fields["type"].annotation))]
