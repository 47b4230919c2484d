"""Addresses of this room, by entrance."""

from __future__ import annotations

from django.urls import URLPattern, path

from madoguchi.places.views import children, officer, open_data, resident, rolls

app_name = "places"

resident_urls: list[URLPattern] = [
    path("places/", resident.listed, name="listed"),
    path("places/<slug:code>/", resident.place, name="place"),
    path("me/children/", children.listed, name="children"),
    path("me/children/<uuid:child_ref>/", children.belong, name="belong"),
]
officer_urls: list[URLPattern] = [
    path("rolls/", rolls.listed, name="rolls"),
    path("rolls/<slug:code>/", rolls.roll, name="roll"),
    path("rolls/<slug:code>/take/", rolls.take, name="roll_take"),
    path("rolls/<slug:code>/claims/<int:claim_id>/", rolls.answer, name="claim_answer"),
    path("places/", officer.listed, name="desk"),
    path("places/open-data/", open_data.listed, name="open_data"),
    path("places/open-data/look/", open_data.look, name="open_data_look"),
    path("places/open-data/take/", open_data.take, name="open_data_take"),
    path("places/open-data/<str:dataset>.csv", open_data.export, name="open_data_export"),
    path("places/<slug:code>/", officer.place, name="desk_place"),
    path("places/<slug:code>/announce/", officer.announce, name="announce"),
    path("places/days/<int:special_id>/take-back/", officer.take_back, name="take_back"),
]
