"""お知らせの設定: of what a resident is reminded by LINE or mail."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from madoguchi.base import clock
from madoguchi.base.pages import done, page
from madoguchi.base.texts import say_plain
from madoguchi.messaging import actions as messaging
from madoguchi.messaging import queries as messages
from madoguchi.outreach.wording import REMINDERS
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import resident_only

PAGE = "outreach/resident/reminders.html"


@require_http_methods(["GET", "POST"])
@resident_only
def choose(request: EntrantRequest) -> HttpResponse:
    """Read and write it."""
    ref = request.resident.reference
    if request.method != "POST":
        kinds = [(kind.value, *words) for kind, words in REMINDERS.items()]
        return page(request, PAGE, {"kinds": kinds, "wanted": messages.reminders_wanted(ref)})
    wanted = request.POST.getlist("kind")
    messaging.choose_reminders(resident_ref=ref, wanted=wanted, by=request.actor, now=clock.now())
    return done(request, "outreach:reminders", notice=say_plain("Your settings are saved."))
