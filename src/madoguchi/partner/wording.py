"""What people read about what may be seen and done at a place, and why something is refused."""

from __future__ import annotations

from typing import Final

from madoguchi.rules.absences import Mark
from madoguchi.rules.delegation import Reason, What
from madoguchi.rules.enquiries import Reason as Saying
from madoguchi.rules.personal_codes import Reason as Code
from madoguchi.rules.spots import Reason as Tick

WHATS: Final = {
    What.ROSTER: "Roster",
    What.CONTACTS: "Contacts",
    What.ALLERGIES: "Allergies and care",
    What.EXTENSION: "Who stays longer",
    What.PRINT: "Print lists",
    What.WORK: "Begin and end places",
    What.CAPACITY: "Sign the capacity",
    What.QUESTIONS: "Ask the section",
    What.DOWNLOAD: "Download lists",
    What.DELEGATE: "Delegate to colleagues",
}
PURPOSES: Final = {
    What.ROSTER: "To know which children come, from which day.",
    What.CONTACTS: "To reach the family when something happens.",
    What.ALLERGIES: "To keep children from harm at meals and at play.",
    What.EXTENSION: "To plan staff for the hours after closing.",
    What.PRINT: "For emergencies without electricity or connection.",
    What.WORK: "To note the first day, who leaves or pauses, and who stayed longer.",
    What.CAPACITY: "To tell the city how many children the facility takes.",
    What.QUESTIONS: "To settle questions about a child with the section.",
    What.DOWNLOAD: "To take lists into another system. Each file is recorded.",
    What.DELEGATE: "To let colleagues work, within what the city permits.",
}
REFUSALS: Final = {
    Reason.NOT_PERMITTED: "The section does not permit this at the facility. Please ask the section.",
    Reason.OTHER_ORGANISATION: "This facility is run by somebody else, so nothing can be delegated there.",
    Reason.MAY_NOT_DELEGATE: "You may not delegate at this facility. Please ask the section.",
    Reason.ONLY_THE_SECTION: "Only the section names who may delegate.",
    Reason.ROSTER_MISSING: "Please tick the roster, too: without it the rest shows nothing.",
    Reason.OVER: "The last day has passed, or lies after the person’s last day. Please choose a later one.",
}
SAYINGS: Final = {
    Saying.EMPTY: "Please write what you want to say.",
    Saying.TOO_LONG: "Please write at most 1,000 characters.",
}
CODES: Final = {
    Code.NOT_SIX: "Please choose six digits.",
    Code.TOO_PLAIN: "This code is the first that anybody tries. Please choose another one.",
}
TICKS: Final = {
    Tick.AHEAD: "This day lies ahead. Please tick it when it has come.",
    Tick.TOO_LONG_AGO: "The month of this day is over and charged. Please tell the section.",
}
# As a school writes them into its attendance sheet, in whatever language the rest of it is.
MARKS: Final = {
    Mark.ABSENT: ("欠", "Absent"),
    Mark.SUSPENDED: ("停", "Infection"),
    Mark.MOURNING: ("忌", "Bereavement"),
    Mark.LATE: ("遅", "Comes late"),
    Mark.EARLY: ("早", "Leaves early"),
}
ACTS: Final = {
    "entrust": "What {name} may do at {place} is kept.",
    "until": "The last day of {name} is kept.",
    "codes": "",
    "paper": "",
    "anew": "Password and second step of {name} are forgotten. Please print a new paper.",
}
