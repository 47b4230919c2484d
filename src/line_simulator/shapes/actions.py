"""What happens when somebody taps: the nine actions, and which of them may stand where."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from line_simulator.answers import Found
from line_simulator.shapes.checks import Check, address, clusters, kinds, label, one_of, text, thing

FORMS_OF_TIME: Final = {
    "date": (r"\d{4}-\d\d-\d\d", "%Y-%m-%d"),
    "time": (r"\d\d:\d\d", "%H:%M"),
    "datetime": (r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d", "%Y-%m-%dt%H:%M"),
}
FIRST_YEAR, LAST_YEAR = 1900, 2100
ALIAS: Final = r"[a-z0-9_-]{1,32}"


def _range(action: Any, where: str, found: Found) -> None:
    """Of a datetimepicker: moments of the right form, the last after the first."""
    pattern, form = FORMS_OF_TIME[action["mode"]]
    moments: dict[str, datetime] = {}
    for name in ("initial", "min", "max"):
        value = action.get(name)
        if value is None:
            continue
        moment = _moment(value, pattern, form)
        if moment is None or not (action["mode"] == "time" or FIRST_YEAR <= moment.year <= LAST_YEAR):
            found.add("Must be a valid date, time or datetime of the mode", f"{where}.{name}")
        else:
            moments[name] = moment
    if "min" in moments and "max" in moments and moments["max"] <= moments["min"]:
        found.add("Must be later than min", f"{where}.max")


def _moment(value: object, pattern: str, form: str) -> datetime | None:
    if not isinstance(value, str) or not re.fullmatch(pattern, value):
        return None
    try:
        return datetime.strptime(value.lower(), form)  # noqa: DTZ007 — LINE's pickers know no time zone
    except ValueError:
        return None


def _fills_keyboard(action: Any, where: str, found: Found) -> None:
    if "fillInText" in action and action.get("inputOption") != "openKeyboard":
        found.add("Can only be specified with inputOption openKeyboard", f"{where}.fillInText")


def _one_text(action: Any, where: str, found: Found) -> None:
    if "displayText" in action and "text" in action:
        found.add("Can't be specified with displayText", f"{where}.text")


_SPOKEN: Final = text(300, by=clusters)
_EVERYWHERE: Final[Mapping[str, tuple[dict[str, Check], dict[str, Check], tuple[Check, ...]]]] = {
    "postback": (
        {"data": text(300, least=0)},
        {
            "displayText": _SPOKEN,
            "text": _SPOKEN,
            "fillInText": _SPOKEN,
            "inputOption": one_of("closeRichMenu", "openRichMenu", "openKeyboard", "openVoice"),
        },
        (_fills_keyboard, _one_text),
    ),
    "message": ({"text": _SPOKEN}, {}, ()),
    "uri": (
        {"uri": address(1000, "http", "https", "line", "tel")},
        {"altUri": thing({"desktop": address(1000, "http", "https", "line", "tel")})},
        (),
    ),
    "datetimepicker": (
        {"data": text(300, least=0), "mode": one_of(*FORMS_OF_TIME)},
        {},
        (_range,),
    ),
    "clipboard": ({"clipboardText": text(1000)}, {}, ()),
}
_IN_QUICK_REPLIES: Final[Mapping[str, Any]] = {
    name: ({}, {}, ()) for name in ("camera", "cameraRoll", "location")
}
_IN_MENUS: Final[Mapping[str, Any]] = {
    "richmenuswitch": ({"richMenuAliasId": text(32, like=ALIAS)}, {"data": text(300, least=0)}, ())
}


def _actions(table: Mapping[str, Any], longest: int, *, is_labelled: bool) -> Check:
    """All of the table, each with its label."""
    words = {"label": label(longest)}
    return kinds(
        {
            name: thing(
                required | words if is_labelled else required,
                optional if is_labelled else optional | words,
                *also,
            )
            for name, (required, optional, also) in table.items()
        }
    )


IN_TEMPLATES: Final = _actions(_EVERYWHERE, 20, is_labelled=True)
IN_IMAGE_CAROUSELS: Final = _actions(_EVERYWHERE, 12, is_labelled=False)
IN_QUICK_REPLIES: Final = _actions({**_EVERYWHERE, **_IN_QUICK_REPLIES}, 20, is_labelled=True)
IN_MENUS: Final = _actions({**_EVERYWHERE, **_IN_MENUS}, 20, is_labelled=False)
OF_FLEX_BUTTONS: Final = _actions(_EVERYWHERE, 40, is_labelled=True)
IN_FLEX: Final = _actions(_EVERYWHERE, 40, is_labelled=False)
