"""The officers' front page."""

from django.urls import URLPattern, path

from madoguchi.desk.views import home

app_name = "desk"

resident_urls: list[URLPattern] = []
officer_urls: list[URLPattern] = [path("", home.home, name="home")]
