"""An upgrade: what a newer pack changed goes into what a city made of the older one.

Nothing is lost. Three plain documents are compared: `base`, the pack as it was taken in; `ours`, what
stands here now; `theirs`, the newer pack. Things with an id are the same thing wherever they stand in
their list. What only one side changed is that side's; what both changed differently is a conflict, which
somebody has to decide. Texts, conditions and other small values are whole: half of each side would be a
third thing that nobody wrote.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

_OPENED: Final = frozenset({"review", "period", "limits", "applicant"})
"""Mappings without an id that are merged key by key."""
ORDER: Final = "order"


class _Absent:
    """What stands where nothing stands: None may be a value."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = _Absent()


class Choice(StrEnum):
    """Whose version of a difference stays."""

    OURS = "ours"
    THEIRS = "theirs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Something the newer pack has otherwise than the older one, and how it stands here.

    `path` names it by ids: `steps[child].questions[school].title`; behind `#order` it is the order of a list.
    """

    path: str
    base: Any
    ours: Any
    theirs: Any

    @property
    def is_conflict(self) -> bool:
        """Whether it was changed here as well, and otherwise."""
        return bool(self.ours != self.base)

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What can be chosen, the one that is taken unasked first; for a conflict none is."""
        return (Choice.OURS, Choice.THEIRS) if self.is_conflict else (Choice.THEIRS, Choice.OURS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The document that comes of it, every difference, and those that nobody has decided."""

    data: dict[str, Any]
    differences: tuple[Difference, ...]
    undecided: tuple[Difference, ...]


def merge(
    base: Mapping[str, Any],
    ours: Mapping[str, Any],
    theirs: Mapping[str, Any],
    choices: Mapping[str, Choice] | None = None,
) -> Merged:
    """Put what `theirs` changed in `base` into `ours`. `choices`: what was decided, by path.

    Where nothing was chosen, an undisputed change is taken and a disputed one is left as it is here.
    """
    merging = _Merging(choices or {})
    data = merging.mapping("", base, ours, theirs)
    undecided = (each for each in merging.found if each.is_conflict and each.path not in merging.choices)
    return Merged(data=data, differences=tuple(merging.found), undecided=tuple(undecided))


class _Merging:
    """One walk over three documents."""

    def __init__(self, choices: Mapping[str, Choice]) -> None:
        self.choices = choices
        self.found: list[Difference] = []

    def mapping(
        self, path: str, base: Mapping[str, Any], ours: Mapping[str, Any], theirs: Mapping[str, Any]
    ) -> dict[str, Any]:
        keys = list(dict.fromkeys([*theirs, *ours]))
        values = {
            key: self.value(
                _below(path, key), key, base.get(key, ABSENT), ours.get(key, ABSENT), theirs.get(key, ABSENT)
            )
            for key in keys
        }
        return {key: value for key, value in values.items() if value is not ABSENT}

    def value(self, path: str, key: str, base: Any, ours: Any, theirs: Any) -> Any:
        if ours == theirs or theirs == base:
            return ours
        if _all_named(base, ours, theirs):
            nothing: Any = ABSENT if ABSENT in (ours, theirs) else []
            return self.items(path, base, ours, theirs) or nothing
        if key in _OPENED and isinstance(ours, Mapping) and isinstance(theirs, Mapping):
            return self.mapping(path, base if isinstance(base, Mapping) else {}, ours, theirs)
        return self.decide(Difference(path=path, base=base, ours=ours, theirs=theirs))

    def decide(self, difference: Difference) -> Any:
        self.found.append(difference)
        chosen = self.choices.get(difference.path, difference.choices[0])
        return difference.theirs if chosen is Choice.THEIRS else difference.ours

    def items(self, path: str, base: Any, ours: Any, theirs: Any) -> list[Any]:
        """A list of things with ids: each thing for itself, then the order."""
        sides = [_by_id(each) for each in (base, ours, theirs)]
        old, here, new = sides
        merged = {
            id: self.item(f"{path}[{id}]", *(side.get(id, ABSENT) for side in sides))
            for id in dict.fromkeys([*here, *new])
        }
        kept = {id: item for id, item in merged.items() if item is not ABSENT}
        return [kept[id] for id in self.order(path, list(old), list(here), list(new)) if id in kept]

    def item(self, path: str, base: Any, ours: Any, theirs: Any) -> Any:
        if ours == theirs or theirs == base:
            return ours
        if ours is ABSENT or theirs is ABSENT:
            return self.decide(Difference(path=path, base=base, ours=ours, theirs=theirs))
        return self.mapping(path, {} if base is ABSENT else base, ours, theirs)

    def order(self, path: str, base: list[str], ours: list[str], theirs: list[str]) -> list[str]:
        """The order of the side that moved something; a thing of one side keeps what it stood behind."""
        common = set(ours) & set(theirs)
        known = common & set(base)
        was, here, new = (_only(known, each) for each in (base, ours, theirs))
        if here == new or new == was:
            return _woven(ours, theirs)
        if here == was:
            return _woven(theirs, ours)
        chosen = self.decide(Difference(path=f"{path}#{ORDER}", base=was, ours=here, theirs=new))
        return _woven(theirs, ours) if chosen is new else _woven(ours, theirs)


def _woven(leading: list[str], other: list[str]) -> list[str]:
    """`leading`, with what only `other` has, each behind the thing it stood behind there."""
    found = list(leading)
    before: str | None = None
    for id in other:
        if id not in found:
            found.insert(found.index(before) + 1 if before is not None else 0, id)
        before = id
    return found


def _only(these: set[str], order: Iterable[str]) -> list[str]:
    return [id for id in order if id in these]


def _below(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _all_named(*sides: Any) -> bool:
    """Whether all sides that are there are lists of things with ids of their own."""
    return all(each is ABSENT or _is_named(each) for each in sides) and any(
        isinstance(each, list) and each for each in sides
    )


def _is_named(value: Any) -> bool:
    if not isinstance(value, list):
        return False
    ids = list(_ids(value))
    return len(ids) == len(value) == len(set(ids))


def _ids(value: list[Any]) -> Iterator[str]:
    for each in value:
        if isinstance(each, Mapping) and isinstance(each.get("id"), str):
            yield each["id"]


def _by_id(value: Any) -> dict[str, Any]:
    return {} if value is ABSENT else {each["id"]: each for each in value}
