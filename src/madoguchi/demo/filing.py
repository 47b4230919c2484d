"""Applying as a family does it: a draft, its papers, and off it goes, through everybody's actions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from madoguchi.applications.actions import drafts, entering, submission
from madoguchi.applications.actions.drafts import OWN_DOOR, Seen, Through
from madoguchi.applications.actions.submission import CannotSubmit, Receipt
from madoguchi.applications.models import Application
from madoguchi.applications.queries import Writing
from madoguchi.audit.actions import Actor
from madoguchi.base.entrances import Entrance
from madoguchi.demo import answers, papers
from madoguchi.demo.answers import Answers, Case
from madoguchi.demo.households import Household, dice
from madoguchi.files.models import StoredFile
from madoguchi.people.actions import residents
from madoguchi.people.entrants import actor_of
from madoguchi.people.models import Resident
from madoguchi.procedures.queries import document_of
from madoguchi.rules.submission import Reason

WRITING: Final = timedelta(minutes=25)
WISHES_FOR_PAPER: Final = 0.12
UNSENT_STEPS: Final = 3  # steps that were filled in before the family put it off
SPOILT: Final = {
    "certificate": "certificate_cut",
    "certificate_sideways": "certificate_cut",
    "certificate_pdf": "certificate_old",
    "certificate_xlsx": "certificate_blank",
    "birth": "birth_wrong",
}
SCAN: Final = "申請書.pdf"
Samples = Mapping[str, StoredFile]  # by kind of paper


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """Who writes: a resident with an account, perhaps with help, or an officer what came on paper."""

    household: Household
    resident: Resident | None
    actor: Actor
    through: Through = OWN_DOOR


def with_account(household: Household, *, now: datetime) -> Applicant:
    """The head of a household, made known to the city if need be."""
    account = residents.welcome(address=household.email, language=household.language, now=now)
    actor = actor_of(account.resident, Entrance.PORTAL)
    return Applicant(household=household, resident=account.resident, actor=actor)


def apply(
    who: Applicant, of: Case, *, version_id: int, samples: Samples, spoilt: bool, now: datetime
) -> tuple[Application, dict[str, str]] | None:
    """File an application that arrives at `now`. Returns it with its papers, by question.

    None where the city refuses a second one for the same child; then the draft stays. `spoilt`: one of the
    papers must come back.
    """
    return file(who, answers.fill(of), of, version_id=version_id, samples=samples, spoilt=spoilt, now=now)


def file(
    who: Applicant,
    filled: Answers,
    of: Case,
    *,
    version_id: int,
    samples: Samples,
    spoilt: bool = False,
    now: datetime,
) -> tuple[Application, dict[str, str]] | None:
    """File these answers, whichever procedure they belong to; else as `apply`."""
    written, given = answers.part(filled)
    given = _spoil(given) if spoilt else given
    draft = _write(who, written, version_id=version_id, now=now - WRITING)
    for number, (path, kind) in enumerate(given.items(), 1):
        sent = [(samples[kind], of.chance.choice(papers.names_of(kind)))]
        added_at = now - WRITING / 2 + timedelta(minutes=number)
        drafts.add_papers(draft_id=draft.draft.pk, path=path, papers=sent, by=who.actor, now=added_at)
    if who.through.officer is not None:
        scans = [(samples[SCAN], SCAN)]
        entering.add_scans(draft_id=draft.draft.pk, scans=scans, by=who.actor, now=now)
    try:
        receipt = _file(who, draft, now)
    except CannotSubmit as cannot:
        if cannot.refusal.reason is Reason.ALREADY_APPLIED:
            return None
        raise
    return receipt.application, given


def _delivery(household: Household) -> str:
    """Some wish for paper."""
    return "paper" if dice(household.key, "delivery").random() < WISHES_FOR_PAPER else ""


def _file(who: Applicant, draft: Writing, now: datetime) -> Receipt:
    clerk = who.through.officer
    if clerk is None:
        delivery = _delivery(who.household)
        return submission.submit(draft_id=draft.draft.pk, delivery=delivery, by=who.actor, now=now)
    return entering.submit_entry(
        draft_id=draft.draft.pk, officer=clerk, may_take_late=False, by=who.actor, now=now
    )


def put_off(who: Applicant, of: Case, *, version_id: int, now: datetime) -> None:
    """Begin an application and leave it."""
    first = document_of(version_id).steps[:UNSENT_STEPS]
    asked = {question.id for step in first for question in step.questions}
    written, _ = answers.part(answers.fill(of))
    begun = {question: answer for question, answer in written.items() if question in asked}
    _write(who, begun, version_id=version_id, now=now - WRITING)


def _write(who: Applicant, written: Answers, *, version_id: int, now: datetime) -> Writing:
    language = who.household.language
    draft = drafts.begin(
        version_id=version_id,
        resident=who.resident,
        language=language,
        by=who.actor,
        now=now,
        through=who.through,
    )
    return drafts.save(
        draft_id=draft.pk,
        answers=written,
        seen=Seen(revision=draft.revision),
        language=language,
        by=who.actor,
        now=now + WRITING / 2,
    )


def _spoil(given: dict[str, str]) -> dict[str, str]:
    """The papers with one that cannot be accepted, where one could be spoilt."""
    for path, kind in given.items():
        if kind in SPOILT:
            return {**given, path: SPOILT[kind]}
    return given
