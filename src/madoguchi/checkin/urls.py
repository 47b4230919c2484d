"""Addresses of this room, by entrance."""

from __future__ import annotations

from django.urls import URLPattern, path

from madoguchi.checkin.views import (
    classes,
    door,
    house,
    later,
    lectures,
    notices,
    register,
    shelters,
    tablet,
    tablets,
)

app_name = "checkin"

resident_urls: list[URLPattern] = [
    path("in/app.webmanifest", later.manifest, name="manifest"),
    path("in/worker.js", later.worker, name="worker"),
    path("in/key/", later.key, name="key"),
    path("in/send/", later.send, name="send"),
    path("in/", door.start, name="start"),
    path("in/register/", register.register, name="register"),
    path("in/leave/", door.leave, name="leave"),
    path("in/done/<uuid:scan_id>/", door.entered, name="done"),
    path("in/undo/<uuid:scan_id>/", door.undo, name="undo"),
    path("in/tablet/", tablet.tablet, name="tablet"),
    path("in/tablet/pair/", tablet.pair, name="tablet_pair"),
    path("in/tablet/key/", tablet.key, name="tablet_key"),
    path("in/tablet/send/", tablet.send, name="tablet_send"),
    path("in/tablet/<uuid:scan_id>/", tablet.said, name="tablet_said"),
    path("in/tablet/<uuid:scan_id>/undo/", tablet.undo, name="tablet_undo"),
    path("in/<uuid:point_id>/<slug:token>/", door.door, name="door"),
    path("me/absence/", notices.children, name="absences"),
    path("me/absence/<uuid:child_ref>/", notices.absence, name="absence"),
    path("me/absence/told/<uuid:notice_id>/", notices.notice, name="notice"),
    path("me/absence/told/<uuid:notice_id>/change/", notices.change, name="notice_change"),
    path("me/absence/told/<uuid:notice_id>/withdraw/", notices.withdraw, name="notice_withdraw"),
    path("me/visits/", door.visits, name="visits"),
    path("me/visits/forget/", door.forget, name="forget"),
]
officer_urls: list[URLPattern] = [
    path("visits/", house.points, name="points"),
    path("visits/correct/<uuid:visit_id>/", house.correct, name="correct"),
    path("visits/families/<uuid:family_id>/", house.family, name="family"),
    path("visits/families/<uuid:family_id>/card/", house.card, name="card"),
    path("visits/<uuid:point_id>/", house.board, name="board"),
    path("visits/<uuid:point_id>/find/", house.find, name="find"),
    path("visits/<uuid:point_id>/say/", house.say_for, name="say_for"),
    path("visits/<uuid:point_id>/guest/", house.guest, name="guest"),
    path("visits/<uuid:point_id>/evacuation/", house.evacuation, name="evacuation"),
    path("visits/<uuid:point_id>/poster/", house.poster, name="poster"),
    path("visits/<uuid:point_id>/turn/", house.turn, name="turn"),
    path("visits/<uuid:point_id>/tablets/", tablets.tablets, name="tablets"),
    path("visits/tablets/<uuid:tablet_id>/end/", tablets.end, name="tablet_end"),
    path("shelters/", shelters.overview, name="shelters"),
    path("shelters/figures/<slug:kind>/", shelters.figures, name="shelter_figures"),
    path("shelters/<uuid:point_id>/", shelters.shelter, name="shelter"),
    path("shelters/<uuid:point_id>/find/", shelters.seek, name="seek"),
    path("shelters/<uuid:point_id>/in/", shelters.let_in, name="let_in"),
    path("shelters/<uuid:point_id>/close/", shelters.close, name="close_shelter"),
    path("shelters/<uuid:point_id>/list/<slug:kind>/", shelters.take_along, name="shelter_list"),
    path("shelters/<uuid:point_id>/<uuid:family_id>/", shelters.household, name="household"),
    path("shelters/<uuid:point_id>/<uuid:family_id>/out/", shelters.let_out, name="let_out"),
    path("visits/events/<uuid:session_id>/poster/", lectures.poster, name="lecture_poster"),
    path("classes/", classes.schools, name="schools"),
    path("classes/filed/<str:reference>/", classes.settle, name="filed_settle"),
    path("classes/<slug:code>/", classes.classes, name="classes"),
    path("classes/<slug:code>/print/", classes.printed, name="classes_print"),
    path("classes/<slug:code>/arrive/", classes.arrive, name="arrive"),
    path("classes/<slug:code>/notices/<uuid:notice_id>/", classes.confirm, name="notice_seen"),
]
