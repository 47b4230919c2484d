"""The page that opens inside LINE: its script learns who holds the phone, and brings the proof once."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from madoguchi.base import clock
from madoguchi.base.entrances import address_of
from madoguchi.base.pages import page
from madoguchi.base.policy import loading_from
from madoguchi.base.throttle import allow
from madoguchi.line import arriving, id_tokens
from madoguchi.line.id_tokens import MINUTE, Made
from madoguchi.line.wording import explain
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import anyone
from madoguchi.people.limits import network_of
from madoguchi.rules.id_tokens import Refusal

MOST_A_MINUTE: Final = 120  # from one network: a city hall full of people comes from one


@never_cache
@require_safe
@anyone
def liff(request: EntrantRequest, rest: str = "") -> HttpResponse:
    """Answers at and below the registered address, and leads nowhere by itself: the script runs first."""
    if not settings.LINE_LIFF_ID:
        raise Http404
    values = {"liff_id": settings.LINE_LIFF_ID, "sdk": settings.LINE_LIFF_SDK_URL}
    return _with_sdk(page(request, "line/resident/liff.html", values))


@never_cache
@sensitive_post_parameters("id_token")
@require_POST
@anyone
def enter(request: EntrantRequest) -> HttpResponse:
    """Exchange the token for a sign-in of our own. Whatever else the page says about somebody is not read."""
    now, token = clock.now(), request.POST.get("id_token", "")
    if not settings.LINE_LIFF_ID:
        raise Http404
    if not allow(f"line-enter:{network_of(address_of(request))}", limit=MOST_A_MINUTE, per=MINUTE, now=now):
        return _refused(request, Refusal.UNREACHABLE)
    shown = id_tokens.read(token, made=Made.IN_APP, now=now)
    if isinstance(shown, Refusal):
        return _refused(request, shown)
    to = arriving.wanted(request.POST.get("to", ""))
    done = arriving.exchange(request, token, shown, to, now)
    return _refused(request, done) if isinstance(done, Refusal) else done


def _refused(request: EntrantRequest, refusal: Refusal) -> HttpResponse:
    values = {"explained": explain(refusal), "liff_url": f"{settings.LINE_LIFF_BASE}/{settings.LINE_LIFF_ID}"}
    return page(request, "line/resident/refused.html", values, status=422)


def _with_sdk(response: HttpResponse) -> HttpResponse:
    urls = (settings.LINE_LIFF_SDK_URL, settings.LINE_API_BASE)
    return loading_from(response, *dict.fromkeys("://".join(urlsplit(url)[:2]) for url in urls))
