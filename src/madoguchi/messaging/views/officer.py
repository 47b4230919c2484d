"""What officers see to: mail that failed, messages they stopped."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from madoguchi.audit import actions as audit
from madoguchi.base import clock
from madoguchi.base.pages import done, page
from madoguchi.base.texts import say
from madoguchi.messaging import actions, queries
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.people.queries import sections_of
from madoguchi.rules.messages import Act, Reason, Status

TABS: Final = (Status.FAILED, Status.WITHHELD)
NOTICES: Final = {
    Act.WITHHOLD: "The message was stopped.",
    Act.RELEASE: "The message will be sent.",
    Act.CANCEL: "The message was cancelled.",
    Act.RESEND: "The message will be sent again.",
    Act.DONE: "Noted as told.",
}
REFUSALS: Final = {
    Reason.NOT_FROM_HERE: "Nothing was changed: the message has moved on meanwhile.",
    Reason.TOO_LATE: "Nothing was changed: the day this message is about has passed.",
    Reason.TEXT_GONE: "Nothing was changed: this message carried a link of its own and cannot be sent again.",
}


@require_GET
@officer_only
def to_see_to(request: EntrantRequest) -> HttpResponse:
    """Messages of the officer's sections that wait for a hand: failed, stopped."""
    reach = _reach(request)
    status = _tab(request)
    told = queries.list_open(reach, [status])
    audit.record(
        verb="messages.viewed",
        about=("section", " ".join(sorted(reach))),
        by=request.actor,
        now=clock.now(),
        details={"references": sorted({each.about_ref for each in told})},
    )
    values = {"told": told, "here": status, "counts": queries.count_open(reach)}
    return page(request, "messaging/officer/to_see_to.html", values)


@require_POST
@officer_only
def change(request: EntrantRequest, message: UUID, act: str) -> HttpResponse:
    """Withhold, release, cancel, send again, or note as told; back to the page it was asked on."""
    found = queries.access_message(message, _reach(request))
    chosen = _act(act)
    try:
        actions.change_message(message=found.id, act=chosen, by=request.actor, now=clock.now())
    except actions.CannotChangeMessage as cannot:
        return done(request, _back(request), notice=say(REFUSALS[cannot.refusal.reason]))
    return done(request, _back(request), notice=say(NOTICES[chosen]))


def _reach(request: EntrantRequest) -> frozenset[str]:
    if request.officer is None:
        raise Http404
    return frozenset(sections_of(officer=request.officer, on=localdate(clock.now())))


def _tab(request: HttpRequest) -> Status:
    asked = request.GET.get("show", TABS[0])
    return next((tab for tab in TABS if tab == asked), TABS[0])


def _act(name: str) -> Act:
    if name not in list(Act):
        raise Http404
    return Act(name)


def _back(request: HttpRequest) -> str:
    asked = request.POST.get("next", "")
    if asked.startswith("/desk/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
        return asked
    return "messaging:to_see_to"
