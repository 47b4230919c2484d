"""Every text of a document that residents read, with the place it stands at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel

from madoguchi.rules.documents import Document, Text

# Letters are written in Japanese; checklist and phrases are for officers.
FOR_OTHERS = ("letters[", "review.checklist[", "review.phrases[", "golden[")


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A text and where it stands, e.g. `steps[person_step].title`."""

    path: str
    text: Text
    of: str  # what the thing it belongs to is called


def public_texts(document: Document) -> Iterator[Placed]:
    """The texts residents read, in the order of the document."""
    return (placed for placed in all_texts(document) if not placed.path.startswith(FOR_OTHERS))


def all_texts(piece: BaseModel, path: str = "", of: str = "") -> Iterator[Placed]:
    """Every text below a piece of a document."""
    of = _called(piece) or of
    for name in type(piece).model_fields:
        yield from _below(getattr(piece, name), f"{path}.{name}" if path else name, of)


def _called(piece: BaseModel) -> str:
    named = (getattr(piece, key, None) for key in ("title", "text", "message", "label"))
    return next((each.in_("ja") for each in named if isinstance(each, Text)), "")


def _below(value: object, path: str, of: str) -> Iterator[Placed]:
    if isinstance(value, Text):
        yield Placed(path=path, text=value, of=of)
    elif isinstance(value, BaseModel):
        yield from all_texts(value, path, of)
    elif isinstance(value, tuple):
        for index, each in enumerate(value):
            yield from _below(each, f"{path}[{getattr(each, 'id', index)}]", of)
