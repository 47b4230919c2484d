"""Rich menu objects."""

from __future__ import annotations

from typing import Any, Final

from line_simulator.answers import Found
from line_simulator.shapes import actions
from line_simulator.shapes.checks import clusters, each, text, thing, whole, yes_or_no

LEAST_RATIO: Final = 1.45
LARGEST: Final = 2**31 - 1


def _wide_enough(size: Any, where: str, found: Found) -> None:
    if size["width"] / size["height"] < LEAST_RATIO:
        found.add("The aspect ratio must be 1.45 or more", where)


_PLACE: Final = whole(0, LARGEST)
_LENGTH: Final = whole(1, LARGEST)
_AREA: Final = thing(
    {
        "bounds": thing(
            {"x": _PLACE, "y": _PLACE, "width": _LENGTH, "height": _LENGTH},
        ),
        "action": actions.IN_MENUS,
    }
)
MENU: Final = thing(
    {
        "size": thing({"width": whole(800, 2500), "height": whole(250, LARGEST)}, {}, _wide_enough),
        "selected": yes_or_no,
        "name": text(300, by=clusters),
        "chatBarText": text(14, by=clusters),
        "areas": each(_AREA, 0, 20),
    },
    missing="must be specified",
)
