"""A passkey is a second factor that answers to our own address alone."""

from __future__ import annotations

import pytest
from tests.capabilities.people.authenticator import Key
from tests.capabilities.people.conftest import PASSWORD, first_step, is_in, options_of
from tests.city.people import signed_in

from madoguchi.people.actions.second_factor import Authenticator

pytestmark = pytest.mark.django_db
ADD = "/desk/account/passkeys/"


@pytest.fixture
def at_desk(officer, secret):
    return signed_in(officer)


def add(browser, key, **changes):
    answer = key.create(options_of(browser.get(ADD)))
    return browser.post(ADD, {"credential": answer, "name": "名札のキー", "password": PASSWORD, **changes})


def prove(desk, key):
    answer = key.get(options_of(desk.get("/desk/sign-in/second/")))
    return desk.post("/desk/sign-in/second/", {"credential": answer})


def keys():
    return Authenticator.objects.filter(type="webauthn").count()


def test_an_officer_adds_a_passkey_and_signs_in_with_it(at_desk, desk):
    key = Key()
    assert add(at_desk, key).status_code == 302
    first_step(desk)
    assert prove(desk, key).url == "/desk/"
    assert is_in(desk)


def test_adding_one_asks_for_the_password_again(at_desk):
    assert add(at_desk, Key(), password="wrong").status_code == 422
    assert keys() == 0


def test_a_copy_of_our_pages_elsewhere_gets_nothing(at_desk, desk):
    key = Key()
    add(at_desk, key)
    key.origin = "http://localhost.evil.example:8000"
    first_step(desk)
    assert prove(desk, key).status_code == 422


def test_a_passkey_of_elsewhere_cannot_be_added(at_desk):
    assert add(at_desk, Key(origin="https://evil.example")).status_code == 422
    assert keys() == 0


def test_an_answer_is_good_once(at_desk, desk):
    key = Key()
    add(at_desk, key)
    first_step(desk)
    answer = key.get(options_of(desk.get("/desk/sign-in/second/")))
    desk.post("/desk/sign-in/second/", {"credential": answer})
    desk.post("/desk/sign-out/")
    first_step(desk)
    desk.get("/desk/sign-in/second/")
    assert desk.post("/desk/sign-in/second/", {"credential": answer}).status_code == 422


def test_a_copied_passkey_betrays_itself_by_its_counter(at_desk, desk):
    key = Key()
    add(at_desk, key)
    first_step(desk)
    key.counter = 10
    prove(desk, key)
    desk.post("/desk/sign-out/")
    first_step(desk)
    key.counter = 5
    assert prove(desk, key).status_code == 422


def test_somebody_elses_passkey_is_none(at_desk, desk):
    add(at_desk, Key(b"mine"))
    first_step(desk)
    assert prove(desk, Key(b"mine")).status_code == 422
    assert prove(desk, Key(b"yours")).status_code == 422


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "{",
        "[]",
        "null",
        '"x"',
        "{}",
        '{"id": 7}',
        '{"id": "x", "rawId": "x", "response": {}}',
        "9" * 30_000,
    ],
)
def test_nonsense_is_no_passkey(at_desk, desk, answer):
    key = Key()
    add(at_desk, key)
    assert at_desk.get(ADD).status_code == 200
    assert at_desk.post(ADD, {"credential": answer, "password": PASSWORD}).status_code == 422
    first_step(desk)
    desk.get("/desk/sign-in/second/")
    assert desk.post("/desk/sign-in/second/", {"credential": answer}).status_code == 422


def test_the_last_second_factor_stays(at_desk):
    (app,) = Authenticator.objects.filter(type="totp")
    remove = f"/desk/account/factors/{app.pk}/remove/"
    refused = at_desk.post(remove, {"password": PASSWORD})
    assert refused.status_code == 422
    assert "これ1つだけです" in refused.content.decode()
    add(at_desk, Key())
    assert at_desk.post(remove, {"password": "wrong"}).status_code == 422
    assert at_desk.post(remove, {"password": PASSWORD}).status_code == 302
    assert not Authenticator.objects.filter(type="totp").exists()
