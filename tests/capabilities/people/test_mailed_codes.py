"""Residents come in by a code in their mail, and nobody learns who has an account."""

from __future__ import annotations

import logging
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from tests.city.people import make_resident, signed_in

from madoguchi.audit.models import Line
from madoguchi.messaging.models import OutgoingMessage
from madoguchi.people import limits
from madoguchi.people.actions import residents
from madoguchi.people.models import Account, MailedCode, Resident
from madoguchi.people.sign_ins import SignInStore

pytestmark = pytest.mark.django_db
ADDRESS = "aoi@mail.example"


@pytest.fixture
def phone():
    return Client()


def ask(phone, address=ADDRESS, **extra):
    return phone.post("/sign-in/", {"address": address}, **extra)


def code_of(message):
    return re.search(r"^\d{6}$", message.body, re.M)[0]


def answer(phone, code, query=""):
    return phone.post(f"/sign-in/code/{query}", {"code": code})


def sign_in(phone, address=ADDRESS):
    ask(phone, address)
    return answer(phone, code_of(mail.outbox[-1]))


def is_in(phone):
    return phone.get("/sign-in/").status_code == 302


def store_of(phone):
    return SignInStore(phone.cookies["portal_sign_in"].value)


def memory_of(phone):
    return store_of(phone).load()


def change_memory(phone, values):
    store = store_of(phone)
    store.update(values)
    store.save()


def remembering(values):
    store = SignInStore()
    store.update(values)
    store.create()
    store.update(values)
    store.save()
    phone = Client()
    phone.cookies["portal_sign_in"] = store.session_key
    return phone


def wrong(code):
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_aoi_signs_in_for_the_first_time(phone):
    assert sign_in(phone).url == "/"
    assert is_in(phone)
    assert Resident.objects.get().account.email == ADDRESS


def test_aoi_signs_in_again_and_is_the_same_person(phone, aoi):
    sign_in(phone, "Aoi@Mail.example")
    assert Resident.objects.get() == aoi


def test_no_account_is_made_before_the_code_is_confirmed(phone):
    ask(phone)
    answer(phone, wrong(code_of(mail.outbox[0])))
    assert not Account.objects.exists()


def test_a_known_and_an_unknown_address_look_alike(phone, aoi):
    known, unknown = ask(phone, ADDRESS), ask(Client(), "nobody@mail.example")
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert known.headers.keys() == unknown.headers.keys()
    assert len(mail.outbox) == 2
    first, second = (phone.get("/sign-in/code/") for _ in range(2))
    assert first.status_code == second.status_code == 200


@pytest.mark.parametrize("address", ["a..b@docomo.ne.jp", "abc.@ezweb.ne.jp", ".x-@docomo.ne.jp"])
def test_old_addresses_of_telephone_companies_are_good(phone, address):
    sign_in(phone, address)
    assert mail.outbox[0].to == [address]
    assert is_in(phone)


@pytest.mark.parametrize(
    "typed", ["ａｏｉ＠ｍａｉｌ．ｅｘａｍｐｌｅ", "  aoi@mail.example\t", "aoi@mail。example"]
)
def test_an_address_is_understood_however_it_is_typed(phone, typed):
    ask(phone, typed)
    assert mail.outbox[0].to == [ADDRESS]


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "aoi",
        "aoi@",
        "a@b@c.jp",
        "aoi@mail.example\nBcc: all@city.jp",
        "<script>@x.jp",
        "a" * 4_000_000,
        "\x00@x.jp",
    ],
)
def test_what_is_no_address_is_told_and_mails_nothing(phone, typed):
    response = ask(phone, typed[: 4 * 1024 * 1024])
    assert response.status_code == 422
    assert "メールアドレスの形になっていません" in response.content.decode()
    assert not mail.outbox


def test_what_was_typed_stays_in_its_field_and_runs_nothing(phone):
    page = ask(phone, '"><script>alert(1)</script>').content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_code_is_understood_however_it_is_typed(phone):
    ask(phone)
    code = code_of(mail.outbox[0])
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code)
    assert answer(phone, f" {wide[:3]}　{wide[3:]} ").status_code == 302
    assert is_in(phone)


def test_a_wrong_code_is_told_and_the_right_one_still_works(phone):
    ask(phone)
    code = code_of(mail.outbox[0])
    response = answer(phone, wrong(code))
    assert response.status_code == 422
    assert "番号が違います" in response.content.decode()
    assert answer(phone, code).status_code == 302


def test_an_expired_code_is_of_no_use(phone):
    ask(phone)
    MailedCode.objects.update(expires_at=MailedCode.objects.get().sent_at)
    response = answer(phone, code_of(mail.outbox[0]))
    assert "この番号は使えません。番号は10分間、1回だけ使えます" in response.content.decode()
    assert not is_in(phone)


def test_a_code_is_good_for_ten_minutes(phone):
    ask(phone)
    mailed = MailedCode.objects.get()
    assert mailed.expires_at - mailed.sent_at == timedelta(minutes=10)


def test_a_used_code_is_of_no_use(phone):
    ask(phone)
    MailedCode.objects.update(used_at=MailedCode.objects.get().sent_at)
    assert "この番号は使えません" in answer(phone, code_of(mail.outbox[0])).content.decode()
    assert not is_in(phone)


def test_after_five_wrong_codes_the_right_one_is_of_no_use(phone):
    ask(phone)
    code = code_of(mail.outbox[0])
    told = [answer(phone, wrong(code)).content.decode() for _ in range(5)]
    assert "番号が違います" in told[3]
    assert "この番号は使えません" in told[4]
    assert answer(phone, code).status_code == 422


def test_a_new_code_replaces_the_old_one(phone):
    ask(phone)
    ask(phone)
    old, new = map(code_of, mail.outbox)
    assert old == new or answer(phone, old).status_code == 422
    assert answer(phone, new).status_code == 302


def test_a_code_works_only_in_the_browser_that_asked(phone):
    ask(phone)
    elsewhere = Client()
    assert answer(elsewhere, code_of(mail.outbox[0])).url == "/sign-in/"
    ask(elsewhere, "ben@mail.example")
    assert answer(elsewhere, code_of(mail.outbox[0])).status_code == 422


def test_an_address_cannot_be_flooded_with_codes(phone):
    answers = [ask(Client()).status_code for _ in range(5)]
    assert answers == [302, 302, 302, 302, 422]
    assert len(mail.outbox) == 4
    assert ask(Client(), "ben@mail.example").status_code == 302


def test_codes_cannot_be_guessed_with_ever_fresh_ones(now):
    """Each new code brings five more tries; the day's limit ends it, from however many networks."""
    tries = [limits.may_guess_code(ADDRESS, network=f"198.51.100.{n % 50}", now=now) for n in range(150)]
    assert tries.count(True) == 100


def test_one_who_guesses_does_not_stop_another_network(now):
    tries = [limits.may_guess_code(ADDRESS, network="198.51.100.1", now=now) for _ in range(60)]
    assert tries.count(True) == 30
    assert limits.may_guess_code(ADDRESS, network="203.0.113.7", now=now)


def test_who_owns_many_addresses_of_one_line_is_still_one_network(now):
    networks = [f"2001:db8:1:2::{n:x}" for n in range(60)]
    assert [limits.may_guess_code(ADDRESS, network=each, now=now) for each in networks].count(True) == 30
    assert limits.network_of("2001:db8:1:3::1") != limits.network_of("2001:db8:1:2::1")
    assert limits.network_of("203.0.113.7") == "203.0.113.7"


def test_too_many_guesses_are_told(phone, monkeypatch):
    ask(phone)
    monkeypatch.setattr(limits, "may_guess_code", lambda *_, **__: False)
    assert "10分ほど待ってから" in answer(phone, code_of(mail.outbox[0])).content.decode()


@pytest.mark.parametrize("failure", [OSError("no route"), ConnectionRefusedError()])
def test_a_silent_mail_server_is_told_kindly_after_a_second_try(phone, monkeypatch, failure):
    tries = []

    def send(self, messages):
        tries.append(1)
        raise failure

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", send)
    response = ask(phone)
    assert (response.status_code, len(tries)) == (422, 2)
    assert "市のメールの都合で" in response.content.decode()
    assert not MailedCode.objects.exists()


def test_one_failure_of_the_mail_server_is_not_even_noticed(phone, monkeypatch):
    from django.core.mail.backends.locmem import EmailBackend

    sending, failures = EmailBackend.send_messages, [OSError()]

    def send(self, messages):
        if failures:
            raise failures.pop()
        return sending(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", send)
    assert ask(phone).status_code == 302


def test_a_code_stands_nowhere_but_in_the_mail(phone, caplog):
    caplog.set_level(logging.DEBUG)
    ask(phone)
    code = code_of(mail.outbox[0])
    kept = [str(vars(row)) for model in (MailedCode, Line) for row in model.objects.all()]
    assert code not in " ".join(kept) + caplog.text + phone.get("/sign-in/code/").content.decode()
    assert not OutgoingMessage.objects.exists()


def test_the_record_tells_of_it_without_naming_the_address(phone):
    sign_in(phone)
    told = " ".join(str(vars(line)) for line in Line.objects.all())
    assert "sign_in.code_mailed" in told and "sign_in.began" in told
    assert "aoi" not in told


def test_the_mail_names_the_city(phone, settings):
    settings.CITY_NAMES = {"ja": "空野市"}
    ask(phone)
    assert mail.outbox[0].subject == "【空野市】ログインの認証番号"


def test_the_mail_is_in_the_readers_language(phone):
    phone.get("/sign-in/?language=en")
    ask(phone)
    assert "Your code is:" in mail.outbox[0].body
    assert "&#" not in mail.outbox[0].body + mail.outbox[0].subject


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/procedures/gakudo/?x=1", "/procedures/gakudo/?x=1"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/desk/", "/"),
        ("", "/"),
    ],
)
def test_one_goes_on_where_one_wanted_to_and_nowhere_else(phone, wanted, reached):
    ask(phone)
    response = phone.post("/sign-in/code/", {"code": code_of(mail.outbox[0])}, query_params={"next": wanted})
    assert response.url == reached


def test_what_was_begun_as_a_stranger_stays():
    phone = remembering({"drafts": ["1"]})
    sign_in(phone)
    assert memory_of(phone)["drafts"] == ["1"]


def test_what_one_person_began_is_not_left_to_the_next(aoi, ben):
    phone = signed_in(aoi)
    change_memory(phone, {"drafts": ["of aoi"]})
    signed_in_again = ask(phone, "ben@mail.example")
    assert signed_in_again.status_code == 302
    answer(phone, code_of(mail.outbox[0]))
    assert "drafts" not in memory_of(phone)


def test_signing_in_changes_the_cookie(phone):
    ask(phone)
    before = phone.cookies["portal_sign_in"].value
    answer(phone, code_of(mail.outbox[0]))
    assert phone.cookies["portal_sign_in"].value != before


def test_signing_in_once_more_is_one_sign_in(aoi, phone):
    sign_in(phone)
    before = phone.cookies["portal_sign_in"].value
    sign_in(phone)
    assert is_in(phone)
    now = phone.cookies["portal_sign_in"].value
    assert [each.session_id for each in aoi.account.sign_ins.all()] == [now] != [before]


def test_signing_out_forgets_the_browser(aoi):
    phone = signed_in(aoi)
    assert is_in(phone)
    stolen = phone.cookies["portal_sign_in"].value
    assert phone.post("/sign-out/")["Clear-Site-Data"] == '"cache"'
    phone.cookies["portal_sign_in"] = stolen
    assert not is_in(phone)


def test_a_closed_account_opens_nothing(phone):
    account = residents.welcome(address=ADDRESS, language="ja", now=make_resident().created_at)
    Account.objects.filter(pk=account.pk).update(is_active=False)
    sign_in(phone)
    assert not is_in(phone)


@pytest.mark.parametrize(
    "path", ["/accounts/login/", "/accounts/signup/", "/login/", "/signup/", "/password/reset/"]
)
def test_the_pages_that_allauth_brings_do_not_exist(phone, path):
    assert phone.get(path).status_code == 404


def test_a_forged_form_is_refused(aoi):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/sign-in/", {"address": ADDRESS}).status_code == 403
    assert signed_in(aoi, client=Client(enforce_csrf_checks=True)).post("/sign-out/").status_code == 403
