"""Pages that exist in the demo alone."""

from __future__ import annotations

from typing import Final, cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from madoguchi.base import clock
from madoguchi.base.entrances import Entrance
from madoguchi.base.pages import page
from madoguchi.demo import phones, queued, visitors
from madoguchi.demo.mailbox import list_mails
from madoguchi.people.actions import sign_in
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import demo_only
from madoguchi.people.sign_ins import open_door
from madoguchi.people.way_back import way_back

FIRST_PAGE: Final = {
    Entrance.PORTAL: "portal:mine",
    Entrance.DESK: "desk:home",
    Entrance.PARTNER: "partner:home",
}


@require_GET
@demo_only
def people(request: HttpRequest) -> HttpResponse:
    """Who can be tried, with a button each, and what the real way in asks for."""
    cards = {
        "residents": [*visitors.residents(), *queued.cards()],
        "officers": visitors.officers(clock.now()),
    }
    cards["members"] = visitors.members(clock.now())
    beside = {"phones": phones.list_phones(), "side_by_side": phones.stand_in() + phones.SIDE_BY_SIDE}
    asked = request.GET.urlencode()
    return page(
        request, "demo/people.html", {**cards, **beside, "password": visitors.PASSWORD, "asked": asked}
    )


@csrf_exempt  # scripts try the demo, too, and nobody here can lose anything
@require_POST
@demo_only
def enter(request: HttpRequest, key: str) -> HttpResponse:
    """Sign in as one of them with one click, on to where `?next=` says."""
    account = visitors.account_of(key) or queued.account_of(key)
    if account is None:
        raise Http404
    entrance = visitors.entrance_of(key)
    if entrance is not Entrance.PORTAL:  # this page lies at another entrance
        open_door(request, entrance)
    sign_in.enter(
        request=cast(EntrantRequest, request),
        account=account,
        method="demo",
        second_factor=entrance is not Entrance.PORTAL,
        now=clock.now(),
    )
    wanted = request.GET.get("next", "")
    to = way_back(wanted, entrance) if wanted else reverse(FIRST_PAGE[entrance])
    return HttpResponseRedirect(to)


@require_GET
@demo_only
def mailbox(request: HttpRequest) -> HttpResponse:
    """Every mail the demo would have sent, or only those to one address (`?to=`)."""
    to = request.GET.get("to", "").strip()
    return page(request, "demo/mailbox.html", {"mails": list_mails(to), "to": to})
