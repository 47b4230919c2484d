"""Addresses of this room, by entrance."""

from __future__ import annotations

from django.urls import URLPattern, path

from madoguchi.outreach.views import (
    broadcasts,
    collection,
    history,
    menus,
    news,
    reminders,
    resident,
    segments,
)

app_name = "outreach"

resident_urls: list[URLPattern] = [
    path("me/news/", resident.settings, name="settings"),
    path("me/news/withdraw/", resident.withdraw, name="withdraw"),
    path("collection/", collection.calendar, name="collection"),
    path("collection/remind/", collection.wish, name="collection_wish"),
    path("me/reminders/", reminders.choose, name="reminders"),
    path("me/told/<uuid:news_id>/", news.read, name="told"),
    path("n/<uuid:news_id>.jpg", news.picture, name="picture"),
    path("n/<slug:wave_code>/<int:button>/", news.follow, name="follow"),
]
officer_urls: list[URLPattern] = [
    path("menus/", menus.menus, name="menus"),
    path("menus/edit/", menus.edit, name="menu_edit"),
    path("menus/publish/", menus.publish, name="menu_publish"),
    path("menus/show/<slug:mode>/", menus.show, name="menu_show"),
    path("menus/<uuid:menu_id>/<slug:mode>/<int:tab>/<slug:code>.png", menus.picture, name="menu_picture"),
    path("broadcasts/", broadcasts.listed, name="broadcasts"),
    path("broadcasts/new/", broadcasts.write, name="broadcast_new"),
    path("broadcasts/<uuid:news_id>/", broadcasts.broadcast, name="broadcast"),
    path("broadcasts/<uuid:news_id>/change/", broadcasts.change, name="broadcast_change"),
    path("broadcasts/<uuid:news_id>/picture.jpg", broadcasts.picture, name="broadcast_picture"),
    path("broadcasts/<uuid:news_id>/correct/", broadcasts.correct, name="broadcast_correct"),
    path("broadcasts/<uuid:news_id>/try/", broadcasts.try_out, name="broadcast_try"),
    path("broadcasts/<uuid:news_id>/release/", broadcasts.release, name="broadcast_release"),
    path("broadcasts/<uuid:news_id>/<slug:step>/", broadcasts.act, name="broadcast_act"),
    path("applications/<str:reference>/told/", history.told, name="told_to"),
    path("segments/", segments.listed, name="segments"),
    path("segments/new/", segments.build, name="build"),
    path("segments/<uuid:segment_id>/", segments.segment, name="segment"),
    path("collection/", collection.take_in, name="collection_files"),
]
