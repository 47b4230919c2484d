"""Officers show a password and a second factor; the password alone opens nothing."""

from __future__ import annotations

import logging
import re
from datetime import timedelta

import pytest
from django.test import Client
from tests.capabilities.people.conftest import (
    NUMBER,
    PASSWORD,
    code,
    first_step,
    is_in,
    second_step,
)
from tests.city.people import acting, make_officer, make_resident, signed_in

from madoguchi.audit.models import Line
from madoguchi.base import clock
from madoguchi.base.crypto import seal
from madoguchi.people import limits
from madoguchi.people.actions import second_factor, staff
from madoguchi.people.models import SignIn
from madoguchi.people.sign_ins import SignInStore

pytestmark = pytest.mark.django_db


def verbs():
    return list(Line.objects.order_by("pk").values_list("verb", flat=True))


def test_an_officer_signs_in_by_two_steps(desk, officer, secret):
    assert first_step(desk).url == "/desk/sign-in/second/"
    assert not is_in(desk)
    assert second_step(desk, code(secret)).url == "/desk/"
    assert is_in(desk)
    assert verbs()[-1] == "sign_in.began"


def test_one_goes_on_where_one_wanted_to(desk, officer, secret):
    asked = desk.get("/desk/account/").url
    assert asked == "/desk/sign-in/?next=%2Fdesk%2Faccount%2F"
    halfway = first_step(desk, query="?next=/desk/account/").url
    assert second_step(desk, code(secret), halfway.partition("second/")[2]).url == "/desk/account/"


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "/sign-in/", "/\\evil"])
def test_one_never_leaves_the_desk(desk, officer, secret, wanted):
    first_step(desk)
    assert (
        desk.post("/desk/sign-in/second/", {"code": code(secret)}, query_params={"next": wanted}).url
        == "/desk/"
    )


@pytest.mark.parametrize(
    ("number", "password"),
    [(NUMBER, "wrong"), ("9999", PASSWORD), ("", ""), (NUMBER, ""), ("\x00", "x"), ("2001" * 1000, "x")],
)
def test_a_wrong_number_and_a_wrong_password_look_alike(desk, officer, number, password):
    response = first_step(desk, number=number, password=password)
    assert response.status_code == 422
    assert "職員番号かパスワードが違います" in response.content.decode()


def test_a_number_in_full_width_digits_is_understood(desk, officer, secret):
    assert first_step(desk, number=" ２００１ ").status_code == 302


def test_an_unknown_number_takes_as_long_as_a_known_one(desk, officer, monkeypatch):
    hashed = []
    from django.contrib.auth.hashers import MD5PasswordHasher

    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda self, *a: hashed.append(1) or encode(self, *a))
    first_step(desk, number="9999")
    assert len(hashed) == 1
    first_step(desk, password="wrong")
    assert len(hashed) == 2


def test_the_second_step_needs_the_first(desk, officer, secret):
    assert second_step(desk, code(secret)).url == "/desk/sign-in/"
    assert not is_in(desk)


def test_the_first_step_is_forgotten_after_ten_minutes(desk, officer, secret):
    first_step(desk)
    store = SignInStore(desk.cookies["desk_sign_in"].value, entrance="desk")
    store["halfway"] = {**store["halfway"], "at": clock.now().timestamp() - 601}
    store.save()
    assert second_step(desk, code(secret)).url == "/desk/sign-in/"


def test_a_wrong_second_factor_is_told(desk, officer, secret):
    first_step(desk)
    response = second_step(desk, "000000")
    assert response.status_code == 422
    assert "コードが違うか、すでに使われています" in response.content.decode()
    assert "sign_in.failed" in verbs()


def test_a_code_seen_over_the_shoulder_opens_nothing(desk, officer, secret):
    used = code(secret)
    first_step(desk)
    second_step(desk, used)
    thief = Client()
    first_step(thief)
    assert second_step(thief, used).status_code == 422


def test_a_clock_may_be_wrong_by_half_a_minute_and_not_more(desk, officer, secret):
    first_step(desk)
    assert second_step(desk, code(secret, later=2)).status_code == 422
    assert second_step(desk, code(secret, later=1)).status_code == 302


def test_an_older_code_is_worth_nothing_after_a_newer_one(officer, secret, now):
    by, now = acting(officer), clock.now()
    assert (
        second_factor.check_code(account=officer.account, typed=code(secret, now), by=by, now=now) == "totp"
    )
    older = code(secret, now, later=-1)
    assert second_factor.check_code(account=officer.account, typed=older, by=by, now=now) is None


def test_after_too_many_second_factors_one_begins_again(desk, officer, secret):
    first_step(desk)
    told = [second_step(desk, "000000") for _ in range(7)]
    assert "10分ほど待ってから" in told[-1].content.decode()
    assert second_step(desk, code(secret)).url == "/desk/sign-in/"
    assert "sign_in.locked" in verbs()


def test_a_recovery_code_lets_in_once(desk, officer):
    codes = second_factor.renew_recovery_codes(account=officer.account, by=acting(officer), now=clock.now())
    add_app(officer)
    first_step(desk)
    assert second_step(desk, f" {codes[3][:4]} {codes[3][4:]} ").url == "/desk/"
    again = Client()
    first_step(again)
    assert second_step(again, codes[3]).status_code == 422


def add_app(officer):
    second_factor.Authenticator.objects.create(
        user=officer.account, type="totp", data={"secret": seal("A" * 32), "counter": 0}
    )


def test_five_failures_lock_the_account_for_that_network(desk, officer, secret):
    told = [first_step(desk, password="wrong") for _ in range(6)]
    assert "30分間ログインを止めています" in told[-1].content.decode()
    assert "30分間ログインを止めています" in first_step(desk).content.decode()
    assert "sign_in.locked" in verbs()


def test_a_lock_holds_for_one_network_only(desk, officer, secret, settings):
    """Nobody can lock an officer out of the city hall from outside."""
    settings.PROXIES = 1
    outside = Client(headers={"X-Forwarded-For": "198.51.100.1"})
    for _ in range(6):
        first_step(outside, password="wrong")
    inside = Client(headers={"X-Forwarded-For": "10.0.0.1"})
    assert first_step(inside).status_code == 302


def test_a_lock_ends_after_half_an_hour(desk, officer, secret, settings):
    for _ in range(6):
        first_step(desk, password="wrong")
    settings.AXES_COOLOFF_TIME = timedelta(0)
    assert first_step(desk).status_code == 302


def test_passwords_cannot_be_guessed_from_many_networks(now):
    tries = [limits.may_try_password(NUMBER, network=f"198.51.100.{n}", now=now) for n in range(60)]
    assert tries.count(True) == 40


def test_who_was_locked_out_by_failures_is_free_after_a_success(desk, officer, secret):
    for _ in range(4):
        first_step(desk, password="wrong")
    first_step(desk)
    second_step(desk, code(secret))
    assert [first_step(Client(), password="wrong").status_code for _ in range(4)] == [422] * 4
    assert first_step(Client()).status_code == 302


def test_what_is_typed_is_neither_recorded_nor_logged(desk, officer, caplog):
    caplog.set_level(logging.DEBUG)
    first_step(desk, number="my-password-by-mistake", password="my-other-password")
    told = " ".join(str(vars(line)) for line in Line.objects.all()) + caplog.text
    assert "my-other-password" not in told
    assert "my-password-by-mistake" not in " ".join(str(vars(line)) for line in Line.objects.all())


def test_a_barred_officer_is_out_at_the_next_step(desk, officer, secret, now):
    first_step(desk)
    second_step(desk, code(secret))
    staff.bar_officer(officer=officer, by=acting(officer), now=now)
    assert not is_in(desk)
    assert first_step(Client()).status_code == 422


def test_a_resident_has_no_way_to_the_desk(desk):
    resident = make_resident("aoi@mail.example")
    assert first_step(desk, number="aoi@mail.example", password="").status_code == 422
    phone = signed_in(resident)
    assert phone.get("/desk/account/").status_code == 302
    phone.cookies["desk_sign_in"] = phone.cookies["portal_sign_in"].value
    assert phone.get("/desk/account/").status_code == 302


def test_an_officers_account_does_not_open_the_portal(officer):
    browser = signed_in(officer)
    browser.cookies["portal_sign_in"] = browser.cookies["desk_sign_in"].value
    assert browser.get("/sign-in/").status_code == 200


def test_an_account_at_the_wrong_entrance_is_nobody(officer, secret):
    """Even if a sign-in of the other kind got under the right cookie."""
    browser = signed_in(officer)
    store = SignInStore(browser.cookies["desk_sign_in"].value, entrance="desk")
    forged = SignInStore(entrance="portal")
    forged.update(store.load())
    forged.create()
    forged.update(store.load())
    forged.save()
    browser.cookies["portal_sign_in"] = forged.session_key
    assert browser.get("/sign-in/").status_code == 200


def test_a_sign_in_without_second_factor_is_none(officer):
    browser = signed_in(officer)
    store = SignInStore(browser.cookies["desk_sign_in"].value, entrance="desk")
    del store["second_factor"]
    store.save()
    assert browser.get("/desk/account/").status_code == 302


def test_the_fourth_browser_signs_out_the_first(officer):
    browsers = [signed_in(officer) for _ in range(4)]
    assert [is_in(browser) for browser in browsers] == [False, True, True, True]
    assert SignIn.objects.filter(account=officer.account).count() == 3


def test_signing_out_ends_it(officer):
    browser = signed_in(officer)
    stolen = browser.cookies["desk_sign_in"].value
    assert browser.post("/desk/sign-out/").url == "/desk/sign-in/"
    browser.cookies["desk_sign_in"] = stolen
    assert not is_in(browser)
    assert "sign_in.ended" in verbs()


def test_an_ended_sign_in_is_told_kindly(desk):
    desk.cookies["desk_sign_in"] = "x" * 32
    asked = desk.get("/desk/account/")
    assert "30分間操作がなかったため、ログアウトしました" in desk.get(asked.url).content.decode()


def test_htmx_is_sent_to_the_sign_in_page_as_a_whole(desk):
    response = desk.get(
        "/desk/account/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/desk/x/"}
    )
    assert response["HX-Redirect"] == "/desk/sign-in/?next=%2Fdesk%2Fx%2F"


def test_an_address_of_elsewhere_is_no_way_back(desk):
    response = desk.post("/desk/account/password/", headers={"Referer": "https://evil.example/desk/x/"})
    assert response.url == "/desk/sign-in/?next=%2F"


# The first sign-in of all


def test_a_new_officer_takes_on_an_app_and_gets_recovery_codes(desk, officer):
    assert first_step(desk).url == "/desk/sign-in/enrol/"
    page = desk.get("/desk/sign-in/enrol/").content.decode()
    secret = re.search(r'<code class="number">([A-Z2-7 ]+)</code>', page)[1].replace(" ", "")
    told = desk.post("/desk/sign-in/enrol/", {"code": code(secret)}).content.decode()
    assert len(re.findall(r"<li>\d{8}</li>", told)) == 10
    assert is_in(desk)


def test_the_secret_is_drawn_for_the_app_and_only_for_its_owner(desk, officer):
    assert desk.get("/desk/sign-in/enrol/qr.svg").status_code == 404
    first_step(desk)
    desk.get("/desk/sign-in/enrol/")
    drawn = desk.get("/desk/sign-in/enrol/qr.svg")
    assert drawn["Content-Type"] == "image/svg+xml"
    assert "no-store" in drawn["Cache-Control"]
    assert drawn.content.startswith(b"<?xml")


def test_a_wrong_code_enrols_nothing(desk, officer):
    first_step(desk)
    assert desk.post("/desk/sign-in/enrol/", {"code": "000000"}).status_code == 422
    assert not is_in(desk)


def test_the_secret_lies_sealed_in_the_database(desk, officer, secret):
    (factor,) = second_factor.Authenticator.objects.filter(type="totp")
    assert secret not in str(factor.data)
    first_step(Client())


def test_who_has_a_second_factor_cannot_replace_it_with_the_password_alone(desk, officer, secret):
    first_step(desk)
    assert desk.get("/desk/sign-in/enrol/").status_code == 302
    assert desk.post("/desk/sign-in/enrol/", {"code": "000000"}).status_code == 302


def test_pages_of_the_desk_are_not_kept_by_browsers(desk, officer):
    assert "no-store" in desk.get("/desk/sign-in/")["Cache-Control"]
    assert "no-store" in signed_in(officer).get("/desk/account/")["Cache-Control"]


def test_pages_of_a_resident_are_kept_by_nobody(aoi):
    assert signed_in(aoi).get("/")["Cache-Control"] == "private, no-store"
    assert "Cache-Control" not in Client().get("/")


def test_an_account_without_password_cannot_be_entered(desk, city):
    make_officer("3001", section=city.kosodate)
    assert first_step(desk, number="3001", password="!").status_code == 422
