"""The tables of fees of the section: what is in force, and the place to hand in the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from madoguchi.base.pages import done, page, retry
from madoguchi.base.reasons import told
from madoguchi.base.texts import say
from madoguchi.payments import queries
from madoguchi.payments.actions.tables import take_table
from madoguchi.payments.forms import FileForm
from madoguchi.payments.reading import table_of
from madoguchi.payments.views.opening import now_and_today, officer_of, reach_of
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.people.queries import administers
from madoguchi.rules.problems import Problems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from madoguchi.rules.problems import Fault

TEMPLATE = "payments/tables.html"
LARGEST = 200_000  # bytes


@require_http_methods(["GET", "POST"])
@officer_only
def tables(request: EntrantRequest) -> HttpResponse:
    """The tables in force; administrators of the section put the next one in force."""
    now, today = now_and_today()
    mine = administers(officer=officer_of(request), on=today)
    form = FileForm(
        *((request.POST, request.FILES) if request.method == "POST" else ()),
        label=say("Table of fees (YAML)"),
        accept=".yaml,.yml,.json",
    )
    if request.method == "GET":
        return page(request, TEMPLATE, _values(request, form, mine))
    if not form.is_valid() or not mine:
        return retry(request, TEMPLATE, _values(request, form, mine))
    document = form.cleaned_data["file"].read(LARGEST + 1).decode("utf-8", "replace")
    taken = take_table(
        document=document, sections=mine, officer=officer_of(request), by=request.actor, now=now
    )
    if isinstance(taken, Problems):
        return retry(request, TEMPLATE, _values(request, form, mine, taken))
    return done(
        request, "payments:tables", notice=say("The table is in force from {day}.", day=taken.starts_on)
    )


def _values(
    request: EntrantRequest, form: FileForm, mine: frozenset[str], faults: Sequence[Fault] = ()
) -> dict[str, Any]:
    editions = queries.list_editions(reach_of(request))
    return {
        "form": form if mine else None,
        "editions": [{"edition": each, "table": table_of(each)} for each in editions],
        "faults": told(faults),
    }
