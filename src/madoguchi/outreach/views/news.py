"""What the city told many, as one of them reads it: on my page, and by the buttons of the message."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from madoguchi.base import clock
from madoguchi.base.languages import html_lang
from madoguchi.base.pages import page
from madoguchi.base.texts import language
from madoguchi.outreach import broadcasts, composing, drawing
from madoguchi.outreach.actions import waves
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import anyone, resident_only
from madoguchi.rules import broadcasting as rules


@require_safe
@resident_only
def read(request: EntrantRequest, news_id: UUID) -> HttpResponse:
    """The whole of it; opened, it counts as read."""
    told = broadcasts.access_told(request.resident, news_id)
    row = told.broadcast
    waves.mark_read(told=told, by=request.actor, now=clock.now())
    code = rules.read_in(row.words, language())
    said = rules.read_as(row.words, code)
    values = {
        "told": told,
        "said": said,
        "paragraphs": said["text"].split("\n\n"),
        "links": drawing.links(row, row.waves.get(number=told.wave), code),
        "said_in": html_lang(code),
    }
    return page(request, "outreach/resident/told.html", values)


@require_safe
@anyone
def picture(request: EntrantRequest, news_id: UUID) -> HttpResponse:
    """Its picture, as LINE fetches it, once anybody was told."""
    return composing.drawn(broadcasts.access_public(news_id))


@require_safe
@anyone
def follow(request: EntrantRequest, wave_code: str, button: int) -> HttpResponse:
    """On to where the button leads, and one more in the figures; who it was is not noted."""
    wave, row = broadcasts.access_wave(wave_code)
    if not 0 < button <= len(row.targets) or not row.targets[button - 1]:
        raise Http404
    if request.method == "GET":
        waves.count_opening(wave=wave, button=button, now=clock.now())
    return HttpResponseRedirect(row.targets[button - 1])
