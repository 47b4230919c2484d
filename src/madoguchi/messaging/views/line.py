"""How the city's account on LINE fares: for administrators, who can stop all of it or one broadcast."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET, require_POST

from madoguchi.base import clock
from madoguchi.base.pages import done, page
from madoguchi.base.texts import say
from madoguchi.messaging import actions, channel_state
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import administrator_only

PAGE: Final = "messaging:line"
NOTICES: Final = {
    "stop": "Nothing more is sent by LINE. Who has given a mail address is told by mail.",
    "start": "Messages are sent by LINE again.",
}
OF_BROADCAST: Final = {
    "stop": "The broadcast was stopped. What LINE had taken already arrives.",
    "resume": "The broadcast goes on where it stopped. Nobody is told twice.",
}


@require_GET
@administrator_only
def line(request: EntrantRequest) -> HttpResponse:
    """The state of the channel, what went through it, and the latest broadcasts: figures, nobody's name."""
    return page(request, "messaging/officer/line.html", {"state": channel_state.now_at(clock.now())})


@require_POST
@administrator_only
def switch(request: EntrantRequest, act: str) -> HttpResponse:
    """Stop or start everything that goes by LINE."""
    if act not in NOTICES:
        raise Http404
    switched = actions.stop_line if act == "stop" else actions.start_line
    switched(by=request.actor, now=clock.now())
    return done(request, PAGE, notice=say(NOTICES[act]))


@require_POST
@administrator_only
def switch_broadcast(request: EntrantRequest, broadcast_id: UUID, act: str) -> HttpResponse:
    """Stop one broadcast, or let it go on."""
    if act not in OF_BROADCAST:
        raise Http404
    channel_state.access_broadcast(broadcast_id)
    switched = actions.stop_broadcast if act == "stop" else actions.resume_broadcast
    switched(broadcast=broadcast_id, by=request.actor, now=clock.now())
    return done(request, PAGE, notice=say(OF_BROADCAST[act]))
