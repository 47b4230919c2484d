"""What stands beside the order of a round: places given outside it, and children applied for twice."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.db.models import Q
from django.http import Http404

from madoguchi.applications.models import Application, Likeness
from madoguchi.applications.queries import filed_together, for_desk
from madoguchi.procedures.queries import document_of
from madoguchi.rules.lifecycle import State
from madoguchi.rules.likeness import Verdict
from madoguchi.rules.naming import subject_name
from madoguchi.rules.protection import NOT_SHOWN
from madoguchi.selection.models import PreAssignment, Round
from madoguchi.selection.queries.rounds import applications_in, procedures_of

HEAVY: Final = ("document", "text")  # of a version; read once, not with each application


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """A place outside the order, with the child's name and the place as lists of the office show them."""

    row: PreAssignment
    child: str
    place: str


def list_pre_assignments(*, round: Round) -> list[Outside]:
    """Places of the round given outside the order, those to approve first."""
    found = list(
        round.pre_assignments.select_related("application", "place", "noted_by", "approved_by").order_by(
            "approved_at", "noted_at"
        )
    )
    read = [for_desk(each) for each in filed_together([each.application for each in found])]
    names = [subject_name(each.document, each.answers) for each in read]
    return [
        Outside(row=row, child=name, place=NOT_SHOWN if row.application.is_protected else row.place.name)
        for row, name in zip(found, names, strict=True)
    ]


def access_pre_assignment(*, round: Round, application_id: int) -> PreAssignment:
    """The one of an application in this round; 404 where there is none."""
    found = round.pre_assignments.select_related("application", "round").filter(application=application_id)
    if (one := found.first()) is None:
        raise Http404
    return one


def list_doubles(*, round: Round) -> list[Likeness]:
    """Pairs that may be, or are, for one child while both stand: in the round, or in it and the one before.

    Before a run each is said to be two children, or one of the two is withdrawn (取下げ): whoever wishes for
    another club in a second round lets go of the first application.
    """
    here = applications_in(round).order_by().values("pk")
    found = Likeness.objects.filter(Q(application__in=here) | Q(other__in=here))
    found = found.exclude(verdict=Verdict.ANOTHER_CHILD)
    pairs = found.select_related("application__version", "other__version").order_by("pk")
    pairs = pairs.defer(*(f"{of}__version__{heavy}" for of in ("application", "other") for heavy in HEAVY))
    slugs = {*procedures_of(round), *(procedures_of(round.follows) if round.follows else ())}
    return [pair for pair in pairs if all(_stands(each, slugs) for each in (pair.application, pair.other))]


def _stands(application: Application, slugs: Collection[str]) -> bool:
    """Whether an application still wishes for a place of these procedures, decided or not."""
    if application.version.procedure_id not in slugs or application.state == State.WITHDRAWN:
        return False
    document = document_of(application.version_id)
    refused = application.outcome and document.outcome(application.outcome).kind == "refused"
    return not refused


def approved_places(*, round: Round) -> dict[str, str]:
    """Place by reference, of what is approved: what a run takes as given."""
    found = round.pre_assignments.filter(approved_at__isnull=False)
    return dict(found.values_list("application__reference", "place_id"))
