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
BOARDS: Final = {
    Use.CENTRE.value: "checkin:board",
    Use.SHELTER.value: "checkin:shelter",
}
