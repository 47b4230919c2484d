"""Addresses of this room, by entrance."""

from __future__ import annotations

from django.urls import URLPattern, path

from madoguchi.booking.views import (
    days,
    editing,
    halls,
    hire,
    hiring,
    hours,
    mine,
    numbers,
    offerings,
    resident,
    sessions,
)

app_name = "booking"

resident_urls: list[URLPattern] = [
    path("reserve/", resident.catalogue, name="catalogue"),
    path("reserve/times/<uuid:slot_id>/", resident.book, name="book"),
    path("reserve/times/<uuid:slot_id>/wait/", resident.wait, name="wait"),
    path("reserve/rooms/<slug:offering>/", hire.rooms, name="rooms"),
    path("reserve/<slug:offering>/", resident.calendar, name="calendar"),
    path("me/reservations/", mine.mine, name="mine"),
    path("me/reservations/waiting/<uuid:entry_id>/leave/", mine.wait_no_more, name="wait_no_more"),
    path("me/reservations/<uuid:reservation_id>/", mine.reservation, name="reservation"),
    path("me/reservations/<uuid:reservation_id>/answer/", mine.answer, name="answer"),
    path("me/reservations/<uuid:reservation_id>/cancel/", mine.cancel, name="cancel"),
    path("me/reservations/<uuid:reservation_id>/move/", mine.move, name="move"),
    path("me/reservations/<uuid:reservation_id>/paper.pdf", mine.paper, name="paper"),
    path("me/reservations/<uuid:reservation_id>/calendar.ics", mine.calendar_entry, name="ics"),
]
officer_urls: list[URLPattern] = [
    path("bookings/", offerings.listed, name="offerings"),
    path("bookings/day/", days.day, name="day"),
    path("bookings/day/<slug:kind>/", days.take_along, name="day_file"),
    path("bookings/new/", editing.new, name="new"),
    path("bookings/new/hall/", halls.new, name="new_hall"),
    path("bookings/sessions/<uuid:session_id>/", sessions.session, name="session"),
    path("bookings/sessions/<uuid:session_id>/book/", sessions.book, name="book_for"),
    path("bookings/sessions/<uuid:session_id>/tick/", sessions.tick, name="tick"),
    path("bookings/sessions/<uuid:session_id>/standing/", sessions.standing, name="standing"),
    path("bookings/sessions/<uuid:session_id>/sizes/", sessions.resize, name="resize"),
    path("bookings/sessions/<uuid:session_id>/off/", sessions.call_off, name="call_off"),
    path("bookings/sessions/<uuid:session_id>/file/<slug:kind>/", sessions.take_along, name="file"),
    path("bookings/reservations/<uuid:reservation_id>/", sessions.reservation, name="desk_reservation"),
    path("bookings/reservations/<uuid:reservation_id>/paper.pdf", sessions.paper, name="desk_paper"),
    path("bookings/reservations/<uuid:reservation_id>/move/", sessions.move, name="desk_move"),
    path("bookings/reservations/<uuid:reservation_id>/settle/", sessions.settle, name="settle"),
    path("bookings/<slug:offering>/", offerings.week, name="week"),
    path("bookings/<slug:offering>/edit/", editing.edit, name="edit"),
    path("bookings/<slug:offering>/hall/", halls.edit, name="hall"),
    path("bookings/<slug:offering>/hours/", hours.grid, name="hours"),
    path("bookings/<slug:offering>/hire/", hiring.rooms, name="hire"),
    path("bookings/<slug:offering>/numbers/", numbers.numbers, name="numbers"),
    path("bookings/<slug:offering>/open/", offerings.open_times, name="open_times"),
    path("bookings/<slug:offering>/together/", offerings.together, name="together"),
]
