"""Points and labels changed in place, and a case typed in to try: from what was posted to a document."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any, Final

import yaml

from madoguchi.rules.criteria.document import Criteria
from madoguchi.rules.criteria.guidebook import LISTS
from madoguchi.rules.criteria.names import GUARDIANS
from madoguchi.rules.documents.tidying import UNPRINTABLE
from madoguchi.rules.findings import wanted

_NUMBER: Final = re.compile(r"-?(0|[1-9][0-9]{0,11})(\.[0-9]{1,9})?")
LONGEST_LABEL: Final = 500


def revised(document: Mapping[str, Any], typed: Mapping[str, str]) -> tuple[dict[str, Any], set[str]]:
    """The document with what was typed at each place, and the places where it cannot be.

    A place is `adjust.single.points`, `adjust.single.label`, or `tables.work.rows.0.points.1`.
    """
    made = deepcopy(dict(document))
    wrong = {place for place, text in typed.items() if not _put(made, place.split("."), text)}
    return made, wrong


def _put(document: dict[str, Any], steps: list[str], text: str) -> bool:
    """Put one value where it belongs; False where there is no such place, or no such value."""
    plain = unicodedata.normalize("NFKC", text).strip().replace("−", "-").replace("▲", "-").replace("△", "-")
    match steps:
        case ["tables", id, "rows", row, "points", column] if row.isdigit() and column.isdigit():
            return _put_cell(_by_id(document.get("tables"), id), int(row), int(column), plain)
        case [name, id, "points"] if name in LISTS and _NUMBER.fullmatch(plain):
            return _put_points(_by_id(document.get(name), id), plain)
        case [name, id, "label"] if name in LISTS and _is_label(text.strip()):
            return _put_label(_by_id(document.get(name), id), text.strip())
    return False


def _is_label(text: str) -> bool:
    return 0 < len(text) <= LONGEST_LABEL and not UNPRINTABLE.search(text)


def _by_id(several: Any, id: str) -> dict[str, Any] | None:
    return next((each for each in several or () if each["id"] == id), None)


def _put_cell(table: dict[str, Any] | None, row: int, column: int, plain: str) -> bool:
    rows = table.get("rows") or [] if table else []
    if row >= len(rows) or not (_NUMBER.fullmatch(plain) or plain == ""):
        return False
    points = rows[row]["points"]
    cells = points if isinstance(points, list) else [points]
    if column >= len(cells):
        return False
    cells[column] = _written(plain) if plain else None
    rows[row]["points"] = cells if isinstance(points, list) else cells[0]
    return True


def _put_points(item: dict[str, Any] | None, plain: str) -> bool:
    if item is None or item.get("points") is None:
        return False
    item["points"] = _written(plain)
    return True


def _put_label(item: dict[str, Any] | None, text: str) -> bool:
    """The Japanese label; where it changes, other languages would say the old one, so they go."""
    if item is not None and item["label"]["ja"] != text:
        item["label"] = {"ja": text}
    return item is not None


def _written(plain: str) -> int | str:
    return int(plain) if "." not in plain else plain


_FIRST: Final = ("schema", "id", "type", "title", "label", "fiscal_year", "reason", "scope", "points")
_ORDER: Final = {name: place for place, name in enumerate([*_FIRST, *Criteria.model_fields])}


def written(document: Mapping[str, Any]) -> str:
    """The document as YAML for people, in the order of the page that explains it."""
    return yaml.safe_dump(_ordered(document), allow_unicode=True, sort_keys=False, width=110)


def _ordered(value: Any) -> Any:
    if isinstance(value, Mapping):
        keys = sorted(value, key=lambda key: (_ORDER.get(key, len(_ORDER)), key))
        return {key: _ordered(value[key]) for key in keys}
    return [_ordered(each) for each in value] if isinstance(value, list) else value


def tried(criteria: Criteria, typed: Mapping[str, str], *, on: str) -> dict[str, Any]:
    """The case that was typed in: `guardians.1.days`, `household.single`, `facility.sibling`."""
    guardians = [
        dict(_values(criteria, "guardian", typed, f"{GUARDIANS}.{number}"))
        for number in range(1, criteria.guardians_at_most + 1)
    ]
    return {
        "id": "try",
        "on": on,
        "household": dict(_values(criteria, "household", typed, "household")),
        GUARDIANS: [each for each in guardians if each],
        "facilities": {"here": dict(_values(criteria, "facility", typed, "facility"))},
    }


def _values(
    criteria: Criteria, scope: str, typed: Mapping[str, str], prefix: str
) -> Iterator[tuple[str, Any]]:
    for finding in (each for each in wanted(criteria) if each.scope == scope):
        text = unicodedata.normalize("NFKC", typed.get(f"{prefix}.{finding.id}", "")).strip()
        if not text:
            continue
        match finding.type:
            case "flag":
                yield finding.id, text == "yes"
            case "days" if text.isdecimal() and len(text) < 5:
                yield finding.id, int(text)
            case "days":
                yield finding.id, [each.strip() for each in re.split("[,、]", text)]
            case _:
                yield finding.id, text
