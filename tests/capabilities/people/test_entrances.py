"""Each entrance keeps its own memory, for its own time, and can be shut."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.http import HttpResponse, HttpResponseNotFound
from django.test import Client, RequestFactory

from madoguchi.base import clock
from madoguchi.base.entrances import Entrance, address_of, url_of
from madoguchi.people import sign_ins
from madoguchi.people.sign_ins import EntranceSessions, SignInStore

pytestmark = pytest.mark.django_db


def visit(path, cookies=None, *, remember=None):
    """One request through the middleware; `remember` is written down on the way."""
    request = RequestFactory().get(path)
    request.COOKIES.update(cookies or {})

    def answer(request):
        if remember:
            request.session.update(remember)
        return HttpResponse(repr(dict(request.session.items())))

    return request, EntranceSessions(answer)(request)


def kept(response, cookie):
    return {cookie: response.cookies[cookie].value}


def test_each_entrance_has_its_own_cookie():
    _, at_portal = visit("/procedures/", remember={"drafts": ["1"]})
    _, at_desk = visit("/desk/", remember={"row": "7"})
    assert at_portal.cookies["portal_sign_in"]["path"] == "/"
    assert at_desk.cookies["desk_sign_in"]["path"] == "/desk/"
    assert at_desk.cookies["desk_sign_in"]["httponly"]


def test_a_cookie_of_the_portal_is_worth_nothing_at_the_desk():
    _, first = visit("/", remember={"drafts": ["1"]})
    stolen = {"desk_sign_in": first.cookies["portal_sign_in"].value}
    _, second = visit("/desk/", stolen)
    assert b"drafts" not in second.content


def test_who_remembers_nothing_gets_no_cookie():
    _, response = visit("/")
    assert not response.cookies


def test_an_invented_cookie_is_taken_away():
    _, response = visit("/", {"portal_sign_in": "x" * 32})
    assert response.cookies["portal_sign_in"]["max-age"] == 0


def test_idle_for_too_long_is_forgotten(settings):
    _, first = visit("/desk/", remember={"row": "7"})
    Session.objects.update(expire_date=clock.now() - timedelta(seconds=1))
    _, second = visit("/desk/", kept(first, "desk_sign_in"))
    assert b"row" not in second.content


def test_too_old_is_forgotten_however_busy(settings):
    _, first = visit("/desk/", remember={"row": "7"})
    settings.AGE_MINUTES = {"portal": 1, "desk": 0}
    _, second = visit("/desk/", kept(first, "desk_sign_in"))
    assert b"row" not in second.content


def test_reading_pages_keeps_a_sign_in_awake():
    _, first = visit("/", remember={"drafts": ["1"]})
    nearly = clock.now() + timedelta(minutes=5)
    Session.objects.update(expire_date=nearly)
    visit("/", kept(first, "portal_sign_in"))
    assert Session.objects.get().expire_date > nearly + timedelta(hours=1)


def test_a_page_a_second_later_writes_nothing(django_assert_num_queries):
    _, first = visit("/", remember={"drafts": ["1"]})
    with django_assert_num_queries(1):
        visit("/", kept(first, "portal_sign_in"))


def test_a_sign_in_ended_elsewhere_meanwhile_is_not_revived():
    _, first = visit("/", remember={"drafts": ["1"]})

    def answer(request):
        request.session["drafts"] = ["2"]
        Session.objects.all().delete()
        return HttpResponse("done")

    request = RequestFactory().get("/")
    request.COOKIES.update(kept(first, "portal_sign_in"))
    response = EntranceSessions(answer)(request)
    assert response.content == b"done"
    assert response.cookies["portal_sign_in"]["max-age"] == 0
    assert not Session.objects.exists()


def test_an_entrance_that_is_off_is_not_there(settings):
    settings.ENTRANCES = frozenset({"portal"})
    assert isinstance(visit("/desk/")[1], HttpResponseNotFound)
    assert isinstance(visit("/desk")[1], HttpResponseNotFound)
    assert visit("/")[1].status_code == 200


def test_probes_answer_at_every_entrance(settings):
    settings.ENTRANCES = frozenset({"desk"})
    assert isinstance(visit("/")[1], HttpResponseNotFound)
    assert visit("/healthz")[1].status_code == 200


def test_absolute_links_never_believe_the_host(settings):
    settings.URL_DESK = "https://desk.hibari.example/"
    assert url_of(Entrance.DESK, "/desk/") == "https://desk.hibari.example/desk/"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.7", "127.0.0.1"),
        (1, "6.6.6.6, 203.0.113.7", "203.0.113.7"),
        (2, "6.6.6.6, 203.0.113.7, 10.0.0.1", "203.0.113.7"),
        (1, "", "127.0.0.1"),
    ],
)
def test_only_our_own_proxies_are_believed(settings, proxies, forwarded, address):
    settings.PROXIES = proxies
    request = RequestFactory().get("/", headers={"X-Forwarded-For": forwarded})
    assert address_of(request) == address


def test_a_browser_can_be_let_in_at_another_entrance():
    request = RequestFactory().post("/demo/sign-in/chika")

    def answer(request):
        sign_ins.open_door(request, Entrance.DESK)
        request.session["who"] = "chika"
        return HttpResponse()

    response = EntranceSessions(answer)(request)
    assert list(response.cookies) == ["desk_sign_in"]


def test_a_store_without_entrance_belongs_to_the_portal():
    assert SignInStore().entrance is Entrance.PORTAL


def test_the_client_of_the_tests_knows_no_shortcut(aoi):
    """Signing in goes through `people.actions.sign_in` alone: Django's own cookie opens nothing."""
    client = Client()
    client.force_login(aoi.account, backend="madoguchi.people.backends.MailedCodeBackend")
    assert "portal_sign_in" not in client.cookies
