"""What signing in leaves behind, tidied away."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.contrib.sessions.models import Session
from procrastinate.contrib.django import app

from madoguchi.base import clock
from madoguchi.people.models import MailedCode, SpentToken, StartCode, TransferPlan
from madoguchi.rules import calendar

KEPT: Final = timedelta(hours=1)
UNTAKEN_KEPT: Final = timedelta(days=180)  # lists of transfers
TAKEN_KEPT: Final = timedelta(days=731)


@app.task(name="people.tidy")
def tidy(**_ignored: object) -> None:
    """Remove expired codes with their addresses after an hour, ended sign-ins, old lists."""
    now = clock.now()
    MailedCode.objects.filter(expires_at__lt=now - KEPT).delete()
    SpentToken.objects.filter(expires_at__lt=now - KEPT).delete()
    Session.objects.filter(expire_date__lt=now).delete()
    StartCode.objects.filter(expires_at__lt=now).delete()
    TransferPlan.objects.filter(taken_at=None, imported_at__lt=now - UNTAKEN_KEPT).delete()
    TransferPlan.objects.filter(first_day__lt=calendar.local_day(now) - TAKEN_KEPT).delete()
