"""What a newer version makes of what is being written and of what was filed: read here, done in actions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, F, QuerySet

from madoguchi.applications.models import Application, Draft, DraftKind, Rebase, RebaseItem
from madoguchi.applications.queries import Filed, Writing, facts, filed, filed_together, writing
from madoguchi.procedures.queries import ahead_of, document_of
from madoguchi.rules.changes import Effect
from madoguchi.rules.documents import Document
from madoguchi.rules.lifecycle import DECIDABLE, State
from madoguchi.rules.rebasing import Passage, Policy, Rebased, Stays, Why, draft_moves, rebase

CHUNK: Final = 200
FEW: Final = 40  # a page waits so long for as many


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Which question it is about, and why; without a reason, what keeps an application from moving."""

    path: str
    why: Why | None


@dataclass(slots=True, kw_only=True)
class Tally:
    """How many are safe, asked again or blocked, and by what; names nobody."""

    effects: Counter[Effect] = field(default_factory=Counter)
    causes: Counter[Cause] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """How many there are."""
        return self.effects.total()

    def add(self, found: Rebased) -> None:
        """Count one more; a question of several rows once."""
        self.effects[found.effect] += 1
        self.causes.update({Cause(path=_id_of(each.path), why=each.why) for each in found.again})
        self.causes.update({Cause(path=path, why=None) for path in found.causes})


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What a publication would mean for everybody who has begun or filed."""

    drafts: Tally
    applications: Tally
    proposed: int  # laid before those who approve: they stay until they are sent back


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a run has come."""

    rebase: Rebase
    moved: int
    asked: int
    stays: Counter[Stays]
    left: int

    @property
    def done(self) -> int:
        """How many are dealt with."""
        return self.moved + self.asked + self.stays.total()

    @property
    def total(self) -> int:
        """How many there are in all."""
        return self.done + self.left


def of_draft(held: Writing, newer: Document, now: datetime, *, passage: Passage | None = None) -> Rebased:
    """What `newer` makes of a draft."""
    at = held.draft.application.arrived_at if held.draft.application else now
    way = passage or Passage(held.document, newer)
    return rebase(way, held.answers, before=held.journey(now), facts=facts(newer, at))


def of_filed(read: Filed, newer: Document, *, passage: Passage | None = None) -> Rebased:
    """What `newer` makes of filed answers, as of the day they arrived."""
    way = passage or Passage(read.document, newer)
    world = facts(newer, read.application.arrived_at)
    return rebase(way, read.answers, before=read.journey(), facts=world)


def may_stay(held: Writing, now: datetime) -> bool:
    """Whether a draft of an older version may be filed under it: the author of the newer one lets it be."""
    ahead = ahead_of(held.draft.version_id)
    if ahead is None:
        return False
    return not draft_moves(of_draft(held, document_of(ahead.version_id), now).effect, ahead.policy)


def forecast(slug: str, newer: Document, now: datetime) -> Forecast:
    """Go through everything that is open, as publishing `newer` would."""
    open_ones = Application.objects.filter(version__procedure=slug)
    drafts = Draft.objects.filter(version__procedure=slug, kind=DraftKind.FIRST, submitted_at=None)
    return Forecast(
        drafts=_tally_drafts(drafts, newer, now),
        applications=_tally_applications(open_ones.filter(state__in=DECIDABLE), newer, now),
        proposed=open_ones.filter(state=State.PROPOSED).count(),
    )


def is_told_at_once(slug: str, newer: Document) -> bool:
    """Whether the forecast opens so few answers that a page can wait for it."""
    drafts = Draft.objects.filter(version__procedure=slug, kind=DraftKind.FIRST, submitted_at=None)
    found = Application.objects.filter(version__procedure=slug, state__in=DECIDABLE)
    to_open = (rows.count() for each in (drafts, found) for _, rows in _by_passage(each, newer, Tally()))
    return sum(to_open) <= FEW


def _tally_drafts(drafts: QuerySet[Draft], newer: Document, now: datetime) -> Tally:
    tally = Tally()
    for passage, these in _by_passage(drafts, newer, tally):
        for draft in these.only("answers", "sealed", "version_id", "kind").iterator(chunk_size=CHUNK):
            tally.add(of_draft(writing(draft), newer, now, passage=passage))
    return tally


def _tally_applications(found: QuerySet[Application], newer: Document, now: datetime) -> Tally:
    tally = Tally()
    for passage, these in _by_passage(found, newer, tally):
        for application in these.filter(state=State.RETURNED):
            tally.add(of_open(application, newer, now))
        for read in _in_chunks(these.exclude(state=State.RETURNED)):
            tally.add(of_filed(read, newer, passage=passage))
    return tally


def _id_of(path: str) -> str:
    return path.rpartition("/")[2]


def _by_passage(
    rows: QuerySet[Any], newer: Document, tally: Tally
) -> Iterator[tuple[Passage, QuerySet[Any]]]:
    """The rows of each older version. Where nothing can matter to anybody, they are counted unopened."""
    for version_id, count in rows.order_by().values_list("version_id").annotate(Count("pk")):
        passage = Passage(document_of(version_id), newer)
        if passage.is_harmless:
            tally.effects[Effect.SAFE] += count
        else:
            yield passage, rows.filter(version_id=version_id)


def _in_chunks(found: QuerySet[Application]) -> Iterator[Filed]:
    keys = list(found.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        yield from filed_together(Application.objects.filter(pk__in=keys[start : start + CHUNK]))


def of_open(application: Application, newer: Document, now: datetime) -> Rebased:
    """What `newer` makes of an undecided application: of its correction, where one is being written."""
    correction = open_corrections(application).filter(entered_by=None).first()
    return of_draft(writing(correction), newer, now) if correction else of_filed(filed(application), newer)


def open_corrections(application: Application) -> QuerySet[Draft]:
    """What is being corrected of it, by its applicant or by an officer."""
    return application.drafts.filter(kind=DraftKind.CORRECTION, submitted_at=None)


def left_of(run: Rebase) -> QuerySet[Application]:
    """The undecided applications of older versions that a run has not come to, while its version is in force.

    Where drafts may stay with their version, so does what is filed from them later.
    """
    version = run.version
    older = Application.objects.filter(
        version__procedure=version.procedure_id,
        version__procedure__current=version,
        version__number__lt=version.number,
        state__in=DECIDABLE,
    )
    if version.for_drafts != Policy.ASK:
        older = older.filter(arrived_at__lt=run.started_at)
    return older.exclude(rebased__rebase=run)


def list_rebases(slug: str) -> list[Progress]:
    """Every run of a procedure with how far it has come, the newest first."""
    runs = Rebase.objects.filter(version__procedure=slug).select_related("version", "officer")
    return [_progress(run) for run in runs.order_by("-started_at")]


def _progress(run: Rebase) -> Progress:
    found = RebaseItem.objects.filter(rebase=run).values_list("stays", "asked")
    stays = Counter(Stays(why) for why, _ in found if why)
    asked = sum(bool(asked) for why, asked in found if not why)
    return Progress(
        rebase=run,
        moved=len(found) - stays.total() - asked,
        asked=asked,
        stays=stays,
        left=0 if run.finished_at else left_of(run).count(),
    )


def list_unfinished() -> list[Rebase]:
    """The runs of versions in force for which something is left, or came since."""
    runs = Rebase.objects.filter(version__procedure__current=F("version")).select_related("version")
    return [run for run in runs if left_of(run).exists()]
