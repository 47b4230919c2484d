"""支援つき: a short code of the day tells that an officer helps, and nothing else of them."""

from __future__ import annotations

from datetime import datetime

from madoguchi.base import crypto
from madoguchi.procedures import queries as procedures
from madoguchi.procedures.queries import Offer
from madoguchi.rules import calendar, references


def code_of(slug: str, now: datetime) -> str:
    """The code with which a procedure is begun with help, the same all day and for everybody."""
    hashed = crypto.salted_hash("help", slug, calendar.local_day(now).isoformat())
    return references.help_code(bytes.fromhex(hashed))


def offer_of(typed: str, now: datetime) -> Offer | None:
    """The procedure that a typed code begins today; None for any other."""
    code = references.read_help_code(typed)
    offers = procedures.list_offers(now) if code else []
    return next((each for each in offers if each.may_start and code_of(each.slug, now) == code), None)
