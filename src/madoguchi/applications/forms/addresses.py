"""From a postal code to an address: what was found is offered, what was typed beyond the town stays."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.http import QueryDict

from madoguchi.places.addresses import addresses_for
from madoguchi.rules.addresses import Area, fill, read_postal_code

SEPARATOR = "|"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An area the reader may pick."""

    value: str  # what the radio button posts
    words: str  # ○○県○○市麦笛町


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """What a look-up found for the address at `path`: several areas, one (filled in already) or none."""

    path: str
    areas: tuple[Candidate, ...] = ()
    is_code: bool = True  # whether what was typed is a postal code at all


def address_candidates(data: QueryDict) -> Candidates:
    """What the postal code beside the pressed button `find_address` stands for."""
    path = data.get("find_address", "")
    typed = data.get(f"{path}.postal_code", "")
    areas = addresses_for(typed)
    return Candidates(
        path=path,
        is_code=read_postal_code(typed) is not None,
        areas=tuple(map(_candidate, areas)),
    )


def areas_of(typed: str) -> list[dict[str, str]]:
    """The areas of a postal code, part by part, for the boxes of an address."""
    return [asdict(area) for area in addresses_for(typed)]


def _candidate(area: Area) -> Candidate:
    names = (area.prefecture, area.city, area.town)
    return Candidate(value=SEPARATOR.join(names), words="".join(names))


def fill_found(name: str, data: QueryDict, address: dict[str, str]) -> dict[str, str]:
    """The address with the area of its postal code, if that was asked for and there is just one."""
    if data.get("find_address") != name:
        return address
    areas = addresses_for(address.get("postal_code", ""))
    return fill(address, areas[0]) if len(areas) == 1 else address


def fill_picked(name: str, data: QueryDict, address: dict[str, str]) -> dict[str, str]:
    """The address with the area that was picked among several, when its button was pressed."""
    picked = data.get(f"{name}.area", "").split(SEPARATOR)
    if data.get("stay") != name or len(picked) != 3:
        return address
    return fill(address, Area(prefecture=picked[0], city=picked[1], town=picked[2]))
