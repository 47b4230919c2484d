"""What the city asks of its own officers: surveys and applications that are in no catalogue of residents."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from madoguchi.base import clock
from madoguchi.base.entrances import Entrance, url_of
from madoguchi.base.pages import page
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.procedures import queries as procedures


@require_GET
@officer_only
def for_officers(request: EntrantRequest) -> HttpResponse:
    """Whatever section offers it, every officer may answer."""
    found = [
        (offer, url_of(Entrance.PORTAL, reverse("portal:procedure", args=[offer.slug])))
        for offer in procedures.list_offers_to_officers(clock.now())
    ]
    return page(request, "desk/for_officers.html", {"found": found})
