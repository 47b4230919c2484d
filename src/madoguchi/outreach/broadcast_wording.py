"""What is said of broadcasts at the desk."""

from __future__ import annotations

from typing import Final

from madoguchi.rules.broadcasting import Refusal, Standing, Wrong

WRONG: Final = {
    Wrong.EMPTY: "Please write it in Japanese. Other languages may stay empty.",
    Wrong.HALF: "Write headline and text in this language, or leave both empty.",
    Wrong.TOO_LONG: "This is too long for a message on LINE. Please shorten it to {limit} characters.",
    Wrong.NO_TARGET: "Please choose what opens.",
    Wrong.NOT_OURS: "Only pages of this site and addresses of the city may be opened.",
    Wrong.NO_NUMBER: "Please write both: how many people, and after how many minutes the next ones.",
    Wrong.NO_TIME: "Please write day and time, e.g. 2026-12-01 09:00.",
    Wrong.NO_NAME: "Please write a name of up to {limit} characters.",
    Wrong.NOT_YOURS: "Please choose one of those of your sections.",
}
REFUSALS: Final = {
    Refusal.MOVED_ON: "Nothing was changed: somebody else was quicker. This page shows how it stands now.",
    Refusal.CHANGED: "Nothing was changed: it was written anew meanwhile. Please look at it again.",
    Refusal.NOBODY: "Nobody meets these conditions just now, so nothing was sent. Choose another segment.",
    Refusal.EVERYBODY: "This goes to everybody: {count} people. If that is meant, tick the box.",
    Refusal.PAST: "This moment has passed. Choose a later one, or send it at once.",
    Refusal.FAR: "Please choose a moment within the next 180 days.",
    Refusal.ENDS_FIRST: "It would be out of time before it leaves. Please choose a later end.",
    Refusal.QUOTA: "The messages of this month are not enough. Choose fewer people, or a day of next month.",
    Refusal.MANY_WAVES: "These are more than 100 waves. Please tell more people at a time.",
    Refusal.SAME_PERSON: "Whoever wrote or proposed it cannot let it go as well. Please ask a colleague.",
    Refusal.NO_RIGHT: "Your post does not allow this. Please ask whoever approves in your section.",
    Refusal.NIGHT: "Between 21:00 and 8:00 nobody is woken. Please go on in the morning.",
    Refusal.GONE: "Its segment names something that the city no longer has. Please choose another segment.",
    Refusal.TOO_LATE: "It has left and cannot be called back. You can stop the rest, or send a correction.",
}
STANDINGS: Final = {
    Standing.DRAFT: ("Draft", "neutral"),
    Standing.PROPOSED: ("Waits for a second person", "warning"),
    Standing.SCHEDULED: ("Goes at its time", "info"),
    Standing.UNDER_WAY: ("Being told", "info"),
    Standing.STOPPED: ("Stopped", "error"),
    Standing.HELD: ("Held: the month is used up", "error"),
    Standing.DONE: ("All told", "success"),
}
