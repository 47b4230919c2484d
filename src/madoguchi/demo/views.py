"""Pages that exist in the demo alone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from madoguchi.base.pages import page
from madoguchi.demo.mailbox import list_mails
from madoguchi.people.guards import demo_only


@require_GET
@demo_only
def mailbox(request: HttpRequest) -> HttpResponse:
    """Every mail the demo would have sent, or only those to one address (`?to=`)."""
    to = request.GET.get("to", "").strip()
    return page(request, "demo/mailbox.html", {"mails": list_mails(to), "to": to})
