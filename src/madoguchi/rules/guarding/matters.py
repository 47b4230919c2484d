"""What the guard looks at, and what it may find there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final


class Matter(StrEnum):
    """What is looked at, in the order of the list."""

    ANALYSIS = "analysis"
    EXAMPLES = "examples"
    WORDING = "wording"
    LANGUAGES = "languages"
    KEEPING = "keeping"
    DATES = "dates"
    REACH = "reach"
    OWNER = "owner"
    MAIL = "mail"
    PAGES = "pages"
    STRANGER = "stranger"


class Reason(StrEnum):
    """What is wrong, or not known yet."""

    FAULTS = "faults"
    EXAMPLES_MISSING = "examples_missing"
    EXAMPLE_DIFFERS = "example_differs"
    UNFINISHED = "unfinished"  # 〇〇, TODO
    DESK_ADDRESS = "desk_address"  # an address that only officers can open
    INSERTS_ANSWER = "inserts_answer"  # {child.name} where nothing is inserted
    MOBILE_NUMBER = "mobile_number"
    LANGUAGE_MISSING = "language_missing"
    TRANSLATION_STALE = "translation_stale"  # it says what the Japanese no longer says
    PURPOSE_MISSING = "purpose_missing"
    BASIS_MISSING = "basis_missing"
    CARE_TOO_LOW = "care_too_low"
    MY_NUMBER = "my_number"
    PERIOD_OVER = "period_over"
    YEAR_OVER = "year_over"
    OPENS_FAR = "opens_far"
    PHONE_MISSING = "phone_missing"
    REACHES_NOBODY = "reaches_nobody"  # a letter for somebody whose name nobody asked
    NO_OWNER = "no_owner"
    NO_DEPUTY = "no_deputy"
    OWNER_LEFT = "owner_left"
    DEPUTY_LEFT = "deputy_left"
    NOT_SENT = "not_sent"
    NOT_ARRIVED = "not_arrived"
    NOT_CHECKED = "not_checked"
    DID_NOT_FINISH = "did_not_finish"
    # of the pages as drawn
    FLAWED = "flawed"
    NOT_DRAWN = "not_drawn"
    # of the visit as a stranger
    NOT_REACHED = "not_reached"
    PORTAL_AT_DESK = "portal_at_desk"
    NOT_PUBLIC = "not_public"
    DESK_OPEN = "desk_open"  # a list of applications or procedures
    PREVIEW_OPEN = "preview_open"
    SHOWS_APPLICATION = "shows_application"
    SHOWS_DRAFT = "shows_draft"
    LINKS_TO_DESK = "links_to_desk"
    SHOWS_INSIDE = "shows_inside"  # DEBUG, a traceback
    DEMO_OPEN = "demo_open"
    SETTINGS = "settings"  # of a machine in production
    QR_ELSEWHERE = "qr_elsewhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing found. `subject` tells findings of one reason apart: a language, a path, an address."""

    reason: Reason
    subject: str = ""
    facts: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}), hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """That somebody answers for a finding as it is, and why."""

    reason: Reason
    subject: str
    why: str
    by: str  # staff number
    at: datetime


# What a person can know better than the guard; everything else has to be mended.
WAIVABLE: Final = frozenset(
    {
        Reason.LANGUAGE_MISSING,
        Reason.TRANSLATION_STALE,
        Reason.CARE_TOO_LOW,
        Reason.UNFINISHED,
        Reason.MOBILE_NUMBER,
        Reason.FLAWED,
    }
)
