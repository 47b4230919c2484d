"""A new inquiry code for somebody at the counter who lost theirs."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from madoguchi.applications.actions import progress
from madoguchi.base.pages import page
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.review.views.opening import look_at


@require_http_methods(["GET", "POST"])
@officer_only
def inquiry_code(request: EntrantRequest, reference: str) -> HttpResponse:
    """Ask whether the person was identified, then show the code this once."""
    opened = look_at(request, reference, "inquiry code")
    application = opened.read.application
    if application.resident_id is not None:
        raise Http404
    values = {"read": opened.read, "application": application, "code": ""}
    if request.method == "POST":
        values["code"] = progress.reissue_inquiry_code(
            application=application, by=request.actor, now=opened.now
        )
    return page(request, "review/inquiry_code.html", values)
