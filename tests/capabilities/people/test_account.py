"""An officer sees where they are signed in, and ends what they do not know."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from tests.capabilities.people.conftest import PASSWORD, first_step, is_in
from tests.city.people import signed_in

from madoguchi.people.models import SignIn

pytestmark = pytest.mark.django_db
NEW = "tsubame-ga-kaeru-6"


@pytest.fixture
def here(officer, secret):
    return signed_in(officer)


def test_all_browsers_are_listed_and_this_one_is_marked(here, officer):
    signed_in(officer)
    page = here.get("/desk/account/").content.decode()
    assert page.count("この端末") == 1
    assert page.count("ログアウトさせる") == 1


def test_another_browser_is_signed_out(here, officer):
    other = signed_in(officer)
    theirs = SignIn.objects.get(session_id=other.cookies["desk_sign_in"].value)
    assert here.post(f"/desk/account/sign-ins/{theirs.pk}/end/").status_code == 302
    assert is_in(here) and not is_in(other)


def test_nobody_ends_the_sign_in_of_somebody_else(here, dans_desk, dan):
    theirs = SignIn.objects.get(account=dan.account)
    assert here.post(f"/desk/account/sign-ins/{theirs.pk}/end/").status_code == 404
    assert is_in(dans_desk)


def test_a_new_password_signs_out_every_other_browser(here, officer):
    other = signed_in(officer)
    response = here.post("/desk/account/password/", {"password": PASSWORD, "new": NEW})
    assert response.status_code == 302
    assert is_in(here) and not is_in(other)
    assert first_step(Client(), password=NEW).status_code == 302
    assert first_step(Client(), password=PASSWORD).status_code == 422


@pytest.mark.parametrize(
    ("present", "new", "told"),
    [
        ("wrong", NEW, "今のパスワードが違います"),
        (PASSWORD, "short", "12文字以上で"),
        (PASSWORD, "password1234", "12文字以上で"),
        (PASSWORD, "", "12文字以上で"),
    ],
)
def test_a_wrong_or_weak_password_changes_nothing(here, present, new, told):
    response = here.post("/desk/account/password/", {"password": present, "new": new})
    assert response.status_code == 422
    assert told in response.content.decode()
    assert first_step(Client()).status_code == 302


def test_fresh_recovery_codes_are_shown_once(here):
    told = here.post("/desk/account/recovery-codes/", {"password": PASSWORD}).content.decode()
    assert len(set(re.findall(r"<li>(\d{8})</li>", told))) == 10
    assert not re.search(r"\d{8}", re.sub(r'"[^"]*"', "", here.get("/desk/account/").content.decode()))


def test_recovery_codes_need_the_password(here):
    assert here.post("/desk/account/recovery-codes/", {"password": "x"}).status_code == 422


def test_a_desk_left_open_lets_nobody_guess_the_password(here):
    for _ in range(6):
        here.post("/desk/account/recovery-codes/", {"password": "x"})
    response = here.post("/desk/account/recovery-codes/", {"password": PASSWORD})
    assert "10分ほど待ってから" in response.content.decode()
