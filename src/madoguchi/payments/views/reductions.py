"""Granting a reduction to the family of a charge, and ending one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say
from madoguchi.payments import queries, wording
from madoguchi.payments.actions import reducing
from madoguchi.payments.forms import ReductionForm
from madoguchi.payments.reading import table_of
from madoguchi.payments.views.opening import now_and_today, officer_of, open_charge, reach_of
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only

if TYPE_CHECKING:
    from madoguchi.payments.models import Charge

TEMPLATE = "payments/reduce.html"


@require_http_methods(["GET", "POST"])
@officer_only
def grant(request: EntrantRequest, charge_number: str) -> HttpResponse:
    """Let the family of a charge pay less for some months."""
    now, _ = now_and_today()
    charge = open_charge(request, charge_number)
    table = table_of(charge.run.edition)
    if not table.reductions:
        raise Http404
    begins = {"since": f"{charge.run.month:%Y-%m}", "until": f"{queries.fiscal_year_of(charge.run) + 1}-03"}
    form = ReductionForm(request.POST or None, table=table, initial=begins)
    if request.method == "GET":
        return page(request, TEMPLATE, _values(charge, form))
    if not form.is_valid():
        return retry(request, TEMPLATE, _values(charge, form))
    given = form.cleaned_data
    try:
        reducing.grant_reduction(
            table=table,
            about=(charge.kind, charge.ref),
            class_id=given["class_id"],
            months=(given["since"], given["until"]),
            reason=given["reason"],
            officer=officer_of(request),
            by=request.actor,
            now=now,
        )
    except reducing.CannotReduce as cannot:
        place, why = wording.NOT_REDUCED[cannot.refusal]
        form.add_error(place, say(why))
        return retry(request, TEMPLATE, _values(charge, form))
    notice = say(
        "The reduction was granted. Charges not handed over yet follow when the month is charged again."
    )
    return done(request, "payments:charge", notice=notice, charge_number=charge.number)


@require_POST
@officer_only
def end(request: EntrantRequest, reduction_id: int) -> HttpResponse:
    """Let a reduction end with the month before this one."""
    now, today = now_and_today()
    held = queries.access_reduction(reduction_id=reduction_id, sections=reach_of(request))
    charge = open_charge(request, request.POST.get("charge", ""))
    last = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    reducing.end_reduction(reduction=held, until=last, by=request.actor, now=now)
    return done(
        request,
        "payments:charge",
        notice=say("The reduction ends with last month."),
        charge_number=charge.number,
    )


def _values(charge: Charge, form: ReductionForm) -> dict[str, Any]:
    return {"charge": charge, "form": form}
