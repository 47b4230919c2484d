"""Addresses of this room, by entrance."""

from __future__ import annotations

from django.urls import URLPattern, path

from madoguchi.places.views import officer, resident

app_name = "places"

resident_urls: list[URLPattern] = [
    path("places/", resident.listed, name="listed"),
    path("places/<slug:code>/", resident.place, name="place"),
]
officer_urls: list[URLPattern] = [
    path("places/", officer.listed, name="desk"),
    path("places/<slug:code>/", officer.place, name="desk_place"),
    path("places/<slug:code>/announce/", officer.announce, name="announce"),
    path("places/days/<int:special_id>/take-back/", officer.take_back, name="take_back"),
]
