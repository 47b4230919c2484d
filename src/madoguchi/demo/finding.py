"""What officers found out about families: confirmed beside the papers, some by a second officer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from madoguchi.applications import queries as applications
from madoguchi.applications.models import Application, Attachment
from madoguchi.applications.queries import filed
from madoguchi.demo import city, desk, rounds
from madoguchi.demo.households import dice
from madoguchi.demo.stories import Story
from madoguchi.people.models import Officer, Role
from madoguchi.rules import calendar
from madoguchi.rules.findings import Proposal
from madoguchi.selection.actions import findings
from madoguchi.selection.actions.findings import Before, Proof, Said
from madoguchi.selection.beside import typed
from madoguchi.selection.models import Assessment, Round
from madoguchi.selection.queries.findings import Sheet, sheet_of

LOOKED_INTO: Final = (Story.ACCEPTED, Story.NOTED, Story.CORRECTED)
LEFT_LYING: Final = 0.06  # of those nobody has begun with
LOOKED_AT_AGAIN: Final = 0.6  # of those that were drawn for it
BY_HOURS: Final = ("month_days", "day_hours")  # what a certificate of work proves


def look_into(application: Application, round_: Round, after: datetime, until: datetime) -> None:
    """Confirm what is proposed of a family, on the working days after `after`, as far as they have come."""
    chance = dice(application.reference, "findings")
    now = rounds.office_moment(after, chance.randint(0, 1), chance)
    if now >= until or application.waits_for_check or chance.random() < LEFT_LYING:
        return
    who = desk.officer(Role.REVIEWER, calendar.local_day(now), chance)
    before = _before(application, round_, who)
    sheet = sheet_of(round=round_, read=filed(application))
    papers = applications.list_attachments(application=application)
    findings.confirm_together(before=before, said=list(_said(sheet, papers)), now=now)
    assessment = Assessment.objects.get(round=round_, application=application)
    again = rounds.office_moment(now, 1, chance)
    is_looked_at = assessment.in_sample and not assessment.open_count and chance.random() < LOOKED_AT_AGAIN
    if again < until and is_looked_at:
        second = desk.officer(Role.APPROVER, calendar.local_day(again), chance)
        findings.check_again(before=_before(application, round_, second), now=again)


def look_into_all(
    application: Application, round_: Round, after: datetime, until: datetime, *, more: Sequence[Said] = ()
) -> None:
    """Confirm everything that is proposed, and look again where it was drawn: before a run.

    `more`: what no answer proposes, found by hand.
    """
    chance = dice(application.reference, "findings")
    now = min(rounds.office_moment(after, chance.randint(1, 12), chance), until)
    who = desk.officer(Role.REVIEWER, calendar.local_day(now), chance)
    sheet = sheet_of(round=round_, read=filed(application))
    papers = applications.list_attachments(application=application)
    said = [*_said(sheet, papers, is_complete=True), *more]
    findings.confirm_together(before=_before(application, round_, who), said=said, now=now)
    if Assessment.objects.get(round=round_, application=application).in_sample:
        again = min(rounds.office_moment(now, 1, chance), until)
        second = desk.officer(Role.APPROVER, calendar.local_day(again), chance)
        findings.check_again(before=_before(application, round_, second), now=again)


def _before(application: Application, round_: Round, who: Officer) -> Before:
    return Before(
        round=round_,
        application=application,
        seen=application.answer_count,
        officer=who,
        actor=desk.at_the_desk(who),
    )


def _said(sheet: Sheet, papers: list[Attachment], *, is_complete: bool = False) -> Iterator[Said]:
    """Everything that is proposed, but hours whose certificate is still to come; a handbook by hand."""
    for each in sheet.proposals:
        waits = not is_complete and each.wanted.id in BY_HOURS and _is_to_come(sheet, each)
        if each.asks and not waits:
            proof = _proof(each, papers)
            yield Said(name=each.wanted.id, subject=each.subject, typed=typed(each.value), proof=proof)
        elif each.wanted.id == "dis2" and _row(sheet, each).get("reason") == "disability":
            reason = city.table("lives.officers")["handbook_seen"]
            yield Said(name="dis2", subject=each.subject, typed="yes", reason=reason)


def _is_to_come(sheet: Sheet, proposal: Proposal) -> bool:
    return "cannot" in (_row(sheet, proposal).get("work_certificate") or ())


def _row(sheet: Sheet, proposal: Proposal) -> Mapping[str, Any]:
    group, _, id = proposal.subject.partition("/")
    rows = sheet.read.answers.get(group) or ()
    return next((row for row in rows if row.get("_id") == id), {})


def _proof(proposal: Proposal, papers: list[Attachment]) -> Proof:
    """The first page of what the guardian brought."""
    theirs = (each for each in papers if proposal.subject and each.path.startswith(f"{proposal.subject}/"))
    paper = next(theirs, None)
    return Proof(paper=paper, page=1 if paper else None)
