"""通知書: numbered and drawn with the decision, opened by the resident, or sent on paper."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from madoguchi.applications.queries import Filed, filed
from madoguchi.audit import actions as audit
from madoguchi.audit.actions import SYSTEM, Actor
from madoguchi.base import counters, paper
from madoguchi.files import actions as files
from madoguchi.people.queries import section_in_charge
from madoguchi.review import letters
from madoguchi.review.models import Decision, Letter
from madoguchi.review.queries import Reviewer
from madoguchi.rules import calendar
from madoguchi.rules.letters import branched, document_number

PDF = "application/pdf"


@transaction.atomic(savepoint=False)
def issue(*, decision: Decision, read: Filed, dated_on: date, by: Reviewer, now: datetime) -> Letter | None:
    """Write the letter the outcome asks for, under the number of its proposal or the section's next one.

    Nothing may follow in the transaction but its commit: the number's row stays locked until then. A letter
    with characters the font lacks keeps its number and waits, without a PDF, on the 外字 list.
    """
    template = read.document.outcome(decision.outcome).letter
    if template is None:
        return None
    letter = Letter(
        application=decision.application,
        decision=decision,
        template=template,
        dated_on=dated_on,
        issued_at=now,
    )
    _write(letter, read, now)
    _record("letter.issued", letter, by=by.actor, now=now)
    return letter


@transaction.atomic
def issue_again(*, letter: Letter, why: str, by: Reviewer, now: datetime) -> Letter:
    """A new letter in place of one that was released: that one stays as it was, under its own number.

    Raises ValueError without a reason. A letter replaced before leads to the one that replaced it.
    """
    if not why.strip():
        raise ValueError("why is missing")
    old = _held(letter)
    if later := Letter.objects.filter(replaces=old).first():
        return later
    again = Letter(
        application=old.application,
        decision=old.decision,
        template=old.template,
        dated_on=calendar.local_day(now),
        issued_at=now,
        replaces=old,
        why_again=why.strip(),
    )
    _write(again, filed(old.application), now)
    _record("letter.issued_again", again, by=by.actor, now=now)
    return again


@transaction.atomic
def draw_again(*, letter: Letter, now: datetime) -> None:
    """Draw a letter that nobody has seen yet with the day it bears now."""
    held = _held(letter)
    if held.file_id is None and not _missing(held):
        held.file = _draw(letters.numbered(letters.sheet(held, filed(held.application)), held), now)
        held.save(update_fields=["file"])
        _record("letter.drawn_again", held, by=SYSTEM, now=now)


@transaction.atomic
def issue_with_substitutes(
    *, letter: Letter, substitutes: Mapping[str, str], by: Reviewer, now: datetime
) -> Letter:
    """Draw a letter from the 外字 list with the characters an officer chose in place of those the font lacks.

    Raises ValueError while a character is still missing.
    """
    letter = _held(letter)
    if letter.file_id is not None:  # pressed twice, or by two officers
        return letter
    letter.substitutes = {character: substitutes.get(character, "") for character in letter.missing_glyphs}
    sheet = letters.sheet(letter, filed(letter.application))
    if not all(letter.substitutes.values()) or letters.missing_glyphs(sheet):
        raise ValueError("characters are still missing")
    letter.file = _draw(letters.numbered(sheet, letter), now)
    letter.save()
    _record("letter.substituted", letter, by=by.actor, now=now)
    return letter


@transaction.atomic
def note_opened(*, letter: Letter, by: Actor, now: datetime) -> None:
    """The resident opened the letter; the first time counts."""
    if Letter.objects.filter(pk=letter.pk, opened_at=None).update(opened_at=now):
        _record("letter.opened", letter, by=by, now=now)


def _write(letter: Letter, read: Filed, now: datetime) -> None:
    sheet = letters.sheet(letter, read)
    letter.missing_glyphs = letters.missing_glyphs(sheet)
    letter.document_number, letter.shares_number = _number(letter)
    if not letter.missing_glyphs:
        letter.file = _draw(letters.numbered(sheet, letter), now)
    letter.save(force_insert=True)


def _number(letter: Letter) -> tuple[str, bool]:
    """Its document number, and whether others bear the same: that of its proposal, or the next one."""
    proposal = letter.decision.proposal
    if proposal is None or not proposal.document_number or letter.replaces_id is not None:
        return _next_number(letter), False
    if letter.decision.branch is None:
        return proposal.document_number, True
    return branched(proposal.document_number, letter.decision.branch), False


def _next_number(letter: Letter) -> str:
    year = calendar.fiscal_year(letter.dated_on)
    section = section_in_charge(code=letter.application.section, on=letter.dated_on)
    serial = counters.take(f"letter:{section.mark}:{year}")
    return document_number(fiscal_year=year, mark=section.mark, serial=serial)


def _held(letter: Letter) -> Letter:
    held = Letter.objects.select_for_update(of=("self",))
    return held.select_related("decision__proposal", "application").get(pk=letter.pk)


def _missing(letter: Letter) -> bool:
    """Whether it still waits on the 外字 list."""
    return bool(letter.missing_glyphs) and not letter.substitutes


def _draw(sheet: Mapping[str, object], now: datetime) -> files.StoredFile:
    return files.keep(content=paper.draw(paper.LETTER, sheet, at=now), media_type=PDF, now=now)


def _record(verb: str, letter: Letter, *, by: Actor, now: datetime) -> None:
    audit.record(
        verb=verb,
        about=("application", letter.application.reference),
        by=by,
        now=now,
        details={"letter": letter.document_number},
    )
