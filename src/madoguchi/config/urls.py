"""The table of contents: what can be visited, by entrance."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from madoguchi.config import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive, name="alive"),
    path("readyz", health.ready, name="ready"),
]
