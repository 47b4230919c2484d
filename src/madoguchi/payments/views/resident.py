"""What a resident pays, month by month, and why."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from madoguchi.base.pages import page
from madoguchi.payments import forms, queries, wording
from madoguchi.payments.reading import lines_of, table_of
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import resident_only
from madoguchi.rules.charges import State


@resident_only
@require_GET
def charges(request: EntrantRequest) -> HttpResponse:
    """Every charge that was handed over, the last month first."""
    found = [
        {
            "charge": each,
            "title": table_of(each.run.edition).title,
            "month": forms.month_text(each.run.month),
            "words": wording.STATES[State(each.state)],
            "tone": wording.TONES[State(each.state)],
            "lines": wording.lines_of(lines_of(each)),
        }
        for each in queries.list_mine(request.resident)
    ]
    return page(request, "payments/mine.html", {"charges": found})
