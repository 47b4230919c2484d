"""The officers' manual beside a procedure: read, printed, written by the section itself."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from madoguchi.base import clock
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.people.queries import officer_names
from madoguchi.studio import queries
from madoguchi.studio.actions import packing as actions
from madoguchi.studio.filling import ManualForm
from madoguchi.studio.markdown import draw
from madoguchi.studio.queries import packing
from madoguchi.studio.views.officer import publishable, reach_of

MANUAL = "studio/officer/manual.html"
WRITE = "studio/officer/write_manual.html"


@require_GET
@officer_only
def manual(request: EntrantRequest, slug: str) -> HttpResponse:
    """The manual, to read and to print, and who wrote it when."""
    bench = queries.access_bench(slug, reach_of(request), clock.now())
    writings = packing.list_manuals(slug)
    latest = writings[0] if writings else None
    drawn = draw(latest.text) if latest and latest.text else None
    names = officer_names({each.by for each in writings})
    values = {
        "bench": bench,
        "drawn": drawn,
        "written": [(each.at, names.get(each.by, each.by)) for each in writings],
    }
    return page(request, MANUAL, values)


@require_http_methods(["GET", "POST"])
@officer_only
def write(request: EntrantRequest, slug: str) -> HttpResponse:
    """Write the manual anew; what somebody else wrote meanwhile is shown and not overwritten."""
    bench, now = publishable(request, slug)
    latest = packing.latest_manual(slug)
    number = latest.number if latest else 0
    if request.method == "GET":
        form = ManualForm(initial={"text": latest.text if latest else "", "seen": number})
        return page(request, WRITE, {"bench": bench, "form": form})
    form = ManualForm(request.POST)
    if not form.is_valid():
        return retry(request, WRITE, {"bench": bench, "form": form})
    given = form.cleaned_data
    if "show" in request.POST:
        return page(request, WRITE, {"bench": bench, "form": form, "drawn": draw(given["text"])})
    kept = actions.write_manual(slug=slug, text=given["text"], seen=given["seen"], by=request.actor, now=now)
    if kept is None:
        theirs = packing.latest_manual(slug)
        form.data = {"text": given["text"], "seen": str(theirs.number if theirs else 0)}
        return retry(request, WRITE, {"bench": bench, "form": form, "theirs": theirs})
    return done(request, "studio:manual", slug=slug, notice=say("The manual is saved."))
