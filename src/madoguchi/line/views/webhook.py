"""Where the LINE platform tells what happened: looked at, kept, answered at once; the work is done later."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from madoguchi.base import clock
from madoguchi.line.actions import receiving
from madoguchi.people.guards import anyone
from madoguchi.rules import webhooks

SIGNATURE: Final = "X-Line-Signature"


@csrf_exempt
@require_POST
@anyone
def webhook(request: HttpRequest) -> HttpResponse:
    """Keep the events of a body that one of our channel's secrets signed; nobody else learns anything."""
    try:
        body = request.body
    except RequestDataTooBig:
        return HttpResponse(status=413)
    except RawPostDataException:  # sent as parts of a form, e.g. by another site: LINE does no such thing
        return HttpResponse(status=400)
    signature = request.headers.get(SIGNATURE, "")
    if not webhooks.is_signed(body, signature, secrets=settings.LINE_CHANNEL_SECRETS):
        return HttpResponse(status=401)
    arrivals = webhooks.read(body)
    if arrivals is None:
        return HttpResponse(status=400)
    receiving.receive(arrivals=arrivals, now=clock.now())
    return HttpResponse(status=200)
