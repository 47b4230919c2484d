"""The page on backups tells an engineer, on the worst of days, what to type: it must be right."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection
from tests.capabilities.applications.test_filing import filed
from tests.capabilities.messaging.test_change import told
from tests.city.households import publish_where

from madoguchi.applications.models import Application
from madoguchi.base import counters
from madoguchi.messaging.models import OutgoingMessage
from madoguchi.people.models import Resident
from madoguchi.rules.messages import Status

pytestmark = pytest.mark.django_db

PAGE = Path(__file__).parents[3] / "docs" / "operate" / "backup.md"


def come_back() -> None:
    """Type what the page says."""
    with connection.cursor() as cursor:
        for statement in re.findall(r"^ +((?:SELECT|UPDATE) .*;)$", PAGE.read_text(), re.MULTILINE):
            cursor.execute(statement)


def serial_of(application: Application) -> int:
    """The middle of a receipt number."""
    return int(application.reference.split("-")[1])


def test_no_number_is_given_again(city: SimpleNamespace, aoi: Resident, ben: Resident) -> None:
    version = publish_where(limits={}).pk
    before = serial_of(filed(aoi, version))
    letters = counters.take("letter:子育:2026")
    come_back()
    assert serial_of(filed(ben, version)) > before + 1000
    assert counters.take("letter:子育:2026") == letters + 101


def test_nobody_is_told_again_before_an_officer_looked(now: datetime, aoi: Resident) -> None:
    told(now, aoi)
    come_back()
    assert OutgoingMessage.objects.get().status == Status.WITHHELD
