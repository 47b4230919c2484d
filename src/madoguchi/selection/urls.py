"""Addresses of this room, by entrance."""

from django.urls import URLPattern, path

from madoguchi.selection.views import rounds, seats

app_name = "selection"

resident_urls: list[URLPattern] = []
officer_urls: list[URLPattern] = [
    path("selection/", rounds.rounds, name="rounds"),
    path("selection/rounds/new/", rounds.new_round, name="new_round"),
    path("selection/rounds/<uuid:round_id>/", rounds.round, name="round"),
    path("selection/rounds/<uuid:round_id>/edit/", rounds.edit_round, name="edit_round"),
    path("selection/rounds/<uuid:round_id>/seats/", seats.seats, name="seats"),
    path("selection/rounds/<uuid:round_id>/seats/read/", seats.read_seats, name="read_seats"),
    path("selection/rounds/<uuid:round_id>/seats/remind/", seats.remind, name="remind_seats"),
    path("selection/rounds/<uuid:round_id>/seats/<slug:code>/sign/", seats.sign, name="sign_seats"),
]
