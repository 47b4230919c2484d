"""From text to plain data: JSON, or YAML of the kind people write, with nothing guessed.

Only mappings, lists, texts, whole numbers, true, false and null come out of it. Everything else in YAML
(dates, yes and no, octal numbers, tags) stays text or is a fault; aliases cannot swell a document.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import yaml

from madoguchi.rules.problems import Fault

LONGEST: Final = 2_000_000
"""Characters of a document; the longest procedures have some two hundred thousand."""
MOST_NODES: Final = 200_000
DEEPEST: Final = 60

_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))([eE][-+]?[0-9]+)?")
_WORDS: Final = {"": None, "~": None, "null": None, "true": True, "false": False}
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Pairs(list[tuple[Any, Any]]):
    """A mapping as it was written, so that a key that stands twice can be seen."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a text contains, as far as it could be read, and why not further."""

    data: Any
    faults: tuple[Fault, ...] = ()


class _Refused(Exception):
    """The text cannot be read at all."""


def load(text: str) -> object:
    """The content of a JSON or YAML text, for `parse`, which lists what is wrong with it."""
    if len(text) > LONGEST:
        return _fault(f"the document has {len(text)} characters; expected at most {LONGEST}")
    try:
        return Loaded(_read(text.removeprefix("\ufeff")))
    except _Refused as refused:
        return _fault(str(refused))


def _fault(message: str) -> Loaded:
    return Loaded(None, (Fault("document", message),))


def _read(text: str) -> Any:
    if not text.lstrip().startswith("{"):
        return _read_yaml(text)
    try:
        return json.loads(text, object_pairs_hook=Pairs, parse_constant=float)
    except RecursionError:
        return _read_yaml(text)  # says how deep is too deep
    except ValueError as wrong:
        try:
            return _read_yaml(text)  # YAML may begin with a brace as well
        except _Refused:
            raise _Refused(f"this is no JSON: {wrong}") from None


def _read_yaml(text: str) -> Any:
    try:
        return _Builder().build(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as wrong:
        mark = wrong.problem_mark
        where = f" in line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise _Refused(f"this is no YAML: {wrong.problem or wrong.context}{where}") from None
    except yaml.YAMLError as wrong:
        raise _Refused(f"this is no YAML: {str(wrong).splitlines()[0]}") from None


class _Builder:
    """Builds plain data from YAML events, without recursion and with every node counted."""

    def __init__(self) -> None:
        self.root: list[Any] = []
        self.open: list[Any] = [self.root]
        self.anchors: dict[str, Any] = {}
        self.sizes: dict[int, int] = {}
        self.nodes = 0

    def build(self, events: Iterator[Any]) -> Any:
        for event in events:
            self._take(event)
        if len(self.root) != 1:
            raise _Refused(f"expected one document; found {len(self.root)}")
        return _settled(self.root[0])

    def _take(self, event: Any) -> None:
        match event:
            case yaml.ScalarEvent():
                self._put(_scalar(event), event)
            case yaml.SequenceStartEvent():
                self._begin([], event)
            case yaml.MappingStartEvent():
                self._begin(_Mapping(), event)
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                self.open.pop()
            case yaml.AliasEvent():
                self._alias(event)

    def _begin(self, node: Any, event: Any) -> None:
        self._put(node, event)
        self.open.append(node)
        if len(self.open) > DEEPEST:
            raise _Refused(f"nested more than {DEEPEST} deep in {_line(event)}")

    def _put(self, node: Any, event: Any) -> None:
        if getattr(event, "tag", None) and event.tag != "!":
            raise _Refused(f"the tag {event.tag} in {_line(event)} has no meaning here")
        self._count(1)
        if event.anchor:
            self.anchors[event.anchor] = node
        self.open[-1].append(node)

    def _alias(self, event: Any) -> None:
        node = self.anchors.get(event.anchor)
        if node is None or any(node is each for each in self.open):
            raise _Refused(f"the alias *{event.anchor} in {_line(event)} has nothing finished to repeat")
        self._count(self._size(node))
        self.open[-1].append(node)

    def _size(self, node: Any) -> int:
        """How many nodes an alias repeats. Each shared node is measured once."""
        if not isinstance(node, list):
            return 1
        if id(node) not in self.sizes:
            self.sizes[id(node)] = 1 + sum(map(self._size, node))
        return self.sizes[id(node)]

    def _count(self, more: int) -> None:
        self.nodes += more
        if self.nodes > MOST_NODES:
            raise _Refused(f"the document, its aliases written out, has more than {MOST_NODES} entries")


class _Mapping(list[Any]):
    """Keys and values of a mapping by turns, as the events bring them."""


def _settled(node: Any) -> Any:
    """Lists and pairs of what the builder collected; at most DEEPEST deep."""
    if isinstance(node, _Mapping):
        return Pairs((_settled(node[index]), _settled(node[index + 1])) for index in range(0, len(node), 2))
    return [_settled(each) for each in node] if isinstance(node, list) else node


def _scalar(event: Any) -> Any:
    """A plain scalar may be a number or word; a quoted one is text."""
    text = event.value
    if not event.implicit[0] or event.style:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text) and len(text) < 100:
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


def stays_text(plain: str) -> bool:
    """Whether this text, written without quotes, is read as text and not as a number or word."""
    return not (plain in _WORDS or _INTEGER.fullmatch(plain) or _FLOAT.fullmatch(plain))


def _line(event: Any) -> str:
    return f"line {event.start_mark.line + 1}"
