"""The table of contents: what can be visited, by entrance."""

from __future__ import annotations

from types import ModuleType
from typing import Final

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from madoguchi.applications import urls as applications
from madoguchi.booking import urls as booking
from madoguchi.checkin import urls as checkin
from madoguchi.config import health
from madoguchi.desk import urls as desk
from madoguchi.enrolment import urls as enrolment
from madoguchi.insights import urls as insights
from madoguchi.line import urls as line
from madoguchi.messaging import urls as messaging
from madoguchi.outreach import urls as outreach
from madoguchi.partner import urls as partner
from madoguchi.payments import urls as payments
from madoguchi.people import urls as people
from madoguchi.places import urls as places
from madoguchi.portal import urls as portal
from madoguchi.register import urls as register
from madoguchi.review import urls as review
from madoguchi.selection import urls as selection
from madoguchi.studio import urls as studio

ROOMS: Final = (
    portal, applications, booking, people, places, messaging, payments, desk, partner, review, enrolment,
    register, selection, checkin, outreach, studio, insights, line,
)  # fmt: skip


def _room(urls: ModuleType) -> URLResolver:
    """A room's pages under one name: residents' at the root, the others' behind their path."""
    residents = getattr(urls, "resident_urls", [])
    officers = getattr(urls, "officer_urls", [])
    members = getattr(urls, "partner_urls", [])
    behind = [path("desk/", include(officers)), path("partner/", include(members))]
    return path("", include(([*residents, *behind], urls.app_name)))


urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive),
    path("readyz", health.ready),
    *(_room(urls) for urls in ROOMS),
]

if settings.DEMO:
    from madoguchi.demo import urls as demo

    urlpatterns.append(path("demo/", include((demo.demo_urls, demo.app_name))))

handler400 = "madoguchi.portal.views.site.unreadable"
handler403 = handler404 = "madoguchi.portal.views.site.not_found"
handler500 = "madoguchi.portal.views.site.broken"
