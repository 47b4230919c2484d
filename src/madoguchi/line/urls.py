"""Addresses that LINE and phones with LINE ask for, and those of officers who answer chats."""

from __future__ import annotations

from django.urls import URLPattern, path

from madoguchi.line.views import webhook

app_name = "line"

resident_urls: list[URLPattern] = [
    path("line/webhook/", webhook.webhook, name="webhook"),
]
officer_urls: list[URLPattern] = []
