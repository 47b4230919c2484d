"""Who answers for a procedure: shown on its page, set here."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.people.queries import list_at_work
from madoguchi.procedures import actions as procedures
from madoguchi.procedures.actions import CannotEntrust
from madoguchi.rules import calendar
from madoguchi.studio.forms import OwnerForm
from madoguchi.studio.views.officer import publishable

TEMPLATE = "studio/officer/owner.html"


@require_http_methods(["GET", "POST"])
@officer_only
def owner(request: EntrantRequest, slug: str) -> HttpResponse:
    """Choose owner and deputy among who is at work in the section."""
    bench, now = publishable(request, slug)
    officers = list_at_work(section=bench.section, on=calendar.local_day(now))
    if request.method == "GET":
        named = {"owner": bench.owner, "deputy": bench.deputy}
        form = OwnerForm(
            officers=officers, initial={name: each.number for name, each in named.items() if each}
        )
        return page(request, TEMPLATE, {"bench": bench, "form": form})
    form = OwnerForm(request.POST, officers=officers)
    if form.is_valid():
        try:
            procedures.entrust(slug=slug, **form.chosen(), by=request.actor, now=now)
        except CannotEntrust as cannot:
            form.object(cannot.reasons)
    if not form.is_valid():
        return retry(request, TEMPLATE, {"bench": bench, "form": form})
    return done(request, "studio:procedure", slug=slug, notice=say("Owner and deputy are set."))
