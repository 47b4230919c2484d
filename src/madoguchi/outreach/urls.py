"""Addresses of this room, by entrance."""

from __future__ import annotations

from django.urls import URLPattern, path

from madoguchi.outreach.views import reminders, resident

app_name = "outreach"

resident_urls: list[URLPattern] = [
    path("me/news/", resident.settings, name="settings"),
    path("me/news/withdraw/", resident.withdraw, name="withdraw"),
    path("me/reminders/", reminders.choose, name="reminders"),
]
officer_urls: list[URLPattern] = []
