"""Addresses of this room, by entrance."""

from __future__ import annotations

from django.urls import URLPattern, path

from madoguchi.outreach.views import collection, menus, reminders, resident, segments

app_name = "outreach"

resident_urls: list[URLPattern] = [
    path("me/news/", resident.settings, name="settings"),
    path("me/news/withdraw/", resident.withdraw, name="withdraw"),
    path("collection/", collection.calendar, name="collection"),
    path("collection/remind/", collection.wish, name="collection_wish"),
    path("me/reminders/", reminders.choose, name="reminders"),
]
officer_urls: list[URLPattern] = [
    path("menus/", menus.menus, name="menus"),
    path("menus/edit/", menus.edit, name="menu_edit"),
    path("menus/publish/", menus.publish, name="menu_publish"),
    path("menus/show/<slug:mode>/", menus.show, name="menu_show"),
    path("menus/<uuid:menu_id>/<slug:mode>/<int:tab>/<slug:code>.png", menus.picture, name="menu_picture"),
    path("segments/", segments.listed, name="segments"),
    path("segments/new/", segments.build, name="build"),
    path("segments/<uuid:segment_id>/", segments.segment, name="segment"),
    path("collection/", collection.take_in, name="collection_files"),
]
