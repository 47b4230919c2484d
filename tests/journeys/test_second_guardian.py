"""Ben is the father: he sees Aoi's application by invitation and an officer's check, and not all of it."""

from __future__ import annotations

import re
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.capabilities.applications.test_filing import filed
from tests.city.households import answers, let_open, publish_where
from tests.city.people import NOW, acting, signed_in

from madoguchi.applications.actions import protecting
from madoguchi.applications.models import Application, Invitation
from madoguchi.audit.models import Line
from madoguchi.base import clock
from madoguchi.people.models import Officer, Resident
from madoguchi.review.models import Letter

OWN = (
    "葭切",
    "かくれ荘",
    "0000015",
    "000-0015",
    "kakureru",
    "川風水産",
    "09000000001",
    "090-0000-0001",
    "aoi@mail",
)
OWN += ("会社に頼んでいます", "卵", "祖母")


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The clock of the city; stories move it on."""
    hand = SimpleNamespace(now=NOW)
    monkeypatch.setattr(clock, "now", lambda: hand.now)
    return hand


@pytest.fixture
def application(city: SimpleNamespace, aoi: Resident, watch: SimpleNamespace) -> Application:
    """Aoi's application, with everything that tells where she lives."""
    return filed(aoi, publish_where().pk, **answers())


def body(response: Any, status: int = 200) -> str:
    assert response.status_code == status, response
    return str(response.content.decode())


def at(name: str, application: Application) -> str:
    return reverse(f"portal:{name}", args=[application.reference])


def link(phone: Client, application: Application) -> str:
    """The address of a new invitation, as Aoi reads it."""
    page = body(phone.post(at("share", application)))
    found = re.search(r'value="https?://[^/]+(/invitations/[^"]+)"', page)
    assert found, page
    return found[1]


def let_in(phone: Client, other: Client, desk: Client, application: Application) -> Invitation:
    """Aoi invites, the other takes it up, Chika checks."""
    other.post(link(phone, application), {"relation": "father"})
    invitation = Invitation.objects.get(accepted_at__isnull=False, ended_at=None)
    desk.post(reverse("review:let_in", args=[application.reference, invitation.pk]))
    return invitation


def test_ben_sees_it_after_invitation_and_check_and_nothing_before(
    application: Application, aois_phone: Client, bens_phone: Client, chikas_desk: Client
) -> None:
    url = at("application", application)
    assert bens_phone.get(url).status_code == 404
    address = link(aois_phone, application)
    assert application.reference not in body(bens_phone.get(address))
    assert "続柄を選んでください" in body(bens_phone.post(address, {"relation": ""}), 422)
    bens_phone.post(address, {"relation": "father"})
    assert bens_phone.get(url).status_code == 404
    page = body(chikas_desk.get(reverse("review:families")))
    assert application.reference in page and "ben@mail.example" in page and "父" in page
    invitation = Invitation.objects.get()
    chikas_desk.post(reverse("review:let_in", args=[application.reference, invitation.pk]))
    assert application.reference in body(bens_phone.get(reverse("portal:mine")))
    page = body(bens_phone.get(url))
    assert "麦" in page and "空野小学校" in page and "（非表示）" in page
    assert [word for word in OWN if word in page] == []
    verbs = Line.objects.filter(about_ref=application.reference).values_list("verb", flat=True)
    assert {"application.guardian_invited", "application.guardian_accepted"} <= set(verbs)
    assert {"application.guardian_confirmed", "application.viewed"} <= set(verbs)


def test_he_reads_the_letter_without_her_address_and_hers_stays_unopened(
    application: Application, aois_phone: Client, bens_phone: Client, chikas_desk: Client
) -> None:
    let_in(aois_phone, bens_phone, chikas_desk, application)
    chikas_desk.post(reverse("review:decide", args=[application.reference]), {"outcome": "approved"})
    answer = bens_phone.get(at("letter", application))
    assert answer.headers["Content-Type"] == "application/pdf" and answer.content[:4] == b"%PDF"
    assert Letter.objects.get().opened_at is None
    assert "承認" in body(bens_phone.get(at("application", application)))


def test_he_may_look_and_do_nothing(
    application: Application, aois_phone: Client, bens_phone: Client, chikas_desk: Client
) -> None:
    let_in(aois_phone, bens_phone, chikas_desk, application)
    for name in ("withdraw", "correct", "share"):
        assert bens_phone.get(at(name, application)).status_code == 404, name
    assert bens_phone.post(at("withdraw", application)).status_code == 404
    for name in ("receipt", "receipt_pdf"):
        assert (
            bens_phone.get(reverse(f"applications:{name}", args=[application.reference])).status_code == 404
        )


def test_the_link_is_good_once_and_for_two_weeks(
    application: Application, ben: Resident, aois_phone: Client, bens_phone: Client, watch: SimpleNamespace
) -> None:
    address = link(aois_phone, application)
    bens_phone.post(address, {"relation": "father"})
    assert "使えません" in body(bens_phone.post(address, {"relation": "father"}), 422)
    late = link(aois_phone, application)
    watch.now += timedelta(days=14)
    assert "使えません" in body(signed_in(ben).post(late, {"relation": "father"}), 422)
    assert Invitation.objects.filter(accepted_at__isnull=False).count() == 1


def test_a_wrong_link_and_a_stranger_find_nothing(
    application: Application, aois_phone: Client, bens_phone: Client, stranger: Client
) -> None:
    address = link(aois_phone, application)
    assert bens_phone.get(address[:-2] + ("y/" if address[-2] == "x" else "x/")).status_code == 404
    assert stranger.get(address).url.startswith("/sign-in/")
    assert "ご自身の申請" in body(aois_phone.post(address, {"relation": "mother"}), 422)
    assert "secret" not in str(list(Invitation.objects.values())) and address.split("/")[-2] not in str(
        list(Invitation.objects.values()) + list(Line.objects.values())
    )


def test_aoi_ends_it_and_ben_sees_nothing_at_once(
    application: Application, aois_phone: Client, bens_phone: Client, chikas_desk: Client
) -> None:
    invitation = let_in(aois_phone, bens_phone, chikas_desk, application)
    assert "この申請を見ています" in body(aois_phone.get(at("share", application)))
    aois_phone.post(reverse("portal:unshare", args=[application.reference, invitation.pk]))
    assert bens_phone.get(at("application", application)).status_code == 404
    assert application.reference not in body(bens_phone.get(reverse("portal:mine")))


def test_chika_ends_it_and_dan_cannot(
    application: Application, aois_phone: Client, bens_phone: Client, chikas_desk: Client, dans_desk: Client
) -> None:
    invitation = let_in(aois_phone, bens_phone, chikas_desk, application)
    url = reverse("review:keep_out", args=[application.reference, invitation.pk])
    assert dans_desk.post(url).status_code == 404
    chikas_desk.post(url)
    assert bens_phone.get(at("application", application)).status_code == 404


def test_protection_ends_every_showing_at_once_and_for_good(
    application: Application,
    city: SimpleNamespace,
    chika: Officer,
    aois_phone: Client,
    bens_phone: Client,
    chikas_desk: Client,
) -> None:
    let_in(aois_phone, bens_phone, chikas_desk, application)
    address = link(aois_phone, application)
    officer = let_open(chika, city.kosodate)
    protecting.protect(application=application, reason="", officer=officer, by=acting(officer), now=NOW)
    assert bens_phone.get(at("application", application)).status_code == 404
    assert bens_phone.get(at("letter", application)).status_code == 404
    assert application.reference not in body(bens_phone.get(reverse("portal:mine")))
    assert bens_phone.get(address).status_code == 404
    assert "見せることができません" in body(aois_phone.post(at("share", application)), 422)
    assert not Invitation.objects.filter(ended_at=None).exists()


def test_even_an_invitation_that_was_not_ended_opens_nothing_that_is_protected(
    application: Application, aois_phone: Client, bens_phone: Client, chikas_desk: Client
) -> None:
    let_in(aois_phone, bens_phone, chikas_desk, application)
    Application.objects.update(is_protected=True)
    assert bens_phone.get(at("application", application)).status_code == 404
    assert application.reference not in body(bens_phone.get(reverse("portal:mine")))


def test_three_invitations_are_enough(application: Application, aois_phone: Client) -> None:
    for _ in range(3):
        link(aois_phone, application)
    assert "3つ" in body(aois_phone.post(at("share", application)), 422)
