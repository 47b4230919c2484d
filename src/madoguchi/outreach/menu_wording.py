"""What is said of the menu on LINE at the desk."""

from __future__ import annotations

from typing import Final

from madoguchi.rules import menus
from madoguchi.rules.menus import Icon, Layout

MENUS: Final = {
    menus.Wrong.EMPTY: "Please write a text.",
    menus.Wrong.TOO_LONG: "This is too long to be read on a phone. Please shorten it.",
    menus.Wrong.NO_TARGET: "Please choose what opens.",
    menus.Wrong.NOT_OURS: "This page does not exist here any more. Please choose another one.",
}
LAYOUTS: Final = {Layout.SIX: "Six fields", Layout.FOUR: "Four fields", Layout.THREE: "Three fields"}
ICONS: Final = {
    Icon.PAPER: "Paper",
    Icon.SEARCH: "Magnifying glass",
    Icon.PERSON: "Somebody",
    Icon.CHILD: "Child",
    Icon.HOUSE: "House",
    Icon.TALK: "Speech bubble",
    Icon.BELL: "Bell",
    Icon.HELP: "Question mark",
    Icon.CALENDAR: "Calendar",
    Icon.SHELTER: "Shelter",
    Icon.WARNING: "Warning sign",
    Icon.PHONE: "Phone",
}
OPENED: Final = {
    "/": "All procedures",
    "/me/": "My page",
    "/reserve/": "Make a reservation",
    "/me/absence/": "Absent, late or otherwise",
    "/places/": "Places in the city",
    "/collection/": "Waste collection days",
    "/me/news/": "News settings",
    "/help/": "Help and accessibility",
}
