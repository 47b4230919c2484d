"""Addresses of this room. Nothing of the register ever stands in one."""

from django.urls import URLPattern, path

from madoguchi.register.views import extracts, matches, one

app_name = "register"

resident_urls: list[URLPattern] = []
officer_urls: list[URLPattern] = [
    path("register/", matches.matches, name="matches"),
    path("register/compare/", matches.compare, name="compare"),
    path("register/confirm/", matches.confirm, name="confirm"),
    path("register/runs/<uuid:run_id>/", matches.run, name="run"),
    path("register/extracts/", extracts.extracts, name="extracts"),
    path("register/extracts/<uuid:extract_id>/", extracts.extract, name="extract"),
    path("register/extracts/<uuid:extract_id>/remove/", extracts.remove, name="remove"),
    path("register/applications/<str:reference>/", one.application, name="application"),
    path("register/applications/<str:reference>/choose/", one.choose, name="choose"),
    path("register/applications/<str:reference>/undo/", one.undo, name="undo"),
]
