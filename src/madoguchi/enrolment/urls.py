"""Addresses of this room, by entrance."""

from django.urls import path

from madoguchi.enrolment.views import resident

app_name = "enrolment"

resident_urls = [
    path("my/enrolments/offers/<uuid:offer_id>/", resident.offer, name="offer"),
    path("my/enrolments/offers/<uuid:offer_id>/accept/", resident.accept, name="accept"),
    path("my/enrolments/offers/<uuid:offer_id>/decline/", resident.decline, name="decline"),
    path("my/enrolments/<uuid:enrolment_id>/", resident.enrolment, name="enrolment"),
    path("my/enrolments/<uuid:enrolment_id>/begin/<slug:slug>/", resident.begin, name="begin"),
]
