"""What leads residents to a procedure: shown, downloaded, printed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from madoguchi.base import clock, paper
from madoguchi.base.pages import page
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.procedures import queries as procedures
from madoguchi.procedures.queries import Offer
from madoguchi.rules.opening import Opening
from madoguchi.studio import outside, queries
from madoguchi.studio.views.officer import reach_of

Drawing = Callable[[Offer], bytes]
PAPERS: Final[dict[str, tuple[Drawing, str]]] = {
    "poster.pdf": (outside.poster, "application/pdf"),
    "cards.pdf": (outside.cards, "application/pdf"),
    "qr.svg": (lambda offer: paper.qr_file(outside.address_of(offer.slug), "svg"), "image/svg+xml"),
    "qr.png": (lambda offer: paper.qr_file(outside.address_of(offer.slug), "png"), "image/png"),
}


@require_GET
@officer_only
def out(request: EntrantRequest, slug: str) -> HttpResponse:
    """Everything that leads to the procedure, on one page."""
    bench = queries.access_bench(slug, reach_of(request), clock.now())
    offer = procedures.access_procedure(slug, clock.now()) if bench.current else None
    values = {"bench": bench, "offer": offer, "outside": outside.outside(offer) if offer else None}
    return page(request, "studio/officer/out.html", values)


@require_GET
@officer_only
def printed(request: EntrantRequest, slug: str, paper_name: str) -> HttpResponse:
    """One thing to print or to put into a leaflet; only of what residents find."""
    offer = _offer(request, slug)
    if paper_name not in PAPERS:
        raise Http404
    draw, media_type = PAPERS[paper_name]
    name = f"{slug}-{paper_name}"
    kind = "inline" if media_type == "application/pdf" else "attachment"
    return HttpResponse(
        draw(offer),
        content_type=media_type,
        headers={"Content-Disposition": f'{kind}; filename="{name}"'},
    )


def _offer(request: EntrantRequest, slug: str) -> Offer:
    offer = procedures.access_procedure(slug, clock.now())
    if offer.section not in reach_of(request).reads or offer.opening is Opening.WITHDRAWN:
        raise Http404
    return offer
