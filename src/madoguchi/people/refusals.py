"""Why somebody is not let in. Never says whether an account exists."""

from __future__ import annotations

from enum import StrEnum


class Refusal(StrEnum):
    """The reasons; `people.wording` has a sentence for each."""

    NOT_AN_ADDRESS = "not_an_address"
    TOO_OFTEN = "too_often"
    NOT_MAILED = "not_mailed"
    WRONG_CODE = "wrong_code"
    UNUSABLE_CODE = "unusable_code"  # expired, used before, or guessed at too often
    NO_MATCH = "no_match"  # staff number and password
    LOCKED = "locked"
    WRONG_FACTOR = "wrong_factor"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105
    WEAK_PASSWORD = "weak_password"  # noqa: S105
    START_CODE = "start_code"
    LAST_FACTOR = "last_factor"
