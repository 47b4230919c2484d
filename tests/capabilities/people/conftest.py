"""Officers on their way in."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from tests.city.people import make_officer

from madoguchi.base import clock
from madoguchi.people import app_codes
from madoguchi.people.actions import second_factor
from madoguchi.people.entrants import actor_of

PASSWORD = "hiwari-no-sora-9"
NUMBER = "2001"


@pytest.fixture
def officer(city):
    """Somebody of the section for children, with a password and no second factor yet."""
    return make_officer(NUMBER, "小田桐 裕子", "オダギリ ユウコ", section=city.kosodate, password=PASSWORD)


@pytest.fixture
def secret(officer):
    """The officer's authenticator app."""
    made = app_codes.new_secret()
    before = clock.now() - timedelta(minutes=5)
    second_factor.enrol_app(
        account=officer.account,
        secret=made,
        typed=code(made, before),
        by=actor_of(officer, "desk"),
        now=before,
    )
    return made


@pytest.fixture
def desk():
    """A browser at the desk."""
    return Client()


def code(secret, at=None, *, later=0):
    """What the app shows."""
    return app_codes.code_at(secret, app_codes.counter_of(at or clock.now()) + later)


def first_step(desk, *, number=NUMBER, password=PASSWORD, query=""):
    return desk.post(f"/desk/sign-in/{query}", {"number": number, "password": password})


def second_step(desk, typed, query=""):
    return desk.post(f"/desk/sign-in/second/{query}", {"code": typed})


def is_in(desk):
    return desk.get("/desk/account/").status_code == 200


def options_of(page):
    return unescape(re.search(r'data-options="([^"]*)"', page.content.decode())[1])
