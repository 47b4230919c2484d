"""What is said of absences and the board of a class."""

from __future__ import annotations

from typing import Final

from madoguchi.rules.absences import Kind, Reason, Standing, Wrong

KINDS: Final = {
    Kind.ABSENT: "Absent",
    Kind.LATE: "Comes late",
    Kind.EARLY: "Leaves early",
    Kind.UNWELL: "Comes, but is not quite well",
    Kind.PICKUP: "Another pick-up",
}
REASONS: Final = {
    Reason.FEVER: "Fever",
    Reason.COUGH: "Cough or cold",
    Reason.STOMACH: "Stomach ache or diarrhoea",
    Reason.VOMITING: "Vomiting",
    Reason.HEADACHE: "Headache",
    Reason.RASH: "Rash",
    Reason.OTHER_ILLNESS: "Not well otherwise",
    Reason.INFECTION: "Infection, diagnosed by a doctor (does not count as absence)",
    Reason.INJURY: "Injury",
    Reason.BEREAVEMENT: "Bereavement (does not count as absence)",
    Reason.FAMILY: "Family matter",
    Reason.OTHER: "Another reason",
}
# As they stand on the board, where there is little room.
SHORT: Final = REASONS | {Reason.INFECTION: "Infection", Reason.BEREAVEMENT: "Bereavement"}
STANDINGS: Final = {
    Standing.MISSING: "No word, not there",
    Standing.EXPECTED: "Expected",
    Standing.LATE: "Comes late",
    Standing.ABSENT: "Absent",
    Standing.SUSPENDED: "Away, not counted as absence",
    Standing.ARRIVED: "There",
}
TONES: Final = {
    Standing.MISSING: "error",
    Standing.EXPECTED: "neutral",
    Standing.LATE: "warning",
    Standing.ABSENT: "info",
    Standing.SUSPENDED: "info",
    Standing.ARRIVED: "success",
}
REFUSALS: Final = {
    Wrong.NO_REASON: ("reason", "Please choose a reason."),
    Wrong.NOBODY: ("kind", "No school or club of the child takes such a notice. Please choose another kind."),
    Wrong.CLOSED: ("first_on", "School and club are closed on that day: no word is needed."),
    Wrong.PAST: ("first_on", "This day has passed. Please choose today or later."),
    Wrong.FAR: ("first_on", "Notices can be sent up to 60 days ahead. Please choose an earlier day."),
    Wrong.ORDER: ("last_on", "The last day is before the first. Please correct one of them."),
    Wrong.LONG: ("last_on", "One notice can cover up to 31 days. Please choose an earlier last day."),
    Wrong.TEMPERATURE: ("temperature", "Please write the temperature like 38.4."),
    Wrong.TIME: ("at", "Please write a time like 10:30."),
    Wrong.WORDS: ("words", "Please write who comes, or at what time."),
    Wrong.TOO_MANY_WORDS: ("words", "Please write at most 200 characters."),
    Wrong.ALREADY: ("kind", "There is already a notice for this day."),
    Wrong.UNKNOWN: ("kind", "We do not know this child yet. Please telephone the school."),
    Wrong.ELSEWHERE: ("kind", "We do not know this child at that school. Please telephone the school."),
    Wrong.TOO_LATE: ("kind", "It is too late to send it here. Please telephone."),
}
# What an officer does about a notice that was filed and that no school reads by itself.
LEFT_OVER: Final = {
    Wrong.TOO_LATE: "It came after the cut-off. Please telephone the school and pass it on.",
    Wrong.UNKNOWN: "The account that sent it has no child of this name here."
    " Please compare it with the class roll, and telephone the school.",
    Wrong.ELSEWHERE: "The child does not belong to the school that was named."
    " Please ask the family which one it is.",
    Wrong.ALREADY: "There is another notice of this day. Please ask the family which one is right.",
    Wrong.CLOSED: "School and club are closed on that day. Please ask the family which day is meant.",
}
OTHERWISE: Final = (
    "School and club cannot be told this as it is. Please ask the family, and telephone the school."
)
STILL_READ: Final = (
    "It was withdrawn after the cut-off, and the school still reads it. Please telephone: the child comes."
)
