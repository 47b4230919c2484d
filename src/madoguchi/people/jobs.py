"""What signing in leaves behind, tidied away."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.contrib.sessions.models import Session
from procrastinate.contrib.django import app

from madoguchi.base import clock
from madoguchi.people.models import MailedCode, SignIn

KEPT: Final = timedelta(hours=1)


@app.task(name="people.tidy")
def tidy(**_ignored: object) -> None:
    """Remove expired codes with their addresses after an hour, and sign-ins whose browser is gone."""
    now = clock.now()
    MailedCode.objects.filter(expires_at__lt=now - KEPT).delete()
    alive = Session.objects.filter(expire_date__gt=now).values("session_key")
    SignIn.objects.exclude(session_key__in=alive).delete()
