"""内定案: a run becomes one proposal, drafted in chunks, seen by families at its instant."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import translation

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.base import jobs
from madoguchi.people.models import Officer
from madoguchi.procedures.queries import document_of
from madoguchi.review.actions import batching, deciding, proposing
from madoguchi.review.actions.batching import Bulk
from madoguchi.review.actions.deciding import CannotDecide
from madoguchi.review.models import Release
from madoguchi.review.queries import Reviewer, reviewer
from madoguchi.rules import calendar, confirming
from madoguchi.rules.confirming import Refusal
from madoguchi.rules.proposals import Numbering, Standing
from madoguchi.rules.running import Outcome
from madoguchi.selection import gathering
from madoguchi.selection.models import Confirmation, Placement, Round, Run
from madoguchi.selection.outcomes import grounds

CHUNK: Final = 200
LANGUAGE: Final = "ja"  # of letters
# A document is read once, not with each of its applications.
HEAVY: Final = ("application__version__document", "application__version__text")


class CannotPlace(Exception):
    """The run is not proposed; `reason` says why."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


@transaction.atomic
def confirm(
    *, run: Run, title: str, release: Release, officer: Officer, by: Actor, now: datetime
) -> Confirmation:
    """Make a run what is proposed, to be seen at that instant. Raises CannotPlace."""
    related = Round.objects.select_for_update(of=("self",), no_key=True).select_related("criteria", "follows")
    run.round = related.get(pk=run.round_id)
    refusal = confirming.refuse(
        is_real=run.is_real,
        is_done=run.is_done,
        is_preparing=run.round.state == Round.State.PREPARING,
        is_unchanged=run.is_done and _is_unchanged(run),
        is_fair=not _hangs_on_ids(run),
        title=title,
    )
    if refusal:
        raise CannotPlace(refusal)
    Round.objects.filter(pk=run.round_id).update(state=Round.State.PLACED)
    made = Confirmation.objects.create(
        run=run, title=title.strip()[:200], release=release, confirmed_by=officer, confirmed_at=now
    )
    details = {"round": str(run.round_id), "inputs": run.inputs}
    audit.record(verb="run.confirmed", about=("run", str(run.pk)), by=by, now=now, details=details)
    jobs.defer("selection.draft", confirmation=str(made.pk))
    return made


@transaction.atomic
def continue_drafting(*, confirmation_id: int, now: datetime) -> bool:
    """Draft the decisions of the next chunk; True when something is left.

    When all are drafted they go into one proposal, and review carries on from there.
    """
    waiting = Confirmation.objects.select_for_update(of=("self",), skip_locked=True)
    related = waiting.select_related("run__round", "release", "confirmed_by")
    held = related.filter(pk=confirmation_id, proposal=None).first()
    if held is None:
        return False
    left = held.run.placements.filter(pk__gt=held.last).order_by("pk")
    light = left.select_related("application__version", "place").defer(*HEAVY)
    chunk = list(light[:CHUNK])
    by = _by(held, now)
    held.left_out += _draft(chunk, by, now)
    if chunk:
        held.last = chunk[-1].pk
        jobs.defer("selection.draft", confirmation=str(held.pk))
    else:
        _propose(held, by, now)
    held.save()
    if held.proposal and held.run.round.tells_shortfalls:
        jobs.defer("selection.weigh", confirmation=str(held.pk))
    return bool(chunk)


@transaction.atomic
def reopen(*, run: Run, by: Actor, now: datetime) -> None:
    """Its proposal was taken back: the round is prepared anew. Raises CannotPlace."""
    held = Confirmation.objects.select_for_update(of=("self",)).filter(run=run)
    found = held.select_related("proposal").first()
    if found is None or found.proposal is None or found.proposal.standing != Standing.TAKEN_BACK:
        raise CannotPlace(Refusal.BEING_DECIDED)
    found.delete()
    Round.objects.filter(pk=run.round_id, state=Round.State.PLACED).update(state=Round.State.PREPARING)
    audit.record(verb="run.reopened", about=("run", str(run.pk)), by=by, now=now)


def _is_unchanged(run: Run) -> bool:
    """Whether the same run today would go out from the same."""
    now = gathering.given_to(run, gathering.taking_part(run.round)).digest()
    return run.round.criteria_id == run.criteria_id and now == run.inputs


def _hangs_on_ids(run: Run) -> bool:
    notes = json.loads(run.result)["notes"] if run.is_done else []
    return any(each["code"] == "decided_by_id" for each in notes)


def _draft(placements: Sequence[Placement], by: Reviewer, now: datetime) -> list[str]:
    """Draft each decision; the references of those about whom nothing can be decided any more."""
    left_out = []
    for each in placements:
        with translation.override(LANGUAGE):
            reason = grounds(each)
        document = document_of(each.application.version_id)
        try:
            deciding.draft(
                application=each.application,
                outcome=confirming.outcome_of(document, Outcome(each.outcome)),
                reason=reason,
                place=each.place_id or "",
                by=by,
                now=now,
            )
        except CannotDecide:
            left_out.append(each.application.reference)
    return left_out


def _propose(held: Confirmation, by: Reviewer, now: datetime) -> None:
    round = held.run.round
    procedure = round.procedures.order_by("slug").values_list("slug", flat=True)[0]
    held.proposal = proposing.open_proposal(
        section=round.section,
        procedure=procedure,
        title=held.title,
        numbering=Numbering.BRANCH,
        release=held.release,
        by=by,
        now=now,
    )
    references = held.run.placements.exclude(application__reference__in=held.left_out)
    batching.start_batch(
        references=list(references.values_list("application__reference", flat=True)),
        act=Bulk.PROPOSE,
        outcome="",
        reason="",
        officer=held.confirmed_by,
        proposal=held.proposal,
        by=by.actor,
        now=now,
    )


def _by(held: Confirmation, now: datetime) -> Reviewer:
    actor = Actor(kind="officer", ref=held.confirmed_by.number, entrance="desk")
    on = calendar.local_day(now)
    return reviewer(officer=held.confirmed_by, section=held.run.round.section, actor=actor, on=on)
