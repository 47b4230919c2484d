"""The first officers are registered from the command line of the machine."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from tests.capabilities.people.conftest import PASSWORD, first_step

from madoguchi.audit.models import Line
from madoguchi.config import cli
from madoguchi.people import queries
from madoguchi.people.actions.second_factor import Authenticator
from madoguchi.people.models import Section

pytestmark = pytest.mark.django_db
TANAKA = ["officer", "add", "4001", "--name", "田中 一", "--kana", "タナカ ハジメ", "--role", "administrator"]


@pytest.fixture(autouse=True)
def typed(monkeypatch):
    def piped(text):
        monkeypatch.setattr("sys.stdin", io.StringIO(text))

    piped(f"{PASSWORD}\n")
    return piped


def test_a_city_hall_begins_with_a_section_and_an_administrator(capsys):
    assert cli.main(["section", "add", "kosodate", "--name", "子育て政策課", "--mark", "ひ子育"]) == 0
    assert cli.main([*TANAKA, "--section", "kosodate"]) == 0
    assert Section.objects.get().mark == "ひ子育"
    assert first_step(Client(), number="4001").url == "/desk/sign-in/enrol/"
    assert PASSWORD not in capsys.readouterr().out


def test_a_post_needs_a_section_that_exists(capsys):
    assert cli.main([*TANAKA, "--section", "nowhere"]) == 1
    assert "no section is called nowhere" in capsys.readouterr().err
    assert queries.officer_by_number("4001") is None


def test_a_weak_password_is_refused(city, typed, capsys):
    typed("short\n")
    assert cli.main([*TANAKA, "--section", "kosodate"]) == 1
    assert "12 characters" in capsys.readouterr().err
    assert first_step(Client(), number="4001", password="short").status_code == 422


def test_a_lost_second_factor_is_reset(officer, secret):
    assert cli.main(["officer", "reset", officer.number]) == 0
    assert not Authenticator.objects.exists()
    assert Line.objects.filter(verb="second_factor.reset", actor_ref="command line").exists()


def test_a_barred_officer_is_barred(officer):
    assert cli.main(["officer", "bar", officer.number]) == 0
    assert first_step(Client()).status_code == 422


def test_a_forgotten_password_is_replaced(officer, typed):
    typed("tsubame-ga-kaeru-6\n")
    assert cli.main(["officer", "password", officer.number]) == 0
    assert first_step(Client(), password="tsubame-ga-kaeru-6").status_code == 302


@pytest.mark.parametrize("verb", ["password", "reset", "bar"])
def test_an_unknown_number_is_told(verb, capsys):
    assert cli.main(["officer", verb, "9999"]) == 1
    assert "no such officer" in capsys.readouterr().err
