"""What is said when something is refused."""

from __future__ import annotations

from typing import Final

from madoguchi.rules import collection
from madoguchi.rules.collection import Moment
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
    Template.RESERVATION_SOON: ("A reservation is near", "On the evening before."),
}
COLLECTION: Final = {
    collection.Wrong.NO_KINDS: "The first line has to name area, center and at least one kind of waste.",
    collection.Wrong.TOO_LONG: "The files are too long. Please take in at most 100,000 characters each.",
    collection.Wrong.CELLS: "This line needs as many values as the first line, and an area.",
    collection.Wrong.TWICE: "This area stands in an earlier line already.",
    collection.Wrong.DAYS: "These are no days. Write e.g. 月 木, 水1 水3, 20261205, or 火:4 5 6.",
    collection.Wrong.CENTER: "The file of centres has no centre of this name.",
    collection.Wrong.NO_KIND: "Neither area_days.csv nor description.csv names this kind of waste.",
    collection.Wrong.GOODS: "This line needs a kind of waste and the name of a thing.",
    collection.Wrong.REST: "Write the first and the last day of the rest, e.g. 2026/12/31,2027/1/3.",
}
# The kinds of waste that most cities know, in other languages; others are shown as the city's file has them.
WASTE: Final = {
    "燃やすごみ": "Burnable waste",
    "燃やさないごみ": "Unburnable waste",
    "資源": "Recyclables",
    "プラスチック": "Plastic packaging",
    "ペットボトル": "PET bottles",
    "古紙・古布": "Paper and cloth",
}
MOMENTS: Final = {
    Moment.EVENING: "On the evening before, at 19:00",
    Moment.MORNING: "On the morning of the day, at 7:00",
}
