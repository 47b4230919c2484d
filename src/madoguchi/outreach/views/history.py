"""What was ever told to one person: alone, and with many."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from madoguchi.audit import actions as audit
from madoguchi.base.pages import page
from madoguchi.messaging import queries as messages
from madoguchi.outreach import broadcasts
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.people.reach import reach_of
from madoguchi.review.views.opening import open_application

PAGE = "outreach/officer/history.html"


@require_GET
@officer_only
def told(request: EntrantRequest, reference: str) -> HttpResponse:
    """Of whoever filed this application: what the officer's sections told them, whatever it was about."""
    opened, reach = open_application(request, reference), reach_of(request)
    resident = opened.read.application.resident
    values = {
        "reference": reference,
        "alone": messages.list_told(resident.reference, reach) if resident else [],
        "with_many": broadcasts.list_told_by(resident, reach) if resident else [],
        "has_account": resident is not None,
    }
    audit.record(
        verb="messages.viewed",
        about=("application", reference),
        by=request.actor,
        now=opened.now,
        details={"references": sorted({each.about_ref for each in values["alone"]})},
    )
    return page(request, PAGE, values)
