"""Addresses of this room, by entrance."""

from __future__ import annotations

from django.urls import URLPattern, path

from madoguchi.checkin.views import door, register

app_name = "checkin"

resident_urls: list[URLPattern] = [
    path("in/register/", register.register, name="register"),
    path("in/leave/", door.leave, name="leave"),
    path("in/done/<uuid:scan_id>/", door.entered, name="done"),
    path("in/undo/<uuid:scan_id>/", door.undo, name="undo"),
    path("in/<uuid:point_id>/<slug:token>/", door.door, name="door"),
    path("me/visits/", door.visits, name="visits"),
    path("me/visits/forget/", door.forget, name="forget"),
]
