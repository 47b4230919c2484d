"""Addresses of this room, by entrance."""

from django.urls import URLPattern, path

from madoguchi.selection.views import (
    ahead,
    certificates,
    criteria,
    findings,
    free_places,
    lotteries,
    outside,
    points,
    rounds,
    runs,
    seats,
)

app_name = "selection"

resident_urls: list[URLPattern] = [
    path("free-places/", free_places.free_places, name="free_places"),
    path("lottery/", lotteries.lotteries, name="lotteries"),
]
officer_urls: list[URLPattern] = [
    path("selection/", rounds.rounds, name="rounds"),
    path("selection/criteria/", criteria.editions, name="criteria_list"),
    path("selection/criteria/read/", criteria.read, name="read_criteria"),
    path("selection/criteria/<uuid:edition_id>/", criteria.edition, name="criteria"),
    path("selection/criteria/<uuid:edition_id>/edit/", criteria.edit, name="edit_criteria"),
    path("selection/criteria/<uuid:edition_id>/confirm/", criteria.confirm, name="confirm_criteria"),
    path("selection/criteria/<uuid:edition_id>/file/", criteria.file, name="criteria_file"),
    path("selection/criteria/<uuid:edition_id>/try/", criteria.try_out, name="try_criteria"),
    path("selection/rounds/new/", rounds.new_round, name="new_round"),
    path("selection/rounds/<uuid:round_id>/", rounds.round, name="round"),
    path("selection/rounds/<uuid:round_id>/edit/", rounds.edit_round, name="edit_round"),
    path("selection/rounds/<uuid:round_id>/seats/", seats.seats, name="seats"),
    path("selection/rounds/<uuid:round_id>/seats/read/", seats.read_seats, name="read_seats"),
    path("selection/rounds/<uuid:round_id>/seats/remind/", seats.remind, name="remind_seats"),
    path("selection/rounds/<uuid:round_id>/seats/<slug:code>/sign/", seats.sign, name="sign_seats"),
    path("selection/rounds/<uuid:round_id>/outside/", outside.pre_assignments, name="pre_assignments"),
    path("selection/rounds/<uuid:round_id>/outside/<slug:act>/", outside.act, name="pre_assignment_act"),
    path(
        "selection/rounds/<uuid:round_id>/free-places/",
        free_places.show_free_places,
        name="show_free_places",
    ),
    path("selection/rounds/<uuid:round_id>/certificates/", findings.to_replace, name="to_replace"),
    path("selection/rounds/<uuid:round_id>/twice/", outside.doubles, name="doubles"),
    path("selection/rounds/<uuid:round_id>/runs/", runs.listed, name="runs"),
    path("selection/rounds/<uuid:round_id>/runs/ahead/", ahead.ahead, name="run_ahead"),
    path("selection/rounds/<uuid:round_id>/runs/start/", runs.start, name="start_run"),
    path("selection/rounds/<uuid:round_id>/runs/rehearse/", runs.rehearse, name="rehearse"),
    path("selection/rounds/<uuid:round_id>/lottery/<slug:act>/", runs.draw, name="lottery"),
    path("selection/rounds/<uuid:round_id>/runs/<uuid:calculation_id>/", runs.run, name="run"),
    path(
        "selection/rounds/<uuid:round_id>/runs/<uuid:calculation_id>/confirm/",
        runs.confirm,
        name="confirm_run",
    ),
    path(
        "selection/rounds/<uuid:round_id>/runs/<uuid:calculation_id>/reopen/",
        runs.reopen,
        name="reopen_run",
    ),
    path(
        "selection/rounds/<uuid:round_id>/runs/<uuid:calculation_id>/compare/",
        runs.compare,
        name="compare_runs",
    ),
    path(
        "selection/rounds/<uuid:round_id>/runs/<uuid:calculation_id>/exceptions/",
        runs.exceptions,
        name="run_exceptions",
    ),
    path(
        "selection/rounds/<uuid:round_id>/runs/<uuid:calculation_id>/clubs/<slug:code>/",
        runs.club,
        name="run_club",
    ),
    path(
        "selection/rounds/<uuid:round_id>/runs/<uuid:calculation_id>/children/<str:reference>/",
        runs.child,
        name="run_child",
    ),
    path("selection/rounds/<uuid:round_id>/findings/", findings.listed, name="findings_list"),
    path("selection/rounds/<uuid:round_id>/findings/<str:reference>/", findings.one, name="findings"),
    path(
        "selection/rounds/<uuid:round_id>/findings/<str:reference>/points/",
        points.point_sheet,
        name="point_sheet",
    ),
    path(
        "selection/rounds/<uuid:round_id>/findings/<str:reference>/points.pdf",
        points.point_sheet_pdf,
        name="point_sheet_pdf",
    ),
    path(
        "selection/rounds/<uuid:round_id>/findings/<str:reference>/confirm/",
        findings.confirm,
        name="confirm_finding",
    ),
    path(
        "selection/rounds/<uuid:round_id>/findings/<str:reference>/take-back/",
        findings.take_back,
        name="take_back_finding",
    ),
    path(
        "selection/rounds/<uuid:round_id>/findings/<str:reference>/settle/",
        findings.settle,
        name="settle_findings",
    ),
    path(
        "selection/rounds/<uuid:round_id>/findings/<str:reference>/certificates/<slug:row>/",
        certificates.certificate,
        name="certificate",
    ),
]
