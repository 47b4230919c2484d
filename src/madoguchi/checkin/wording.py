"""What this room says for codes."""

from __future__ import annotations

from typing import Final

from madoguchi.rules.visits import Close, Use

CLOSES: Final = {
    Close.SCAN.value: "Said so",
    Close.MOVED.value: "Went on to another facility",
    Close.AUTO.value: "Ended at closing time: nobody said so",
    Close.STAFF.value: "Written by staff",
}
SHIFT_CLOSES: Final = {
    **CLOSES,
    Close.AUTO.value: "Nobody said that they leave: ended at 22:00",
}
BOARDS: Final = {
    Use.CENTRE.value: "checkin:board",
    Use.SHELTER.value: "checkin:shelter",
    Use.STAFF.value: "checkin:shifts",
}
# What the poster at a door is called, and what it asks for.
LEADS: Final = {
    Use.CENTRE.value: "Checking in and out",
    Use.SHELTER.value: "Shelter reception",
    Use.LECTURE.value: "Event reception",
    Use.STAFF.value: "Hours of work",
}
STEPS: Final = {
    Use.CENTRE.value: "Press Check in. When you go, read it again and press Check out",
    Use.SHELTER.value: "Write three things and press the button. When all of you go, read it again",
    Use.LECTURE.value: "Press the button, or type the number of your reservation",
    Use.STAFF.value: "Press the button when you come. When you leave, read it again and press the button",
}
