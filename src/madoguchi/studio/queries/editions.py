"""来年度版 on the officer's table: what is proposed, and the work list with what is done."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from madoguchi.base import office
from madoguchi.procedures import queries as procedures
from madoguchi.procedures.models import Procedure
from madoguchi.rules import calendar, editions, starting
from madoguchi.rules.documents import Document
from madoguchi.rules.editions import Home, Moved
from madoguchi.studio.models import Edition, EditionTask


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """The edition as it would be made now."""

    document: Document  # what it is made of
    version_id: int
    edition: editions.Edition
    home: Home
    waits_for_draft: bool  # the same procedure has a draft that would be written over

    @property
    def dates(self) -> tuple[Moved, ...]:
        """The days of the period first; a year alone is no day."""
        return tuple(each for each in self.edition.moved if "-" in each.old)


def propose(procedure: Procedure, now: datetime) -> Proposal:
    """The edition of the version in force for the year after."""
    current = procedure.current_id or 0
    document, today = procedures.document_of(current), calendar.local_day(now)
    found = editions.propose(document, today=today, closed_days=_closed_days(document, today))
    where = editions.home(
        document,
        editions.make(document, found),
        closes_at=procedures.closing_of(current, procedures.extended(procedure)),
        now=now,
    )
    return Proposal(
        document=document,
        version_id=current,
        edition=found,
        home=where,
        waits_for_draft=where is Home.SAME and bool(procedure.draft_text),
    )


def _closed_days(document: Document, today: date) -> frozenset[date]:
    year = editions.next_year(document, today=today)
    return office.closed_days(year - 1) | office.closed_days(year + 1)


def named(proposal: Proposal, written: dict[str, Any]) -> dict[str, Any]:
    """A copy under a name and a number of its own; its title says the year where it did not before."""
    document, year = proposal.document, proposal.edition.year
    title = {code: words for code, words in written["title"].items()}
    if title == document.title.root:
        title = {code: f"{words}（{calendar.say_fiscal_year(year, code)}）" for code, words in title.items()}
    return {
        **written,
        "id": starting.free_id(f"{document.id}_r{calendar.reiwa(year)}", procedures.list_ids()),
        "number": starting.free_number(procedures.list_numbers()),
        "title": title,
    }


def latest_of(slug: str) -> Edition | None:
    """The latest edition that was made of this procedure, or that it is."""
    concerned = Edition.objects.filter(Q(procedure=slug) | Q(of_version__procedure=slug))
    return concerned.select_related("procedure", "begun_by").order_by("-year").first()


def list_tasks(edition: Edition) -> list[EditionTask]:
    """The work list in its order."""
    held = {each.task: each for each in edition.tasks.select_related("done_by")}
    return [held[task] for task in editions.Task if task in held]


def access_edition(slug: str, sections: Collection[str]) -> tuple[Procedure, Edition | None]:
    """A procedure of these sections, and its edition if one was begun."""
    procedure = procedures.access_procedure_row(slug, sections)
    return procedure, latest_of(slug)
