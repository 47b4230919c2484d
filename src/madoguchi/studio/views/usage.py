"""必要な設問か: what each question is for, and how it fared. Figures only."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from madoguchi.audit import actions as audit
from madoguchi.base import clock
from madoguchi.base.pages import page
from madoguchi.base.texts import say
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.rules.usage import Usage, Use
from madoguchi.studio.queries.usage import access_usage
from madoguchi.studio.views.officer import reach_of

USES: Final = {
    Use.CONDITION: "Decides what is asked",
    Use.CHECK: "Cross-check",
    Use.COMPUTED: "Computed value",
    Use.LETTER: "Printed in a letter",
    Use.CHECKLIST: "Officers’ checklist",
    Use.PAPER: "Looked at in the review",
    Use.LIMIT: "Limit to one",
    Use.APPLICANT: "Names the applicant",
    Use.PLACE: "The child’s place",
    Use.CRITERIA: "Counts for points",
    Use.LISTED: "List and export",
    Use.RETURNED: "Returned for it",
    Use.CORRECTED: "Corrected afterwards",
}


@require_GET
@officer_only
def questions(request: EntrantRequest, slug: str) -> HttpResponse:
    """Every question with its uses; first those that nobody would miss."""
    reach = reach_of(request)
    found = access_usage(slug, reach)
    audit.record(
        verb="procedure.questions_reviewed",
        about=("procedure", slug),
        by=request.actor,
        now=clock.now(),
        details={"applications": found.applications},
    )
    may_build = found.document.section in reach.publishes
    values = {
        "slug": slug,
        "found": found,
        "rows": [_row(each, slug, may_build=may_build) for each in found.questions],
        "unused": [_row(each, slug, may_build=may_build) for each in found.unused],
    }
    return page(request, "studio/officer/usage.html", values)


def _row(usage: Usage, slug: str, *, may_build: bool) -> dict[str, Any]:
    address = reverse("studio:build_question", args=[slug, usage.question.id]) if may_build else ""
    return {"usage": usage, "uses": [say(USES[each]) for each in usage.uses], "address": address}
