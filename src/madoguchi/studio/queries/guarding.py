"""What the publishing guard says of a draft, and what its latest inspection found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404

from madoguchi.applications.models import Application, Draft
from madoguchi.messaging import queries as messaging
from madoguchi.people.models import Officer
from madoguchi.people.queries import list_at_work
from madoguchi.procedures import queries as procedures
from madoguchi.procedures.models import Procedure
from madoguchi.rules import calendar, documents, guarding
from madoguchi.rules.documents import Text
from madoguchi.rules.guarding import Checked, Finding, Looked, Matter, Reason, Sent, State, Task
from madoguchi.rules.messages import Status
from madoguchi.studio.models import Inspection, Waiver
from madoguchi.studio.queries.benches import Reach
from madoguchi.studio.queries.translations import list_language_gaps

CANARIES: Final = 3  # existing applications and drafts whose pages must stay closed to a stranger
SENT: Final = {
    None: Sent.NO,
    Status.SENT: Sent.ARRIVED,
    Status.FAILED: Sent.FAILED,
    Status.EXPIRED: Sent.FAILED,
    Status.CANCELLED: Sent.FAILED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """The list of tasks before a draft is published."""

    slug: str
    title: Text
    digest: str
    tasks: tuple[Task, ...]
    inspection: Inspection | None  # the latest, of this draft or an earlier one
    may_publish: bool

    @property
    def is_green(self) -> bool:
        """Whether the draft may be published."""
        return guarding.is_green(self.tasks)

    @property
    def is_going_on(self) -> bool:
        """Whether something is being looked at just now."""
        return any(task.state is State.GOING_ON for task in self.tasks)

    @property
    def open(self) -> int:
        """How many tasks are left."""
        return sum(task.state not in (State.GREEN, State.WAIVED) for task in self.tasks)


def access_guard(slug: str, reach: Reach, now: datetime) -> Guard:
    """The guard of a procedure's draft; 404 where there is none."""
    procedure = procedures.access_procedure_row(slug, reach.reads)
    if not procedure.draft_text:
        raise Http404
    inspection = latest_inspection(procedure)
    facts = facts_of(procedure, inspection, now)
    return Guard(
        slug=slug,
        title=facts.document.title,
        digest=facts.digest,
        tasks=guarding.weigh(facts),
        inspection=inspection,
        may_publish=procedure.section_id in reach.publishes,
    )


def latest_inspection(procedure: Procedure) -> Inspection | None:
    """The inspection asked for last."""
    return Inspection.objects.filter(procedure=procedure).order_by("-asked_at").first()


def facts_of(procedure: Procedure, inspection: Inspection | None, now: datetime) -> guarding.Facts:
    """What the guard rests on, for the draft as it is now."""
    there = list_at_work(section=procedure.section_id, on=calendar.local_day(now))
    return guarding.Facts(
        document=procedures.parsed(procedure.draft_text),
        digest=documents.digest(procedure.draft_text),
        closes_at=procedures.closing_of_draft(procedure),
        owner=_number(procedure.owner),
        deputy=_number(procedure.deputy),
        there={each.number for each in there},
        phone=procedure.section.phone,
        stale=list_language_gaps(procedure.slug).stale,
        desk_host=desk_host(),
        waivers=[
            guarding.Waiver(
                reason=Reason(each.reason), subject=each.subject, why=each.why, by=each.by, at=each.at
            )
            for each in Waiver.objects.filter(procedure=procedure).order_by("at")
        ],
        checked=_checked(inspection) if inspection else None,
        now=now,
    )


def desk_host() -> str:
    """The host of the desk, where it is another than the portal's."""
    desk, portal = urlsplit(settings.URL_DESK).netloc, urlsplit(settings.URL_PORTAL).netloc
    return desk if desk != portal else ""


def references_of(slug: str) -> list[str]:
    """Some applications that exist, the latest first: what a stranger must not find."""
    found = Application.objects.filter(version__procedure=slug).order_by("-pk")
    return list(found.values_list("reference", flat=True)[:CANARIES])


def drafts_of(slug: str) -> list[str]:
    """Some drafts that exist, the latest first."""
    found = Draft.objects.filter(version__procedure=slug, submitted_at=None).order_by("-saved_at")
    return [str(each) for each in found.values_list("pk", flat=True)[:CANARIES]]


def mail_key(inspection: Inspection) -> str:
    """Under which the test mail of an inspection was promised."""
    return f"inspection:{inspection.pk}"


def stored(found: Finding) -> dict[str, Any]:
    """A finding as JSON."""
    return {"reason": found.reason.value, "subject": found.subject, "facts": dict(found.facts)}


def _checked(inspection: Inspection) -> Checked:
    return Checked(
        digest=inspection.digest,
        asked_at=inspection.asked_at,
        finished_at=inspection.finished_at,
        looked=tuple(
            Looked(matter=Matter(matter), findings=tuple(map(_finding, found)))
            for matter, found in inspection.looked.items()
        ),
        mail=SENT.get(messaging.status_of(mail_key(inspection)), Sent.ON_ITS_WAY),
    )


def _finding(kept: dict[str, Any]) -> Finding:
    return Finding(reason=Reason(kept["reason"]), subject=kept["subject"], facts=kept["facts"])


def _number(officer: Officer | None) -> str | None:
    return officer.number if officer else None
