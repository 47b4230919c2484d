"""Addresses of the demo."""

from django.urls import URLPattern, path

from madoguchi.demo import views

app_name = "demo"

demo_urls: list[URLPattern] = [
    path("", views.people, name="people"),
    path("sign-in/<slug:key>", views.enter, name="enter"),
    path("mailbox/", views.mailbox, name="mailbox"),
]
