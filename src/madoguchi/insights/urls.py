"""Addresses of this room: counts only."""

from django.urls import URLPattern, path

from madoguchi.insights.views import effect, registered

app_name = "insights"

resident_urls: list[URLPattern] = []
officer_urls: list[URLPattern] = [
    path("insights/effect/", effect.effect, name="effect"),
    path("insights/effect/<str:kind>/", effect.take_along, name="effect_file"),
    path("insights/registered/", registered.registered, name="registered"),
    path("insights/registered/<str:kind>/", registered.take_along, name="registered_file"),
]
