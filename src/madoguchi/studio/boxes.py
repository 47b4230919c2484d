"""The boxes of the builder: what a property looks like on the page, and what was written into it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.http import QueryDict
from django.utils.safestring import SafeString

from madoguchi.base.languages import html_lang
from madoguchi.base.reasons import Told, told
from madoguchi.base.texts import say
from madoguchi.rules.editing import Set, at
from madoguchi.rules.problems import Fault
from madoguchi.studio.properties import Property, Shape, default_of

EASY: Final = "ja-easy"
LISTS: Final = (Shape.SEVERAL, Shape.RANKED)
Plain = dict[str, Any]
Posted = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One box of a text: the text in one language."""

    name: str
    language: str  # its own name
    html_lang: str
    value: str
    is_needed: bool

    @property
    def is_easy(self) -> bool:
        """Whether it is checked as easy Japanese while it is typed."""
        return self.name.endswith(f".{EASY}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A property with what stands in it; `id` without what HTML and CSS dislike."""

    name: str  # the path of the property, and the name it is posted by
    shape: str
    label: SafeString
    hint: SafeString | str
    value: Any
    lines: tuple[Line, ...]  # of texts
    choices: tuple[tuple[str, str | SafeString], ...]
    is_long: bool
    wrong: tuple[Told, ...]

    @property
    def id(self) -> str:
        """Its id on the page."""
        return element_id(self.name)

    @property
    def ranks(self) -> list[str]:
        """What stands at each rank, the free ones behind."""
        return [*self.value, *[""] * (len(self.choices) - len(self.value))]

    @property
    def described_by(self) -> str:
        """The value of the control's aria-describedby."""
        return " ".join(
            ([f"{self.id}_error"] if self.wrong else []) + ([f"{self.id}_helptext"] if self.hint else [])
        )


def element_id(path: str) -> str:
    """A path as an id on the page: what `#` and selectors can name."""
    return "at_" + "".join(letter if letter.isalnum() else "_" for letter in path)


def flat(posted: QueryDict) -> dict[str, str]:
    """What was posted by each name; what was chosen several times under one, with commas between."""
    return {name: ",".join(filter(None, values)) for name, values in posted.lists()}


def boxes(
    plain: Plain,
    path: str,
    properties: Iterable[Property],
    *,
    faults: Iterable[Fault] = (),
    posted: Posted | None = None,
    choices: Mapping[str, tuple[tuple[str, str], ...]] | None = None,
) -> tuple[Box, ...]:
    """The boxes of what stands at `path`; `posted` is shown instead of it, where something was wrong."""
    return tuple(
        _box(plain, path, each, tuple(faults), posted, (choices or {}).get(each.key, ()))
        for each in properties
    )


def changes(plain: Plain, path: str, properties: Iterable[Property], posted: Posted) -> Iterator[Set]:
    """What was written otherwise than it stands in `plain`, the document that was looked at."""
    for each in properties:
        for name, shape in _names(path, each):
            if shape is not Shape.FLAG and name not in posted:
                continue
            written = _read(shape, posted, name)
            if shape is Shape.SEVERAL:
                written = _as_before(at(plain, name), written)
            if written != _stands(plain, path, each, name):
                yield Set(name, written)


def languages() -> list[tuple[str, str]]:
    """The languages of every text, Japanese first."""
    return sorted(settings.LANGUAGES, key=lambda each: each[0] != "ja")


def _names(path: str, property: Property) -> Iterator[tuple[str, Shape]]:
    name = f"{path}.{property.key}" if path else property.key
    if property.shape is Shape.TEXTS:
        yield from ((f"{name}.{code}", Shape.WORDS) for code, _ in languages())
    else:
        yield name, property.shape


def _read(shape: Shape, posted: Posted, name: str) -> Any:
    if shape is Shape.FLAG:
        return name in posted
    written = posted[name].replace("\r\n", "\n").strip()
    if not written:
        return None
    if shape is Shape.WHOLE:
        return _whole(written)
    if shape in LISTS:
        return list(dict.fromkeys(written.split(",")))
    if shape is Shape.NUMBERS:
        return [_whole(each) for each in unicodedata.normalize("NFKC", written).replace("、", ",").split(",")]
    return written


def _as_before(stands: list[str] | None, written: list[str] | None) -> list[str] | None:
    """What stays ticked keeps its place; what is new comes behind it."""
    kept = [each for each in stands or () if each in (written or ())]
    return kept + [each for each in written or () if each not in kept] or None


def _whole(written: str) -> int | str:
    """A number as people type it; what is none stays, and is told to be none."""
    found = unicodedata.normalize("NFKC", written).replace(",", "").strip()
    return int(found) if found.lstrip("-").isdecimal() and len(found) < 16 else written


def _stands(plain: Plain, path: str, property: Property, name: str) -> Any:
    found = at(plain, name)
    if found is not None or property.shape is Shape.TEXTS:
        return found
    found = _default(plain, path, property)
    return property.default if found is None else found


def _default(plain: Plain, path: str, property: Property) -> Any:
    thing = at(plain, path)
    found = default_of(thing["type"], property.key) if "type" in (thing or {}) else None
    return None if property.shape is Shape.NUMBERS and not found else found


def _box(
    plain: Plain,
    path: str,
    property: Property,
    faults: tuple[Fault, ...],
    posted: Posted | None,
    choices: tuple[tuple[str, str], ...],
) -> Box:
    name = f"{path}.{property.key}" if path else property.key
    value = _shown(_stands(plain, path, property, name), property.shape)
    if posted is not None and property.shape is not Shape.TEXTS:
        value = name in posted if property.shape is Shape.FLAG else posted.get(name, value)
    value = _split(value) if property.shape in LISTS else value
    return Box(
        name=name,
        shape=property.shape,
        label=say(property.label),
        hint=say(property.hint) if property.hint else "",
        value=value,
        lines=tuple(_lines(plain, name, property, posted)) if property.shape is Shape.TEXTS else (),
        choices=_choices(property, choices, value),
        is_long=property.is_long,
        wrong=told(fault for fault in faults if is_within(fault.path, name)),
    )


def is_within(path: str, name: str) -> bool:
    """Whether a fault at `path` belongs to the box `name`."""
    return path == name or path.startswith((f"{name}.", f"{name}["))


def _split(value: Any) -> list[str]:
    return value.split(",") if value else []


def _shown(value: Any, shape: Shape) -> Any:
    if shape in LISTS:
        return ",".join(value or ())
    return ", ".join(map(str, value)) if isinstance(value, list) else value


def _lines(plain: Plain, name: str, property: Property, posted: Posted | None) -> Iterator[Line]:
    for code, title in languages():
        here = f"{name}.{code}"
        stands = at(plain, here) or ""
        yield Line(
            name=here,
            language=str(title),
            html_lang=html_lang(code),
            value=posted.get(here, stands) if posted is not None else stands,
            is_needed=property.is_needed and code == "ja",
        )


_NO_CHOICE: Final[tuple[tuple[str, str | SafeString], ...]] = ()


def _choices(
    property: Property, more: tuple[tuple[str, str], ...], value: Any
) -> tuple[tuple[str, str | SafeString], ...]:
    """The choices said, those of this document behind them, and what stands there though nobody knows it."""
    if property.shape not in (Shape.CHOICE, *LISTS):
        return _NO_CHOICE
    found: list[tuple[str, str | SafeString]] = [(key, say(words)) for key, words in property.choices]
    found += more
    known = {key for key, _ in found}
    standing = value if isinstance(value, list) else [value]
    return (*found, *((each, each) for each in standing if each and each not in known))
