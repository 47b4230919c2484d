"""How places, acts and refusals are called, as names of messages."""

from __future__ import annotations

from typing import Final

from madoguchi.rules import interviews
from madoguchi.rules.enrolment import Act, Offered, Reason, Source, State
from madoguchi.rules.interviews import Topic

STATES: Final = {
    State.ACCEPTED: ("Taken, not begun yet", "info"),
    State.ENROLLED: ("At the club", "success"),
    State.PAUSED: ("Staying away for a while", "warning"),
    State.ENDED: ("Is over", "neutral"),
    State.GIVEN_UP: ("Declined before the first day", "neutral"),
    State.CANCELLED: ("Taken back by the city", "neutral"),
}
OFFERED: Final = {
    Offered.OPEN: ("Waits for an answer", "warning"),
    Offered.ACCEPTED: ("Taken", "success"),
    Offered.DECLINED: ("Declined", "neutral"),
    Offered.LAPSED: ("Not answered in time", "neutral"),
    Offered.CANCELLED: ("Taken back by the city", "neutral"),
}
SOURCES: Final = {
    Source.DECISION: "by decision",
    Source.QUEUE: "moved up from the waiting list",
    Source.OFFICER: "by an officer",
    Source.MOVE: "moved from another club",
}
HAPPENED: Final = {
    Act.OFFER: "A place was offered.",
    Act.ACCEPT: "The place was taken.",
    Act.DECLINE: "The place was declined.",
    Act.REMIND: "We reminded you to answer.",
    Act.LAPSE: "Nobody answered in time.",
    Act.CANCEL: "The city took the place back.",
    Act.BEGIN: "The place began.",
    Act.CONFIRM: "The club has seen the child.",
    Act.LEAVE: "The last day was written down: {last_day}.",
    Act.PAUSE: "A pause was written down: {first_day} to {last_day}.",
    Act.REST: "The pause began.",
    Act.RETURN: "The pause is over.",
    Act.END: "The place ended.",
    Act.MOVE: "The child moves here from another club.",
    Act.ARRANGE: "What is arranged changed from {first_day}.",
}
KINDS: Final = {
    "days": "Days of the week",
    "extension": "Longer hours",
    "extension_days": "Days with longer hours",
    "way_home": "Way home",
    "pickup": "Who comes for the child",
    "contacts": "Emergency contacts",
    "allergy": "Allergies",
    "health": "State of health",
    "support": "Needs to be considered",
}
REFUSALS: Final = {
    Reason.NOT_FROM_HERE: "Nothing was changed: this was answered or ended already.",
    Reason.TOO_LATE: "The day to answer has passed. If you want the place, please telephone us today.",
    Reason.BEFORE_START: "This can be done from the first day on. Before it, the place is declined.",
    Reason.AFTER_START: "The place has begun. To give it up, please write down the last day.",
    Reason.ALREADY_OFFERED: "The child has an offer that is not answered yet.",
    Reason.SAME_PLACE: "The child is at this club already.",
    Reason.ELSEWHERE: "The child has a place at another club. That one has to be given up first.",
    Reason.FULL: "No seat is free at this club.",
    Reason.LEAVING: "The last day is written down already, and the seat may be promised to somebody.",
    Reason.NOT_FOUND: "No place of this child was found at that club.",
    Reason.NO_CHILD: "The application does not say for which child it is.",
    Reason.OUTSIDE_YEAR: "Please choose a day by 31 March of this school year.",
    Reason.NOT_A_PERIOD: "The last day comes before the first day. Please check the days.",
}
BOOKINGS: Final = {
    interviews.Reason.TAKEN: "Somebody else took this time. Please choose another one.",
    interviews.Reason.TOO_LATE: "This time is too near. Please choose a later one, or telephone the club.",
    interviews.Reason.NO_PLACE: "An interview belongs to a place at this club.",
    interviews.Reason.NOT_TIMES: "Please look at the times: between them there is room for no interview.",
    interviews.Reason.IN_THE_PAST: "Please choose times that lie ahead.",
    interviews.Reason.TOO_MANY: "These are more than forty times at once. Please open them in parts.",
    interviews.Reason.NOT_BOOKED: "Nobody has booked this time.",
}
TOPICS: Final = {
    Topic.CHILD: "How the child was",
    Topic.PROMISE: "What was agreed",
    Topic.CARE: "What needs consideration",
}
