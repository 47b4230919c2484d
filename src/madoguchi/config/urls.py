"""The table of contents: what can be visited, by entrance."""

from __future__ import annotations

from django.urls import include, path

urlpatterns: list = []
