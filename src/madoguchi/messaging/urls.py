"""Addresses of this room, by entrance."""

from django.urls import URLPattern, path

from madoguchi.messaging.views import officer

app_name = "messaging"

resident_urls: list[URLPattern] = []
officer_urls: list[URLPattern] = [
    path("messages/", officer.to_see_to, name="to_see_to"),
    path("messages/<uuid:message>/<slug:act>/", officer.change, name="change"),
]
