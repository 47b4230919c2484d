"""The menu on LINE at the desk: what residents see now, the draft, and the twin for a disaster."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.base import clock
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say, say_plain
from madoguchi.messaging import actions
from madoguchi.messaging import menus as held
from madoguchi.outreach import forms
from madoguchi.outreach.starting import START
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import administrator_only
from madoguchi.people.reach import officer_of
from madoguchi.rules import menus as rules
from madoguchi.rules.documents.base import LANGUAGES
from madoguchi.rules.menus import Mode

OVERVIEW = "outreach/officer/menus.html"
EDITOR = "outreach/officer/menu.html"


@require_GET
@administrator_only
def menus(request: EntrantRequest) -> HttpResponse:
    """What residents see now, as pictures and as a list of what is done."""
    return page(request, OVERVIEW, {"state": held.now_at(clock.now()), "codes": LANGUAGES})


@require_http_methods(["GET", "POST"])
@administrator_only
def edit(request: EntrantRequest) -> HttpResponse:
    """Write the draft."""
    now = clock.now()
    if request.method == "GET":
        return page(request, EDITOR, forms.shown(held.to_edit() or START, {}, now))
    written = forms.read(request.POST)
    if wrong := rules.faults(written, forms.pages(now)):
        return retry(request, EDITOR, forms.shown(written, wrong, now))
    actions.save_menu(content=written, officer=officer_of(request).number, by=request.actor, now=now)
    return done(
        request, "outreach:menus", notice=say_plain("The draft is saved. Nobody on LINE sees it yet.")
    )


@require_POST
@administrator_only
def publish(request: EntrantRequest) -> HttpResponse:
    """Show the draft to everybody."""
    now = clock.now()
    try:
        actions.publish_menu(officer=officer_of(request).number, by=request.actor, now=now)
    except actions.CannotPublish:
        wrong = say(
            "The menu was changed twice within the hour. What LINE allows once more is kept for a disaster; "
            "please publish in an hour."
        )
        values = {"state": held.now_at(now), "codes": LANGUAGES, "wrong": wrong}
        return retry(request, OVERVIEW, values)
    return done(request, "outreach:menus", notice=say_plain("The menu is being published."))


@require_POST
@administrator_only
def show(request: EntrantRequest, mode: str) -> HttpResponse:
    """Show everybody the twin for a disaster, or their menu again; the ticked box says it is meant."""
    if mode not in set(Mode):
        raise Http404
    now = clock.now()
    if request.POST.get("sure") != "yes":
        wrong = say("Please tick that everybody on LINE is to see it.")
        values = {"state": held.now_at(now), "codes": LANGUAGES, "unsure": wrong}
        return retry(request, OVERVIEW, values)
    actions.show_menus(mode=Mode(mode), officer=officer_of(request).number, by=request.actor, now=now)
    return done(request, "outreach:menus", notice=say_plain("All phones are being changed."))


@require_GET
@administrator_only
def picture(request: EntrantRequest, menu_id: UUID, mode: str, tab: int, code: str) -> HttpResponse:
    """One page of a menu as phones show it."""
    drawn = held.access_picture(menu_id=menu_id, mode=mode, tab=tab, language=code)
    return HttpResponse(drawn, content_type="image/png")
