"""What people read when they are not let in."""

from __future__ import annotations

from typing import Final

from django.utils.safestring import SafeString

from madoguchi.base.texts import say
from madoguchi.people.refusals import Refusal

SENTENCES: Final = {
    Refusal.NOT_AN_ADDRESS: "This is not an e-mail address. Please look for missing or extra characters.",
    Refusal.TOO_OFTEN: "This was tried too often. Please wait ten minutes, then try again.",
    Refusal.NOT_MAILED: "Because of a fault in our mail no code could be sent. Please wait ten minutes.",
    Refusal.WRONG_CODE: "The code is different. Please look at the six digits in the mail again.",
    Refusal.UNUSABLE_CODE: "This code cannot be used. A code is good for ten minutes, and once.",
    Refusal.NO_MATCH: "The staff number or the password is not right.",
    Refusal.LOCKED: "There were too many failures, so signing in is stopped for 30 minutes.",
    Refusal.WRONG_FACTOR: "The code is not right, or was used before. Please wait for the next one.",
    Refusal.WRONG_PASSWORD: "The present password is not right.",
    Refusal.WEAK_PASSWORD: "Please choose 12 characters or more that are not a common password.",
    Refusal.START_CODE: "Number and code do not fit, or the code is out of date. Please ask for a new paper.",
    Refusal.LAST_FACTOR: "This is your only second factor. Please add another one first.",
}


def explain(refusal: Refusal) -> SafeString:
    """The sentence for a refusal, as HTML in the reader's language."""
    return say(SENTENCES[refusal])
