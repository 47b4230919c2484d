"""Part of every run: everything it follows from, read at one moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from django.db.models import Q

from madoguchi.applications.models import Application
from madoguchi.applications.queries import Filed, filed_together
from madoguchi.rules import calendar
from madoguchi.rules import running as rules
from madoguchi.rules.criteria import Criteria
from madoguchi.rules.criteria.parsing import tidied
from madoguchi.rules.findings import only_asked, places_of
from madoguchi.rules.lifecycle import State
from madoguchi.rules.naming import birth_date
from madoguchi.rules.rounds import Standing, missing_for_rehearsal
from madoguchi.rules.running import Entry, Given, Refusal, draws_lots
from madoguchi.rules.seating import Line
from madoguchi.selection.families import household
from madoguchi.selection.models import Round, Run
from madoguchi.selection.queries.findings import cases_of
from madoguchi.selection.queries.outside import approved_places
from madoguchi.selection.queries.rounds import applications_in
from madoguchi.selection.queries.seats import seats_by_place
from madoguchi.selection.queries.standing import standing_of

UNDECIDED: Final = (Round.State.PREPARING, Round.State.PLACED)


def refusals(round: Round, *, now: datetime, but: Run | None = None) -> tuple[Refusal, ...]:
    """What a real run of the round waits for. `but`: the run that is asked for itself."""
    standing, edition = standing_of(round), round.criteria
    others = Run.objects.filter(round=round, kind=Run.Kind.REAL, state=Run.State.CALCULATING)
    before = round.follows
    found = Standing(
        today=calendar.local_day(now),
        is_preparing=round.state == Round.State.PREPARING,
        arrives_until=round.arrived_until,
        follows_undecided=before is not None and before.state in UNDECIDED,
        has_criteria=edition is not None,
        criteria_confirmed=edition is not None and edition.is_confirmed,
        seats_unsigned=standing.unsigned,
        findings=standing.unconfirmed,
        second_looks=standing.unchecked,
        doubles=standing.doubles,
        pre_assignments=standing.unapproved,
        needs_lottery=edition is not None and draws_lots(edition.criteria),
        lottery_committed_on=_day(round.lottery_committed_at),
        other_runs=(others.exclude(pk=but.pk) if but else others).count(),
    )
    is_revealed = bool(round.lottery_revealed)
    return tuple(rules.refusals(found, applications=standing.applications, is_revealed=is_revealed))


def trial_refusals(round: Round, *, has_criteria: bool) -> tuple[Refusal, ...]:
    """What a rehearsal cannot be calculated without."""
    real = Run.objects.filter(round=round, kind=Run.Kind.REAL, state=Run.State.CALCULATING)
    is_seatless = applications_in(round).exists() and not round.seats.exists()
    found = Standing(
        today=round.basis_on,
        has_criteria=has_criteria,
        seats_missing=int(is_seatless),
        other_runs=real.count(),
    )
    return tuple(Refusal(reason=each.lack) for each in missing_for_rehearsal(found))


def _day(instant: datetime | None) -> date | None:
    return calendar.local_day(instant) if instant else None


def taking_part(round: Round) -> list[Application]:
    """Who is placed: who takes part now, or took part when its places were given."""
    if round.state == Round.State.PREPARING:
        return list(applications_in(round))
    decided = Q(placements__run__round=round, placements__run__kind=Run.Kind.REAL)
    found = Application.objects.filter(decided).exclude(state=State.WITHDRAWN).distinct()
    return list(found.order_by("arrived_at", "pk"))


def given_to(run: Run, taking_part: Sequence[Application]) -> Given:
    """Everything a run follows from, as it is now. A trial may try the criteria of another year."""
    round, edition = run.round, run.criteria
    reads = filed_together(taking_part)
    cases = cases_of(round=round, reads=reads)
    criteria = edition.criteria.model_copy(update={"fiscal_year": round.fiscal_year})
    return Given(
        criteria=criteria,
        document={**tidied(edition.text), "fiscal_year": round.fiscal_year},
        edition=edition.sha256,
        entries=tuple(
            _entry(read, criteria, cases[read.application.reference], round.fiscal_year) for read in reads
        ),
        seats=_tried(seats_by_place(round.pk), run.changes.get("seats", {})),
        closings=_closings(round),
        pre_assigned=_of_those(approved_places(round=round), taking_part),
        seed=seed_of(run),
    )


def seed_of(run: Run) -> str | None:
    """The seed everybody may see; until then a rehearsal draws by one of its own, which means nothing."""
    revealed = run.round.lottery_revealed
    return revealed or (None if run.is_real else f"rehearsal {run.round_id}")


def _closings(round: Round) -> tuple[date, ...]:
    """The last days to apply of the round and of those it follows, the earliest first."""
    days = [] if round.arrived_until is None else [round.arrived_until]
    return (*(_closings(round.follows) if round.follows else ()), *days)


def _entry(read: Filed, criteria: Criteria, case: Mapping[str, object], fiscal_year: int) -> Entry:
    born = birth_date(read.document, read.answers)
    return Entry(
        reference=read.application.reference,
        choices=places_of(criteria, read.answers),
        grade=calendar.school_grade(date.fromisoformat(born), fiscal_year) if born else None,
        family=household(read.application),
        arrived_on=read.arrived_on(),
        case=only_asked(criteria, case),
    )


def _tried(there: Mapping[str, Line], tried: Mapping[str, int]) -> dict[str, Line]:
    """Fewer seats than are reserved reserve no more than there are."""
    return {
        place: replace(line, capacity=tried[place], reserved=min(line.reserved, tried[place]))
        if place in tried
        else line
        for place, line in there.items()
    }


def _of_those(places: Mapping[str, str], applications: Sequence[Application]) -> dict[str, str]:
    taken = {each.reference for each in applications}
    return {reference: place for reference, place in places.items() if reference in taken}
