"""What administrators read about a list of transfers: its faults, and what each line does."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.utils.safestring import SafeString

from madoguchi.base.texts import say
from madoguchi.people.actions.transferring import Reason
from madoguchi.rules import sections
from madoguchi.rules.transfers import Code, Effect, Fault, Step

FAULTS: Final[Mapping[Code, str]] = {
    Code.UNREADABLE: "The file cannot be read as CSV. Please save it as CSV in UTF-8 or CP932 (Shift_JIS).",
    Code.NO_LINES: "There is no line in the file. Please look whether the right sheet was saved.",
    Code.TOO_LARGE: "The file has more than {most} lines. Please hand it in in parts.",
    Code.COLUMN_MISSING: "The first line lacks the columns {column}. Please add them by exactly these names.",
    Code.COLUMN_TWICE: "The column {column} stands twice in the first line. Please remove one.",
    Code.UNKNOWN_KIND: "“{typed}” is no kind of transfer. Please write one of those listed on this page.",
    Code.UNKNOWN_ROLE: "“{typed}” is no right. Please write 担当, 決裁 or 管理, or leave it empty for 担当.",
    Code.NO_SUCH_DAY: "{column}: “{typed}” is no day. Please write it like 2027-04-01 or R9.4.1.",
    Code.PAST: "{day} has passed. If it is meant, confirm below; then the posts are written as of that day.",
    Code.DUPLICATE: "This is the same as line {line}. Please remove one of them.",
    Code.NUMBER_UNUSABLE: "The staff number cannot be used. Please write letters, digits, - and _ only.",
    Code.UNKNOWN_OFFICER: "Nobody has this staff number. Please check it; for newcomers the kind is 配属.",
    Code.NAME_MISSING: "For a newcomer please write the name and its reading.",
    Code.OTHER_NAME: "This staff number belongs to {name}. Please check the number or the name.",
    Code.SECTION_MISSING: "{column} is empty. Please fill it in for this kind of transfer.",
    Code.UNKNOWN_SECTION: "No section is called “{section}” on {day}. Please check it, or set it up first.",
    Code.NOT_YOURS: "You do not administer {section}. Please ask whoever does, or the staff section.",
    Code.OLD_SECTION: "This officer is not in {section} before that day but in: {held}. Please check.",
    Code.ALREADY_POSTED: "This officer is in {section} already. Please use 異動 to move, or 兼務 to add.",
    Code.NO_MAIN_POST: "Without another post this does not fit. Please use 配属 to begin, or 退職 to end.",
    Code.OVERLAP: "This officer already has such a post in {section} at that time. Please check the days.",
    Code.LATER_POST: "A later post in {section} is already planned. Please take that plan back first.",
    Code.ON_LEAVE: "This officer is on leave on that day. Please use 復職 first, or check the day.",
    Code.NOT_ON_LEAVE: "This officer is not on leave. Please use 異動 or 兼務.",
    Code.LAST_DAY_MISSING: "“{title}” is for a fixed term. Please write the last day in 終了日.",
    Code.LAST_DAY_EARLY: "The last day lies before the first. Please check both.",
    Code.LAST_DAY_UNUSED: "For {kind} no last day is used. Please leave 終了日 empty.",
    Code.NO_APPROVER: "From {day} nobody in {section} can approve. Please name who deputises, or add a line.",
    Code.NO_OFFICER: "From {day} nobody is in {section}. Please name who deputises, or add a line.",
}
STEPS: Final[Mapping[Effect, str]] = {
    Effect.REGISTERS: "Gets an account",
    Effect.ENDS: "{section} {title} ends; no access from {day}",
    Effect.BEGINS: "{section} {title} ({role}) from {day}",
    Effect.CLOSES: "Cannot sign in from {day}",
    Effect.OPENS: "Can sign in again from {day}",
}
UNTIL: Final = "{section} {title} ({role}) from {day} until {last_day}"
ROLES: Final[Mapping[str, str]] = {
    "reviewer": "Handles",
    "approver": "Approves",
    "administrator": "Administers",
}
REFUSALS: Final[Mapping[Reason, str]] = {
    Reason.FAULTY: "The list still has faults. Nothing was taken into the calendar.",
    Reason.CHANGED: "Posts have changed since you looked. Please look at the list again, then take it.",
    Reason.NOTHING: "The list changes nothing.",
    Reason.TAKEN: "This list is in the calendar already.",
    Reason.NOT_TAKEN: "This list is not in the calendar.",
    Reason.DAY_HAS_COME: "Its first day has come, so it cannot be taken back. Please hand in a new list.",
}
ENDINGS: Final[Mapping[sections.Reason, str]] = {
    sections.Reason.NO_SUCH_DAY: "Please write the day like 2027-04-01 or R9.4.1.",
    sections.Reason.PAST: "That day has passed. Please choose today or a later day.",
    sections.Reason.ENDED: "The end of this section is set already.",
    sections.Reason.NEVER_BEGUN: "The section begins on that day or later. Please choose a later day.",
    sections.Reason.NO_SUCCESSOR: "Please choose the section that takes over.",
    sections.Reason.SUCCESSOR_NOT_THERE: "The section that takes over does not exist on that day.",
}


def explain(fault: Fault) -> SafeString:
    """The sentence for a fault: what is wrong, and what to do."""
    facts: dict[str, Any] = dict(fault.facts)
    if on := facts.pop("on", None):
        facts["day"] = date.fromisoformat(on)
    return say(FAULTS[fault.code], **facts)


def describe(step: Step) -> SafeString:
    """What a line does, in words."""
    told: dict[str, Any] = {"day": step.on, "section": step.section_name, "title": step.title}
    if step.effect is Effect.BEGINS:
        told["role"] = say(ROLES[step.role])
        if step.last_day:
            return say(UNTIL, **told, last_day=step.last_day)
    return say(STEPS[step.effect], **told)
