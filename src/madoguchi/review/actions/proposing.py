"""起案と決裁: decisions are laid before others, pass from post to post, are sent back or approved."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from madoguchi.applications.actions import progress
from madoguchi.applications.models import Application
from madoguchi.audit import actions as audit
from madoguchi.base import counters, jobs
from madoguchi.people.queries import section_in_charge, titles_in
from madoguchi.procedures.queries import document_of
from madoguchi.review import proposals
from madoguchi.review.actions import settling
from madoguchi.review.models import Decision, Letter, Proposal, Release, Stage
from madoguchi.review.queries import Reviewer
from madoguchi.rules import calendar, lifecycle
from madoguchi.rules import proposals as rules
from madoguchi.rules.letters import document_number
from madoguchi.rules.proposals import Act, Numbering, Reason, Refusal, Standing


class CannotPropose(Exception):
    """The proposal may not be changed like that; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.reason.value)
        self.refusal = refusal


@transaction.atomic
def open_proposal(
    *,
    section: str,
    procedure: str,
    title: str,
    text: str = "",
    numbering: Numbering = Numbering.EACH,
    release: Release | None = None,
    by: Reviewer,
    now: datetime,
) -> Proposal:
    """Begin a proposal, empty as yet: decisions are added, then it is sent round."""
    proposal = Proposal.objects.create(
        section=section,
        procedure=procedure,
        title=title.strip(),
        text=text.strip(),
        standing=Standing.GATHERING,
        numbering=numbering,
        release=release,
        proposed_by=by.officer,
        proposed_at=now,
    )
    _record("proposal.opened", proposal, by=by, now=now)
    return proposal


@transaction.atomic
def circulate(*, proposal: Proposal, by: Reviewer, now: datetime) -> Proposal:
    """Send it round from the first post on; again after it was sent back. Raises CannotPropose.

    What has moved on meanwhile, withdrawn or returned, is left out.
    """
    held = _hold(proposal, Act.CIRCULATE, by, now)
    if held.standing == Standing.SENT_BACK:
        _lay_again(held, by=by, now=now)
    if not proposals.unsettled_of(held.pk).exists():
        raise CannotPropose(Refusal(Reason.NOTHING_IN_IT))
    route = proposals.route_for(section=held.section, procedure=held.procedure)
    held.lap += 1
    held.standing = Standing.ELSEWHERE if route.is_elsewhere else Standing.CIRCULATING
    held.proposed_at = now
    held.save()
    titles = titles_in(officer=held.proposed_by, section=held.section, on=calendar.local_day(now))
    posts = () if route.is_elsewhere else rules.stages(route.posts, author_titles=titles)
    Stage.objects.bulk_create(
        Stage(proposal=held, lap=held.lap, number=number, post=post) for number, post in enumerate(posts)
    )
    _record("proposal.circulated", held, by=by, now=now)
    return held


@transaction.atomic
def approve(*, proposal: Proposal, by: Reviewer, now: datetime) -> Proposal:
    """The post whose turn it is agrees; after the last one it is decided (決裁). Raises CannotPropose."""
    return _take_stage(proposal, Act.APPROVE, why="", by=by, now=now)


@transaction.atomic
def deputise(*, proposal: Proposal, why: str, by: Reviewer, now: datetime) -> Proposal:
    """代決: another who may approve agrees for an absent post, which reads it afterwards.

    Raises CannotPropose.
    """
    return _take_stage(proposal, Act.DEPUTISE, why=why, by=by, now=now)


@transaction.atomic
def send_back(*, proposal: Proposal, why: str, by: Reviewer, now: datetime) -> Proposal:
    """差戻し: its author is asked to look at it again. Raises CannotPropose.

    Its applications can be dealt with like any other until it is sent round again.
    """
    held = _hold(proposal, Act.SEND_BACK, by, now, why)
    _act_on_turn(held, Act.SEND_BACK, why, by, now)
    _lay_down(held, Standing.SENT_BACK, by=by, now=now)
    _record("proposal.sent_back", held, by=by, now=now)
    return held


@transaction.atomic
def take_back(*, proposal: Proposal, by: Reviewer, now: datetime) -> Proposal:
    """The author gives it up: its decisions are drafts again. Raises CannotPropose."""
    held = _hold(proposal, Act.TAKE_BACK, by, now)
    _lay_down(held, Standing.TAKEN_BACK, by=by, now=now)
    Decision.objects.filter(proposal=held, decided_at=None).update(proposal=None, branch=None)
    _record("proposal.taken_back", held, by=by, now=now)
    return held


@transaction.atomic
def confirm(
    *, proposal: Proposal, decided_on: date | None, number: str, by: Reviewer, now: datetime
) -> Proposal:
    """Type back the day and the number of a decision given in the city's records system.

    Raises CannotPropose.
    """
    held = _hold(proposal, Act.CONFIRM, by, now)
    if decided_on is None:
        raise CannotPropose(Refusal(Reason.DECIDED_UNREADABLE))
    if decided_on > calendar.local_day(now):
        raise CannotPropose(Refusal(Reason.DECIDED_IN_FUTURE))
    if not number.strip():
        raise CannotPropose(Refusal(Reason.NUMBER_MISSING))
    if Letter.objects.filter(document_number=number.strip()).exists():
        raise CannotPropose(Refusal(Reason.NUMBER_TAKEN))
    _decide(held, decided_on=decided_on, number=number.strip(), by=by, now=now)
    _record("proposal.confirmed", held, by=by, now=now)
    return held


@transaction.atomic
def give_up_empty(*, proposal: Proposal, by: Reviewer, now: datetime) -> None:
    """A proposal whose last decision was proposed anew in another one is over."""
    empty = Proposal.objects.filter(pk=proposal.pk, standing=Standing.SENT_BACK, decisions=None)
    if empty.update(standing=Standing.TAKEN_BACK):
        _record("proposal.taken_back", proposal, by=by, now=now)


@transaction.atomic
def take_out(*, decision: Decision, by: Reviewer, now: datetime) -> None:
    """Leave one application out of a proposal that was sent back; what was to be decided stays a draft."""
    sent_back = Decision.objects.filter(pk=decision.pk, proposal__standing=Standing.SENT_BACK)
    if sent_back.update(proposal=None, branch=None):
        audit.record(
            verb="proposal.left_out",
            about=("application", decision.application.reference),
            by=by.actor,
            now=now,
            details={"proposal": str(decision.proposal_id)},
        )


@transaction.atomic
def reword(*, proposal: Proposal, title: str, text: str, by: Reviewer, now: datetime) -> Proposal:
    """Word heading and text anew before it is sent round again. Raises CannotPropose."""
    held = _hold(proposal, Act.CIRCULATE, by, now)
    held.title, held.text = title.strip() or held.title, text.strip()
    held.save(update_fields=["title", "text"])
    _record("proposal.reworded", held, by=by, now=now)
    return held


@transaction.atomic
def note_viewed(*, proposal: Proposal, by: Reviewer, now: datetime) -> int:
    """後閲: the absent post has read what its deputy decided; how many stages that was."""
    seat = proposals.seat_of(by, section=proposal.section, on=calendar.local_day(now))
    owed = Stage.objects.filter(proposal=proposal, act=Act.DEPUTISE, viewed_at=None)
    mine = [stage.pk for stage in owed if rules.owes_a_look(stage.post, by=seat)]
    seen = Stage.objects.filter(pk__in=mine).update(viewed_by=by.officer, viewed_at=now)
    if seen:
        _record("proposal.viewed_afterwards", proposal, by=by, now=now)
    return seen


def _hold(proposal: Proposal, act: Act, by: Reviewer, now: datetime, why: str = "") -> Proposal:
    """The proposal, locked, with `act` allowed to this officer."""
    related = Proposal.objects.select_related("proposed_by", "release")
    held = related.select_for_update(of=("self",)).get(pk=proposal.pk)
    seat = proposals.seat_of(by, section=held.section, on=calendar.local_day(now))
    if refusal := rules.refuse(act, proposals.laid(held), by=seat, why=why):
        raise CannotPropose(refusal)
    return held


def _take_stage(proposal: Proposal, act: Act, *, why: str, by: Reviewer, now: datetime) -> Proposal:
    held = _hold(proposal, act, by, now, why)
    _act_on_turn(held, act, why, by, now)
    _record(f"proposal.{act}", held, by=by, now=now)
    if proposals.turn_of(held) is None:
        _decide(held, decided_on=calendar.local_day(now), number="", by=by, now=now)
    return held


def _act_on_turn(held: Proposal, act: Act, why: str, by: Reviewer, now: datetime) -> None:
    turn = proposals.turn_of(held)
    if turn is not None:
        Stage.objects.filter(pk=turn.pk).update(act=act, officer=by.officer, acted_at=now, why=why.strip())


def _decide(held: Proposal, *, decided_on: date, number: str, by: Reviewer, now: datetime) -> None:
    """It is approved: its decisions take effect, many of them by and by.

    A number of its own is taken last, for the counter's row stays locked until commit.
    """
    held.standing = Standing.APPROVED
    held.approved_at, held.approved_by, held.decided_on = now, by.officer, decided_on
    held.document_number = number
    waiting = list(proposals.unsettled_of(held.pk).select_related("application"))
    if len(waiting) == 1:
        held.settled_at = now
        held.save()
        waiting[0].proposal = held
        settling.settle(decision=waiting[0], by=proposals.approver_of(held), now=now)
        return
    if held.numbering == Numbering.BRANCH:
        _branch(waiting)
    jobs.defer("review.settle", proposal=str(held.pk))
    if not number and held.numbering != Numbering.EACH and any(map(_has_letter, waiting)):
        held.document_number = _next_number(held, now)
    held.save()


def _branch(waiting: list[Decision]) -> None:
    """枝番 by arrival, for those whose outcome has a letter."""
    with_letter = [each for each in waiting if _has_letter(each)]
    with_letter.sort(key=lambda each: (each.application.arrived_at, each.pk))
    for branch, decision in enumerate(with_letter, start=1):
        decision.branch = branch
    Decision.objects.bulk_update(with_letter, ["branch"], batch_size=500)


def _has_letter(decision: Decision) -> bool:
    return document_of(decision.application.version_id).outcome(decision.outcome).letter is not None


def _lay_again(held: Proposal, *, by: Reviewer, now: datetime) -> None:
    laid = progress.move_all(
        applications=_applications(held.pk).filter(state__in=lifecycle.OPEN),
        act=lifecycle.Act.PROPOSE,
        role=by.role,
        by=by.actor,
        now=now,
    )
    moved_on = Decision.objects.filter(proposal=held, decided_at=None)
    moved_on.exclude(application__reference__in=laid).update(proposal=None, branch=None)


def _lay_down(held: Proposal, standing: Standing, *, by: Reviewer, now: datetime) -> None:
    held.standing = standing
    held.save(update_fields=["standing"])
    progress.move_all(
        applications=_applications(held.pk),
        act=lifecycle.Act.SEND_BACK,
        role=lifecycle.Role.APPROVER,
        by=by.actor,
        now=now,
    )


def _applications(proposal_id: UUID) -> QuerySet[Application]:
    return Application.objects.filter(decision__proposal=proposal_id, decision__decided_at=None)


def _next_number(held: Proposal, now: datetime) -> str:
    """The next number of the section and of the 年度 in which the letters go out."""
    day = calendar.local_day(held.release.releases_at if held.release else now)
    year, mark = calendar.fiscal_year(day), section_in_charge(code=held.section, on=day).mark
    return document_number(fiscal_year=year, mark=mark, serial=counters.take(f"letter:{mark}:{year}"))


def _record(verb: str, proposal: Proposal, *, by: Reviewer, now: datetime) -> None:
    audit.record(verb=verb, about=("proposal", str(proposal.pk)), by=by.actor, now=now)
