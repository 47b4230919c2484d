"""Addresses of this room, by entrance."""

from __future__ import annotations

from django.urls import URLPattern, path

from madoguchi.checkin.views import door, house, register

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
officer_urls: list[URLPattern] = [
    path("visits/", house.points, name="points"),
    path("visits/correct/<uuid:visit_id>/", house.correct, name="correct"),
    path("visits/families/<uuid:family_id>/", house.family, name="family"),
    path("visits/families/<uuid:family_id>/card/", house.card, name="card"),
    path("visits/<uuid:point_id>/", house.board, name="board"),
    path("visits/<uuid:point_id>/say/", house.say_for, name="say_for"),
    path("visits/<uuid:point_id>/guest/", house.guest, name="guest"),
    path("visits/<uuid:point_id>/evacuation/", house.evacuation, name="evacuation"),
    path("visits/<uuid:point_id>/poster/", house.poster, name="poster"),
    path("visits/<uuid:point_id>/turn/", house.turn, name="turn"),
]
