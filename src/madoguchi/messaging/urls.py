"""Addresses of this room, by entrance."""

from django.urls import URLPattern, path

from madoguchi.messaging.views import line, officer

app_name = "messaging"

resident_urls: list[URLPattern] = []
officer_urls: list[URLPattern] = [
    path("messages/", officer.to_see_to, name="to_see_to"),
    path("messages/line/", line.line, name="line"),
    path("messages/line/<slug:act>/", line.switch, name="line_switch"),
    path("messages/line/<uuid:broadcast_id>/<slug:act>/", line.switch_broadcast, name="line_broadcast"),
    path("messages/<uuid:message>/<slug:act>/", officer.change, name="change"),
]
