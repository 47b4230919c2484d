"""Addresses of this room, by entrance."""

from django.urls import path

from madoguchi.enrolment.views import clubs, place, resident

app_name = "enrolment"

resident_urls = [
    path("my/enrolments/offers/<uuid:offer_id>/", resident.offer, name="offer"),
    path("my/enrolments/offers/<uuid:offer_id>/accept/", resident.accept, name="accept"),
    path("my/enrolments/offers/<uuid:offer_id>/decline/", resident.decline, name="decline"),
    path("my/enrolments/<uuid:enrolment_id>/", resident.enrolment, name="enrolment"),
    path("my/enrolments/<uuid:enrolment_id>/interview/", resident.interview, name="interview"),
    path("my/enrolments/<uuid:enrolment_id>/interview/give-back/", resident.give_back, name="give_back"),
    path("my/enrolments/<uuid:enrolment_id>/begin/<slug:slug>/", resident.begin, name="begin"),
]
officer_urls = [
    path("enrolments/", clubs.clubs, name="clubs"),
    path("enrolments/clubs/<slug:code>/", clubs.club, name="club"),
    path("enrolments/clubs/<slug:code>/offer/", clubs.offer, name="make_offer"),
    path("enrolments/clubs/<slug:code>/interviews/", clubs.open_times, name="open_times"),
    path("enrolments/left/<str:reference>/seen-to/", clubs.settle, name="settle"),
    path("enrolments/offers/<uuid:offer_id>/", place.offer, name="desk_offer"),
    path("enrolments/offers/<uuid:offer_id>/<slug:act>/", place.answer, name="answer"),
    path("enrolments/<uuid:enrolment_id>/", place.place, name="place"),
    path("enrolments/<uuid:enrolment_id>/<slug:act>/", place.act, name="act"),
]
