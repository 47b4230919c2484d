"""The months that were charged, one of them, and one charge with its reasons."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from madoguchi.audit import actions as audit
from madoguchi.base.pages import page, retry
from madoguchi.base.texts import say
from madoguchi.payments import forms, queries, sources, wording
from madoguchi.payments.actions import charging
from madoguchi.payments.forms import ChargeForm
from madoguchi.payments.reading import lines_of, table_of
from madoguchi.payments.views.opening import now_and_today, officer_of, open_charge, reach_of
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.rules.charges import State

MONTHS = "payments/months.html"


@require_GET
@officer_only
def months(request: EntrantRequest) -> HttpResponse:
    """Every month that was charged, and the place to charge another."""
    _, today = now_and_today()
    form = _form(request, initial={"month": f"{today:%Y-%m}"})
    return page(request, MONTHS, _months(request, form))


@require_POST
@officer_only
def charge(request: EntrantRequest) -> HttpResponse:
    """Charge a month, or go on with it."""
    now, _ = now_and_today()
    form = _form(request, data=request.POST)
    if not form.is_valid():
        return retry(request, MONTHS, _months(request, form))
    fee, month = form.cleaned_data["fee"], form.cleaned_data["month"]
    edition = queries.edition_for(fee, month)
    if edition is None:
        form.add_error("month", say("No table of fees is in force in this month. Please take one in first."))
        return retry(request, MONTHS, _months(request, form))
    chargeable = sources.list_chargeable(table_of(edition).kind, month)
    if not chargeable:
        form.add_error("month", say("Nobody is enrolled in this month, so there is nothing to charge."))
        return retry(request, MONTHS, _months(request, form))
    run = charging.charge_month(
        fee=fee, month=month, chargeable=chargeable, officer=officer_of(request), by=request.actor, now=now
    )
    return redirect("payments:month", run.pk)


@require_GET
@officer_only
def month(request: EntrantRequest, charge_run_id: UUID) -> HttpResponse:
    """A month: its charges, who could not be charged, and the file to hand over."""
    now, _ = now_and_today()
    run = queries.access_run(run_id=charge_run_id, sections=reach_of(request))
    state = next((each for each in State if each == request.GET.get("state")), None)
    found = queries.list_charges(run=run, state=state, page=_number(request.GET.get("page")))
    waiting, total_waiting = queries.sum_unfiled(run)
    counts = queries.count_states(run)
    audit.record(
        verb="charges.listed",
        about=("charges", str(run.pk)),
        by=request.actor,
        now=now,
        details={"references": [each.number for each in found]},
    )
    values = {
        "run": run,
        "title": table_of(run.edition).title,
        "month": forms.month_text(run.month),
        "charges": [{"charge": each, **_state(each.state)} for each in found],
        "page": found,
        "state": state,
        "piles": [{"state": each, "words": wording.STATES[each], "count": counts[each][0]} for each in State],
        "count": sum(count for count, _ in counts.values()),
        "total": sum(total for _, total in counts.values()),
        "faults": [wording.error_of(each) for each in run.faults],
        "waiting": {"count": waiting, "total": total_waiting},
        "files": queries.list_files(run),
    }
    return page(request, "payments/month.html", values)


@require_GET
@officer_only
def one(request: EntrantRequest, charge_number: str) -> HttpResponse:
    """One charge: each line with its reason, what was told of it, and what else was charged for the same."""
    charge = open_charge(request, charge_number)
    table = table_of(charge.run.edition)
    held = queries.list_reductions(charge.run.fee, charge.kind, charge.ref)
    values = {
        "charge": charge,
        "title": table.title,
        "month": forms.month_text(charge.run.month),
        "lines": wording.lines_of(lines_of(charge)),
        "standing": _state(charge.state),
        "results": [{"result": each, **_state(each.state)} for each in queries.list_results(charge)],
        "others": [
            {"charge": each, "month": forms.month_text(each.run.month), **_state(each.state)}
            for each in queries.list_of(charge.kind, charge.ref)
            if each.pk != charge.pk and each.run.section == charge.run.section
        ],
        "reductions": [
            {
                "reduction": each,
                "class": found.title if (found := table.reduction(queries.class_of(each))) else "",
                "since": forms.month_text(each.since),
                "until": forms.month_text(each.until),
                "reason": queries.reason_of(each),
            }
            for each in held
        ],
        "may_reduce": bool(table.reductions),
    }
    return page(request, "payments/charge.html", values)


def _form(request: EntrantRequest, **given: Any) -> ChargeForm:
    editions = queries.list_fees(reach_of(request))
    titles = [table_of(each).title for each in editions]
    return ChargeForm(fees=forms.fee_choices(editions, titles), **given)


def _months(request: EntrantRequest, form: ChargeForm) -> dict[str, Any]:
    runs = queries.list_runs(reach_of(request))
    return {
        "form": form,
        "has_table": bool(form.fields["fee"].choices),  # type: ignore[attr-defined]  # of a ChoiceField
        "runs": [{"run": each, "month": forms.month_text(each.month)} for each in runs],
    }


def _state(state: str) -> dict[str, str]:
    return {"words": wording.STATES[State(state)], "tone": wording.TONES[State(state)]}


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else 1
