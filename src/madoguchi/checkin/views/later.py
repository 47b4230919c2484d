"""The page as an app below /in/: it keeps what it could not send, and sends it later."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from django.http import Http404, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from madoguchi.base import clock
from madoguchi.base.texts import say_plain
from madoguchi.checkin import later, queries
from madoguchi.checkin.actions import registering, scanning
from madoguchi.checkin.visitors import acting, family_at
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import anyone

WORKER: Final = Path(__file__).resolve().parents[1] / "static" / "checkin" / "worker.js"
LONGEST_KEY: Final = 200
JSON: Final = "application/json"


@require_GET
@anyone
def manifest(request: EntrantRequest) -> JsonResponse:
    """What a phone needs to put the page among its apps."""
    icon = {"src": static("madoguchi/icon.svg"), "sizes": "any", "type": "image/svg+xml"}
    said = {
        "name": say_plain("Checking in and out"),
        "short_name": say_plain("Check in"),
        "start_url": "/in/",
        "scope": "/in/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#0017c1",
        "icons": [icon],
    }
    return JsonResponse(said, content_type="application/manifest+json")


@require_GET
@anyone
def worker(request: EntrantRequest) -> HttpResponse:
    """The script that answers without network; it has to lie where it answers."""
    return HttpResponse(_worker(), content_type="text/javascript")


@never_cache
@require_POST
@anyone
def key(request: EntrantRequest) -> HttpResponse:
    """The public half of the key that this phone made."""
    family, public = family_at(request), request.POST.get("public", "")[:LONGEST_KEY]
    if family is None or not later.is_public_key(public):
        raise Http404
    known = registering.know_key(family=family, public=public, by=acting(request, family), now=clock.now())
    return JsonResponse({"key": str(known.pk)})


@never_cache
@require_POST
@anyone
def send(request: EntrantRequest) -> HttpResponse:
    """What a phone kept: whatever it says again is the same; what it never signed is nobody's."""
    log, now = later.read(request.body, later.Log) if request.content_type == JSON else None, clock.now()
    known = queries.key_in_use(log.key) if log else None
    if log is None or known is None:
        raise Http404
    scans = list(later.believed(log, known, now))
    by = acting(request, known.family)
    taken = scanning.take_in(family=known.family, log=scans, by=by, now=now)
    return JsonResponse(later.answer(log, taken))


@cache
def _worker() -> str:
    return WORKER.read_text("utf-8")
