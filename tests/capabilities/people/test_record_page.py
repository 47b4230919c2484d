"""The section's administrator asks who looked; nobody else learns anything."""

from __future__ import annotations

import pytest
from tests.city.people import acting

from madoguchi.audit import actions as audit
from madoguchi.audit.models import Line
from madoguchi.people import records

pytestmark = pytest.mark.django_db
REF = "0826-000001-1"


@pytest.fixture(autouse=True)
def chika_looked(chika, now, monkeypatch):
    monkeypatch.setattr(records, "_sections_of", {"application": {REF: "kosodate"}.get})
    audit.viewed(kind="application", refs=[REF], by=acting(chika), now=now)


def ask(desk, ref=REF):
    return desk.get("/desk/record/", {"ref": ref})


def test_the_administrator_reads_who_looked_and_when(makotos_desk):
    page = ask(makotos_desk).content.decode()
    assert "髙橋 千佳" in page and "1001" in page
    assert "application.viewed" in page and "2026-11-22" in page


def test_asking_is_recorded(makotos_desk):
    ask(makotos_desk)
    line = Line.objects.order_by("pk").last()
    assert (line.verb, line.about_ref, line.actor_ref) == ("record.asked", REF, "1003")


def test_the_administrator_of_another_section_learns_nothing(dans_desk):
    foreign, absent = ask(dans_desk), ask(dans_desk, "0826-999999-9")
    assert "髙橋" not in foreign.content.decode()
    assert foreign.status_code == absent.status_code == 200
    assert (
        foreign.content.decode().replace(REF, "0826-999999-9").split("<main")[1]
        == (absent.content.decode().split("<main")[1])
    )
    assert not Line.objects.filter(verb="record.asked").exists()


def test_who_administers_nothing_has_no_such_page(chikas_desk, stranger, aois_phone):
    assert ask(chikas_desk).status_code == 404
    assert ask(stranger).status_code == 302
    assert ask(aois_phone).status_code == 302


@pytest.mark.parametrize("ref", ["", "\x00", "'; DROP TABLE", "x" * 5000, "<script>"])
def test_nonsense_finds_nothing(makotos_desk, ref):
    page = ask(makotos_desk, ref)
    assert page.status_code == 200
    assert "<script>" not in page.content.decode().split("<main")[1]
