"""Aoi began by LINE alone and has an account by mail, too: after both were shown they are one."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from tests.capabilities.applications.test_filing import filed, written
from tests.capabilities.line.test_liff import enter, linked
from tests.city.bookings import book, make_offering, make_session, wait
from tests.city.line import AOI, BEN
from tests.city.line_tokens import token
from tests.city.people import NOW, make_resident, signed_in
from tests.city.procedures import publish_club
from tests.city.visits import registered

from madoguchi.applications.models import Application
from madoguchi.audit.actions import SYSTEM
from madoguchi.audit.models import Line
from madoguchi.base import clock
from madoguchi.booking.models import Reservation, WaitEntry
from madoguchi.line.actions import linking
from madoguchi.messaging.models import Friend, InboxMessage, OutgoingMessage, ReminderWish
from madoguchi.outreach.actions import profiles
from madoguchi.outreach.models import CollectionReminder, Profile, Recipient
from madoguchi.people.models import Account, Resident, SignIn
from madoguchi.rules.wishes import Wishes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("login", "city")]
JOIN = "/line/join/?next=%2Fme%2F"


@pytest.fixture
def on_line() -> Resident:
    """Aoi as she began by LINE alone, a friend of the city."""
    account = linking.begin_with_line(person=AOI, language="ja", now=NOW)
    Friend.objects.update(followed_at=NOW)
    return account.resident


@pytest.fixture
def by_mail() -> Resident:
    return make_resident("aoi@mail.example")


def shown(resident: Resident, person: str = AOI) -> Client:
    """Signed in by mail, and then shown to hold that LINE."""
    client = signed_in(resident)
    assert enter(client, token(person, clock.now())).url == JOIN
    return client


def test_nothing_is_lost(on_line: Resident, by_mail: Resident, settings: Any) -> None:
    settings.LINE_CHANNEL_ID = "1"
    version, session = publish_club().pk, make_session(make_offering(largest_party=2, waiting="in_order"))
    application, draft = filed(on_line, version), written(on_line, version)
    Application.objects.filter(pk=application.pk).update(contact_kind="line", contact="")
    family = registered(on_line)
    (reservation,) = book(on_line, session)
    for who, after in ((on_line, 0), (by_mail, 1)):
        asked = NOW.replace(second=after)
        wait(who, session, now=asked)
    profiles.agree(resident=on_line, wishes=Wishes(district="wakamugi"), by=SYSTEM, now=NOW)
    ReminderWish.objects.create(resident_ref=on_line.reference, off=["draft_waits"])
    CollectionReminder.objects.create(resident=on_line, area="若麦", moment="evening")
    browser = signed_in(on_line)
    told = InboxMessage.objects.filter(resident_ref=on_line.reference).count()

    phone = shown(by_mail)
    page = phone.get(JOIN).content.decode()
    assert "手続き中の申請: 1件" in page and "下書き: 1件" in page
    assert phone.post(JOIN).url == "/me/"

    assert not Resident.objects.filter(pk=on_line.pk).exists()
    assert Account.objects.get(kind="resident").login == "aoi@mail.example"
    for row in (application, draft, family, reservation):
        row.refresh_from_db()
        assert row.resident == by_mail
    assert (application.contact_kind, application.contact) == ("email", "aoi@mail.example")
    assert Reservation.objects.filter(resident=by_mail).count() == 1
    waits = WaitEntry.objects.filter(resident=by_mail).order_by("asked_at").values_list("state", flat=True)
    assert list(waits) == ["waiting", "left"]
    assert InboxMessage.objects.filter(resident_ref=by_mail.reference).count() >= told > 0
    assert not OutgoingMessage.objects.filter(resident_ref=on_line.reference).exists()
    profile = Profile.objects.get()
    assert (profile.resident, profile.district, profile.has_line) == (by_mail, "wakamugi", True)
    assert profile.applied == [str(application.version.procedure_id)]
    assert ReminderWish.objects.get().resident_ref == by_mail.reference
    assert CollectionReminder.objects.get().resident == by_mail
    assert Friend.objects.get().resident_ref == by_mail.reference
    joined = Line.objects.get(verb="resident.joined")
    assert joined.about_ref == str(by_mail.reference)
    assert joined.details == {"given_up": str(on_line.reference)}
    assert browser.get("/me/").url.startswith("/sign-in/"), "nobody is in by the account that is no more"
    assert enter(Client(), token(AOI, clock.now())).url == "/me/", "LINE opens the one that is left"
    assert SignIn.objects.filter(account=by_mail.account).count() == 2


def test_who_came_by_line_alone_shows_an_address_and_is_asked_once_more(on_line: Resident) -> None:
    phone = Client()
    enter(phone, token(AOI, clock.now()))
    draft = written(on_line, publish_club().pk)
    assert "メールアドレスを確認する" in phone.get("/line/").content.decode()
    asks = phone.post("/line/by-mail/").url
    query = asks.partition("?")[2]
    phone.post(asks, {"address": "new@mail.example"})
    code = re.search(r"^\d{6}$", mail.outbox[-1].body, re.M)
    assert code is not None
    came = phone.post(f"/sign-in/code/?{query}", {"code": code[0]})
    assert came.url == JOIN
    assert Resident.objects.count() == 2, "nothing is put together before it is asked"
    phone.post(came.url)
    draft.refresh_from_db()
    assert draft.resident == Resident.objects.get() and draft.resident.account.email == "new@mail.example"
    assert "メールアドレスを確認する" not in phone.get("/line/").content.decode()
    assert phone.post("/line/by-mail/").status_code == 404
    assert phone.post(JOIN).url == "/line/", "pressed twice it stays as it is"


def test_what_both_were_told_and_agreed_to_counts_once(on_line: Resident, by_mail: Resident) -> None:
    from madoguchi.outreach.models import Broadcast

    later = NOW.replace(minute=1)
    for who, wishes, at in ((on_line, Wishes(interests=("sport",)), NOW), (by_mail, Wishes(), later)):
        profiles.agree(resident=who, wishes=wishes, by=SYSTEM, now=at)
    news = [
        Broadcast.objects.create(section="kosodate", words={}, written_by="1001", written_at=NOW)
        for _ in range(3)
    ]
    told = [(on_line, NOW), (by_mail, NOW)], [(on_line, NOW), (by_mail, None)], [(on_line, NOW)]
    for row, people in zip(news, told, strict=True):
        for who, at in people:
            Recipient.objects.create(broadcast=row, wave=1, resident=who, told_at=at)
    shown(by_mail).post(JOIN)
    mine = Recipient.objects.filter(resident=by_mail, told_at=NOW).values_list("broadcast", flat=True)
    assert sorted(mine) == sorted(each.pk for each in news) and Recipient.objects.count() == 3
    assert Profile.objects.get().interests == [], "what was said last counts"


def test_two_lines_stay_two_accounts_until_one_is_let_go(on_line: Resident, by_mail: Resident) -> None:
    linked(by_mail, BEN)
    phone = shown(by_mail)
    answer = phone.post(JOIN)
    assert answer.status_code == 422 and "別のLINEとつながっています" in answer.content.decode()
    assert Resident.objects.count() == 2 and Friend.objects.count() == 2
    phone.post("/line/unlink/")
    assert phone.post(JOIN).url == "/me/"
    assert Friend.objects.get(line_user_id=AOI).resident_ref == by_mail.reference


def test_what_only_an_officer_can_judge_stays_as_it_is(on_line: Resident, by_mail: Resident) -> None:
    registered(on_line)
    registered(by_mail)
    answer = shown(by_mail).post(JOIN)
    assert answer.status_code == 422 and "窓口へご相談ください" in answer.content.decode()
    assert Resident.objects.count() == 2


def test_nobody_takes_an_account_without_showing_its_line(on_line: Resident, ben: Resident) -> None:
    phone = signed_in(ben)
    assert phone.post(JOIN).url == "/line/"
    assert enter(phone, token(AOI, clock.now(), aud="9999999999")).status_code == 422
    assert phone.post(JOIN).url == "/line/"
    assert phone.post("/line/by-mail/").status_code == 404
    assert Client().post("/line/by-mail/").url.startswith("/sign-in/")
    assert Resident.objects.count() == 2 and not Line.objects.filter(verb="resident.joined").exists()
