"""The words officers read for states, acts, refusals and piles: message ids, to be said in templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from madoguchi.review.wanted import Order, Pile
from madoguchi.rules import lifecycle, protection
from madoguchi.rules.decisions import Reason
from madoguchi.rules.lifecycle import Act, State

STATES: Final[Mapping[State, str]] = {
    State.ARRIVED: "Arrived",
    State.ACCEPTED: "Accepted",
    State.RETURNED: "Waiting for correction",
    State.CORRECTED: "Corrected, to be checked",
    State.PROPOSED: "Proposed, waiting for approval",
    State.DECIDED: "Has been decided",
    State.WITHDRAWN: "Withdrawn before the decision",
}
PILES: Final[Mapping[Pile, str]] = {
    Pile.TO_DO: "To do",
    Pile.RETURNED: "Waiting for correction",
    Pile.PROPOSED: "Waiting for approval",
    Pile.DECIDED: "Has been decided",
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
    Act.WITHDRAW: "Taken back",
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
    Reason.SAME_OFFICER: "You proposed this decision yourself. Another officer must approve it.",
    Reason.CORRECTION_RUNNING: "The applicant still has time to correct. It can be decided after that day.",
}
MOVES: Final[Mapping[lifecycle.Reason, str]] = {
    lifecycle.Reason.NOT_FROM_HERE: "Nothing was changed: somebody has moved this application on meanwhile.",
    lifecycle.Reason.NOT_YOURS: "Your post does not allow this. Please ask an officer who may approve.",
}
PROTECTION: Final[Mapping[protection.Reason, str]] = {
    protection.Reason.NOT_PERMITTED: "Your post does not allow this. The administrators of the section can.",
    protection.Reason.REASON_MISSING: "Please write why. The reason is kept.",
    protection.Reason.REASON_TOO_LONG: "The reason is longer than 500 characters.",
    protection.Reason.ALREADY: "Nothing was changed: somebody has done it meanwhile.",
}
NOT_FOUND: Final = "The application is not in your sections any more."


def refusal_words(code: str) -> str:
    """The message for the code of any refusal, as batches keep it."""
    for reasons in (REFUSALS, MOVES):
        for reason, words in reasons.items():
            if reason.value == code:
                return words
    return NOT_FOUND
