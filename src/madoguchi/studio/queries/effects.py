"""What publishing a draft means for whoever has begun or filed, counted and said; names nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.safestring import SafeString

from madoguchi.applications import passages
from madoguchi.applications.passages import Cause, Progress, Tally
from madoguchi.base.texts import say, text
from madoguchi.rules.changes import Effect
from madoguchi.rules.documents import Document
from madoguchi.rules.rebasing import Stays, Why
from madoguchi.studio.sentences import KEYS

WHYS: Final[Mapping[Why | None, str]] = {
    Why.NEW: "is asked for the first time",
    Why.RETYPED: "is answered in another way",
    Why.AGREED: "has to be agreed to anew",
    Why.READ_ANEW: "would mean something else",
    Why.REFUSED: "does not take the answer any more",
    None: "cannot be decided under the new version",
}
STAYS: Final[Mapping[Stays, str]] = {
    Stays.BLOCKED: "Cannot be decided under the new version",
    Stays.WOULD_ASK: "Would have to be asked something again",
    Stays.UNCHECKED: "Not compared with its paper yet",
    Stays.ENDED: "Decided or taken back meanwhile",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Which question makes how many be asked again, or stay."""

    title: SafeString
    why: SafeString
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the table: drafts, or applications that are not decided."""

    total: int
    safe: int
    ask_again: int
    blocked: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """The whole table."""

    drafts: Row
    applications: Row
    proposed: int

    @property
    def is_anybody(self) -> bool:
        """Whether there is anybody whom it concerns."""
        return bool(self.drafts.total or self.applications.total or self.proposed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """How far undecided applications have gone on to a version."""

    progress: Progress
    stays: tuple[tuple[SafeString, int], ...]


def effects_of(slug: str, draft: Document, now: datetime) -> Effects:
    """Go through all that is open, as publishing `draft` would."""
    found = passages.forecast(slug, draft, now)
    return Effects(
        drafts=_row(found.drafts, draft),
        applications=_row(found.applications, draft),
        proposed=found.proposed,
    )


def list_runs(slug: str) -> list[Run]:
    """Every time undecided applications went on to a version, the newest first."""
    return [
        Run(
            progress=each,
            stays=tuple((say(STAYS[why]), count) for why, count in each.stays.most_common()),
        )
        for each in passages.list_rebases(slug)
    ]


def _row(tally: Tally, draft: Document) -> Row:
    return Row(
        total=tally.total,
        safe=tally.effects[Effect.SAFE],
        ask_again=tally.effects[Effect.ASK_AGAIN],
        blocked=tally.effects[Effect.BLOCKED],
        reasons=tuple(
            Reason(title=_title(cause, draft), why=say(WHYS[cause.why]), count=count)
            for cause, count in tally.causes.most_common()
        ),
    )


def _title(cause: Cause, draft: Document) -> SafeString:
    if draft.has_question(cause.path):
        return text(draft.question(cause.path).title)
    return say(KEYS.get(cause.path, cause.path))
