"""The city's facilities, for everybody: where they are, and whether they are open."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from madoguchi.base import clock
from madoguchi.base.pages import page
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import anyone
from madoguchi.places import queries
from madoguchi.places.wording import DISASTERS, KINDS, WEEK, WHY
from madoguchi.rules.opening_days import KEYS, read_opens, say_hours, say_yearly

LONGEST_SEARCH: Final = 100
DAYS: Final = 7


@anyone
@require_safe
def listed(request: EntrantRequest) -> HttpResponse:
    """Places by kind, district and words, each with today's hours."""
    kind, district = request.GET.get("kind", ""), request.GET.get("district", "")
    districts = queries.list_districts()
    kind = kind if kind in KINDS else ""
    district = district if district in {each.pk for each in districts} else ""
    words = request.GET.get("q", "").replace("\0", "")[:LONGEST_SEARCH].strip()
    is_asked = bool(kind or district or words)
    today = clock.today()
    values = {
        "kind": kind,
        "kinds": KINDS.items(),
        "district": district,
        "districts": districts,
        "words": words,
        "is_asked": is_asked,
        "found": queries.find_places(words=words, kind=kind, district=district, on=today) if is_asked else [],
        "why": WHY,
    }
    return page(request, "places/resident/list.html", values)


@anyone
@require_safe
def place(request: EntrantRequest, code: str) -> HttpResponse:
    """One place: today, the next days, what was announced, and how to reach it."""
    found, today = queries.access_place(code=code), clock.today()
    ahead = queries.opening_days(found, [today + timedelta(days=each) for each in range(DAYS)])
    opens = read_opens(found.opens)
    values = {
        "place": found,
        "kind_label": KINDS[found.kind],
        "today": ahead[0],
        "days": [(each, WHY[each.why]) for each in ahead],
        "announced": queries.list_special_days(place=found, since=today),
        "week": [(WEEK[key], say_hours(opens.on(key))) for key in KEYS] if opens.are_known else [],
        "opens": opens,
        "yearly": say_yearly(opens.yearly),
        "disasters": [DISASTERS[each] for each in found.shelter_for if each in DISASTERS],
    }
    return page(request, "places/resident/place.html", values)
