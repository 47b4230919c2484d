"""Finding people of the register by keyed hashes, many at once; only who is found is unsealed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from django.conf import settings

from madoguchi.applications.queries import Filed
from madoguchi.base import crypto
from madoguchi.register.models import RegisterEntry, RegisterExtract
from madoguchi.rules import matching
from madoguchi.rules.matching import Finding, Key, Registered, Sought
from madoguchi.rules.sought import sought

PURPOSE: Final = "register"
_DAYS: Final = ("born", "event_on")
_ABOUT: Final = (Key.READING, Key.NAME, Key.PLACE, Key.HOME)

Found = Mapping[str, Sequence[Registered]]  # by hash


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Somebody of an application, and who of the register it may be."""

    sought: Sought
    finding: Finding


def compare(read: Iterable[Filed], extract: RegisterExtract) -> list[tuple[Compared, ...]]:
    """Everybody of these applications beside the register, in a handful of statements for all of them."""
    city = settings.CITY_NAME
    families = [sought(each.document, each.answers, city=city) for each in read]
    hashes = {id(one): hashed(matching.keys_of_sought(one)) for family in families for one in family}
    shelf = _Shelf(extract)
    found = {key: shelf.by(key, {each[key] for each in hashes.values() if key in each}) for key in _ABOUT}

    def match(one: Sought, household: Iterable[Registered]) -> Compared:
        own: dict[Key, Iterable[Registered]] = {
            key: found[key].get(hashes[id(one)].get(key, ""), ()) for key in _ABOUT
        }
        finding = matching.match(one, own | {Key.HOUSEHOLD: tuple(household)}, city=city)
        return Compared(sought=one, finding=finding)

    first = [match(family[0], ()) if family else None for family in families]
    households = shelf.by(Key.HOUSEHOLD, {each for one in first for each in _households(one)})
    return [
        (head, *(match(one, _members(head, households)) for one in family[1:])) if head else ()
        for head, family in zip(first, families, strict=True)
    ]


def hashed(keys: Mapping[Key, str]) -> dict[Key, str]:
    """The keys as the register holds them: recognised, never read."""
    return {key: crypto.salted_hash(PURPOSE, key, text) for key, text in keys.items()}


def sealed(entry: Registered) -> str:
    """A line of the register as a token."""
    values = {name: value for name, value in asdict(entry).items() if value and name != "ref"}
    days = {day: values[day].isoformat() for day in _DAYS if day in values}
    return crypto.seal(values | days)


def unsealed(token: str, ref: int) -> Registered:
    """The line that was sealed, in that row."""
    values: dict[str, Any] = crypto.unseal(token)
    days: dict[str, Any] = {day: date.fromisoformat(values[day]) for day in _DAYS if day in values}
    return Registered(**(values | days), ref=ref)


class _Shelf:
    """The people of one extract; each is unsealed once."""

    def __init__(self, extract: RegisterExtract) -> None:
        self.extract = extract
        self.held: dict[int, Registered] = {}

    def by(self, key: Key, hashes: Collection[str]) -> Found:
        found: dict[str, list[Registered]] = defaultdict(list)
        if hashes:
            rows = RegisterEntry.objects.filter(extract=self.extract, **{f"{key}__in": hashes})
            for pk, hash_, token in rows.order_by("pk").values_list("pk", key, "sealed"):
                found[hash_].append(self._opened(pk, token))
        return found

    def _opened(self, pk: int, token: str) -> Registered:
        if pk not in self.held:
            self.held[pk] = unsealed(token, pk)
        return self.held[pk]


def _households(head: Compared | None) -> set[str]:
    numbers = {each.entry.household for each in head.finding.candidates} if head else set()
    return {hash_ for number in numbers if number for hash_ in hashed({Key.HOUSEHOLD: number}).values()}


def _members(head: Compared, households: Found) -> Iterable[Registered]:
    return (member for hash_ in sorted(_households(head)) for member in households.get(hash_, ()))
