"""The words officers read for states, acts, refusals and piles: message ids, to be said in templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from madoguchi.review.wanted import Order, Pile
from madoguchi.rules import lifecycle, likeness, proposals, protection
from madoguchi.rules.decisions import Reason
from madoguchi.rules.lifecycle import Act, State
from madoguchi.rules.proposals import Numbering, Standing

STATES: Final[Mapping[State, str]] = {
    State.ARRIVED: "Arrived",
    State.ACCEPTED: "Accepted",
    State.RETURNED: "Waiting for correction",
    State.CORRECTED: "Corrected, to be checked",
    State.PROPOSED: "Proposed, waiting for approval",
    State.SETTLED: "Approved, waiting for its instant",
    State.DECIDED: "Has been decided",
    State.NOTED: "Noted, nothing to decide",
    State.WITHDRAWN: "Withdrawn before the decision",
}
PILES: Final[Mapping[Pile, str]] = {
    Pile.TO_DO: "To do",
    Pile.RETURNED: "Waiting for correction",
    Pile.PROPOSED: "Waiting for approval",
    Pile.SETTLED: "Waiting for the instant",
    Pile.DECIDED: "Has been decided",
    Pile.NOTED: "Noted, nothing to decide",
    Pile.WITHDRAWN: "Taken back",
    Pile.ALL: "All",
}
ORDERS: Final[Mapping[Order, str]] = {
    Order.DUE: "By due day",
    Order.OLDEST: "Oldest first",
    Order.NEWEST: "Newest first",
    Order.KANA: "By reading of the name",
}
ACTS: Final[Mapping[Act, str]] = {
    Act.SUBMIT: "Application arrived",
    Act.ACCEPT: "Accepted by the office",
    Act.RETURN: "Correction asked for",
    Act.CORRECT: "Correction arrived",
    Act.PROPOSE: "Decision proposed",
    Act.SEND_BACK: "Proposal sent back",
    Act.DECIDE: "Decision given",
    Act.SETTLE: "Decision approved, kept for its instant",
    Act.RELEASE: "Result made public",
    Act.WITHDRAW: "Taken back",
    Act.REBASE: "Taken on to a newer version of the procedure",
}
REFUSALS: Final[Mapping[Reason, str]] = {
    Reason.NOTHING_MARKED: "Please choose at least one question to be corrected.",
    Reason.UNKNOWN_QUESTION: "This question was not asked in this application.",
    Reason.REASON_MISSING: "Please write the reason. The applicant reads it.",
    Reason.REASON_TOO_LONG: "The reason is longer than 2,000 characters.",
    Reason.DUE_TOO_SOON: "The day must be later than today.",
    Reason.DUE_ON_CLOSED_DAY: "The office is closed on that day. Please choose a working day.",
    Reason.UNKNOWN_OUTCOME: "Please choose an outcome.",
    Reason.NEEDS_PROPOSAL: "This procedure needs two officers: please propose the decision first.",
    Reason.NOTHING_DRAFTED: "Nothing has been drafted for this application yet. Please choose an outcome.",
    Reason.ONE_OF_MANY: "This was proposed together with others: please go to the whole proposal.",
    Reason.SAME_CHILD: "Another application for what may be the same child is approved, or proposed to be."
    " First say whether it is one child or two.",
    Reason.CORRECTION_RUNNING: "The applicant still has time to correct. It can be decided after that day.",
}
MOVES: Final[Mapping[lifecycle.Reason, str]] = {
    lifecycle.Reason.NOT_FROM_HERE: "Nothing was changed: somebody has moved this application on meanwhile.",
    lifecycle.Reason.NOT_YOURS: "Your post does not allow this. Please ask an officer who may approve.",
    lifecycle.Reason.NOT_CHECKED: (
        "An officer typed this application. Another officer must first compare it with the paper."
    ),
}
PROTECTION: Final[Mapping[protection.Reason, str]] = {
    protection.Reason.NOT_PERMITTED: "Your post does not allow this. The administrators of the section can.",
    protection.Reason.REASON_MISSING: "Please write why. The reason is kept.",
    protection.Reason.REASON_TOO_LONG: "The reason is longer than 500 characters.",
    protection.Reason.ALREADY: "Nothing was changed: somebody has done it meanwhile.",
}
PROPOSALS: Final[Mapping[proposals.Reason, str]] = {
    proposals.Reason.NOT_FROM_HERE: "Nothing was changed: somebody has moved this proposal on meanwhile.",
    proposals.Reason.NOT_YOUR_TURN: "It is not your turn. To act for somebody absent, please deputise.",
    proposals.Reason.OWN_PROPOSAL: "You proposed this decision yourself. Another officer must approve it.",
    proposals.Reason.NOT_THE_AUTHOR: "Only its author, or an officer who may approve, can do this.",
    proposals.Reason.WHY_MISSING: "Please write why. It stays with the proposal.",
    proposals.Reason.WHY_TOO_LONG: "This is longer than 2,000 characters.",
    proposals.Reason.NOTHING_IN_IT: "Nothing is left in this proposal to decide.",
    proposals.Reason.NUMBER_MISSING: "Please enter the document number.",
    proposals.Reason.NUMBER_TAKEN: "Another letter already has this document number. Please check it.",
    proposals.Reason.DECIDED_UNREADABLE: "Please enter the day of the decision, for example 2027-01-25.",
    proposals.Reason.DECIDED_IN_FUTURE: "The day of the decision cannot be later than today.",
    proposals.Reason.INSTANT_UNREADABLE: "Please enter the day and the time.",
    proposals.Reason.INSTANT_PAST: "This instant is already past. Please choose a later one.",
    proposals.Reason.INSTANT_TOO_FAR: "This is more than a year ahead. Please check the year.",
    proposals.Reason.OTHER_FISCAL_YEAR: (
        "The letters already bear numbers of one fiscal year. Please choose an instant within it."
    ),
    proposals.Reason.ALREADY_RELEASED: "These results have already been made public.",
    proposals.Reason.NOTHING_TO_RELEASE: "Nothing is approved yet, so there is nothing to make public.",
}
STANDINGS: Final[Mapping[Standing, tuple[str, str]]] = {
    Standing.GATHERING: ("Being put together", "neutral"),
    Standing.CIRCULATING: ("Waiting for approval", "warning"),
    Standing.ELSEWHERE: ("Waiting for the records system", "warning"),
    Standing.SENT_BACK: ("Sent back", "error"),
    Standing.TAKEN_BACK: ("Given up", "neutral"),
    Standing.APPROVED: ("Approved", "success"),
}
NUMBERINGS: Final[Mapping[Numbering, str]] = {
    Numbering.BRANCH: "One number, with a branch number for each letter",
    Numbering.SAME: "One number for all letters",
    Numbering.EACH: "A number of its own for every letter",
}
ALIKE: Final[Mapping[likeness.Kind, str]] = {
    likeness.Kind.SAME_GUARDIAN: "Name, birthday and guardian are the same",
    likeness.Kind.OTHER_GUARDIAN: "Name and birthday are the same, filed by another guardian",
    likeness.Kind.PERHAPS_ANOTHER: "Name and birthday are the same, but neither guardian nor address:"
    " perhaps another child",
}
VERDICTS: Final[Mapping[likeness.Verdict, str]] = {
    likeness.Verdict.ANOTHER_CHILD: "Two different children",
    likeness.Verdict.SAME_CHILD: "One child: the application of another guardian, or a second one",
}
LIKENESS: Final[Mapping[likeness.Reason, str]] = {
    likeness.Reason.UNKNOWN_VERDICT: "Please choose whether it is one child or two.",
    likeness.Reason.NOTE_MISSING: "Please write how you know. Colleagues read it.",
    likeness.Reason.NOTE_TOO_LONG: "The note is longer than 500 characters.",
}
NOT_FOUND: Final = "The application is not in your sections any more."


def refusal_words(code: str) -> str:
    """The message for the code of any refusal, as batches keep it."""
    for reasons in (REFUSALS, MOVES, PROPOSALS):
        for reason, words in reasons.items():
            if reason.value == code:
                return words
    return NOT_FOUND
