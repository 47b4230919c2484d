"""Words that several rooms use: life events, and what is told of a closing that was moved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString

from madoguchi.base.texts import say
from madoguchi.procedures.models import Extension
from madoguchi.rules import calendar
from madoguchi.rules.documents.base import LANGUAGES
from madoguchi.rules.extending import Plan
from madoguchi.rules.opening import last_minute

# Life events in the order people meet them; each label is a msgid.
EVENTS: Final = {
    "pregnancy": "Pregnancy and birth",
    "childcare": "Childcare",
    "school": "School",
    "moving": "Moving house",
    "work": "Work",
    "health": "Health",
    "welfare": "Care and support",
    "learning": "Learning and leisure",
    "pets": "Pets",
    "disaster": "Disasters",
    "bereavement": "When somebody died",
    "town": "Streets, parks and waste",
    "business": "Companies and organisations",  # by the audience
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """The public words of an extension."""

    heading: SafeString
    outage: SafeString  # what happened, and that we are sorry
    promise: SafeString  # until when applications are taken now


def notice(promised: Extension | Plan) -> Notice:
    """What stands on every page of the procedure until the new closing."""
    span = _each(lambda code: calendar.say_span(promised.outage_from, promised.outage_until, code))
    end = _each(lambda code: calendar.say_moment(last_minute(promised.closes_at), code))
    return Notice(
        heading=say("The closing time has been extended"),
        outage=say("This site was hard to reach {span}. We apologise for the inconvenience.", span=span),
        promise=say("Applications are now taken until {end}.", end=end),
    )


def _each(said: Callable[[str], str]) -> Mapping[str, str]:
    return {code: said(code) for code in LANGUAGES}
