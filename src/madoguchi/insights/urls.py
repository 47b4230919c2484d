"""Addresses of this room: counts only."""

from django.urls import URLPattern, path

from madoguchi.insights.views import effect, growth, population, registered, visiting

app_name = "insights"

resident_urls: list[URLPattern] = []
officer_urls: list[URLPattern] = [
    path("insights/effect/", effect.effect, name="effect"),
    path("insights/effect/<str:kind>/", effect.take_along, name="effect_file"),
    path("insights/growth/", growth.by_week, name="growth"),
    path("insights/growth/note/", growth.note, name="occasion_note"),
    path("insights/growth/note/<int:occasion_id>/remove/", growth.take_away, name="occasion_remove"),
    path("insights/growth/people/", population.people, name="population"),
    path("insights/growth/<str:kind>/", growth.take_along, name="growth_file"),
    path("insights/registered/", registered.registered, name="registered"),
    path("insights/registered/<str:kind>/", registered.take_along, name="registered_file"),
    path("insights/visits/", visiting.visits, name="visits"),
    path("insights/visits/events/", visiting.note_event, name="event_note"),
    path("insights/visits/events/<int:occasion_id>/remove/", visiting.take_event_away, name="event_remove"),
    path("insights/visits/<str:kind>/", visiting.take_along, name="visits_file"),
]
