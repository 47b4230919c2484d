"""What is said when something is refused."""

from __future__ import annotations

from typing import Final

from madoguchi.rules.messages import Template
from madoguchi.rules.wishes import Wrong

WISHES: Final = {
    Wrong.NO_CONSENT: "Please tick that you agree. Without it we keep nothing.",
    Wrong.DISTRICT: "Please choose one of the districts.",
    Wrong.MONTH: "Please write year and month, e.g. 2021-04.",
    Wrong.AHEAD: "This month lies ahead. Please write the month of birth.",
    Wrong.LONG_AGO: "Please write children up to the age of 20 only.",
    Wrong.TOO_MANY: "Please write up to eight children.",
}
# In which place of the page each is said.
PLACES: Final = {
    Wrong.NO_CONSENT: "agreed",
    Wrong.DISTRICT: "district",
    Wrong.MONTH: "months",
    Wrong.AHEAD: "months",
    Wrong.LONG_AGO: "months",
    Wrong.TOO_MANY: "months",
}
# What reminds of what, and when.
REMINDERS: Final = {
    Template.DRAFT_CLOSING: (
        "The end of applications is near",
        "Three days before and on the evening before, if you began and have not sent.",
    ),
    Template.DRAFT_WAITS: (
        "An application you began is not sent yet",
        "Once, three days after you last wrote.",
    ),
    Template.RETURN_DUE: ("A correction is due", "Three days before its day."),
    Template.OFFER_DUE: ("An offer waits for your answer", "Three days before its day."),
    Template.TALK_SOON: ("A talk at a club is near", "On the evening before."),
}
