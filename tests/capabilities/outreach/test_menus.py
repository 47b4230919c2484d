"""Makoto writes the menu on LINE, publishes it, and exchanges it in a disaster; Chika has no such page."""

from __future__ import annotations

from datetime import date

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from tests.city.people import signed_in

from madoguchi.audit.actions import SYSTEM
from madoguchi.base import clock
from madoguchi.messaging.models import Friend, LineChannel, Menu, MenuSwitch
from madoguchi.outreach import forms
from madoguchi.outreach.actions.menus import place_families
from madoguchi.outreach.models import Profile
from madoguchi.outreach.starting import START
from madoguchi.people.models import Officer, Resident
from madoguchi.rules.documents.base import LANGUAGES
from madoguchi.rules.menus import Menu as Content

pytestmark = pytest.mark.django_db

PAGE = "/desk/menus/"
EDIT = "/desk/menus/edit/"


@pytest.fixture
def desk(makoto: Officer) -> Client:
    """Makoto at his desk."""
    return signed_in(makoto)


def typed(content: Content) -> dict[str, str]:
    """The fields of the page as a browser sends them."""
    fields = {f"bar.{code}": content.bar[code] for code in LANGUAGES} | {"families": "1"}
    for key, tab in (*((f"t{at}", each) for at, each in enumerate(content.tabs)), ("d", content.disaster)):
        fields |= {f"{key}.{code}": tab.title[code] for code in LANGUAGES} | {f"{key}.layout": tab.layout}
        for at, area in enumerate(tab.areas):
            fields |= {f"{key}.{at}.{code}": area.title[code] for code in LANGUAGES}
            fields |= {f"{key}.{at}.icon": area.icon, f"{key}.{at}.target": area.target}
    return fields


def test_a_menu_is_written_published_and_exchanged(desk: Client) -> None:
    assert "メニューはまだありません" in desk.get(PAGE).content.decode()
    assert desk.post(EDIT, typed(START)).status_code == 302
    draft = Menu.objects.get()
    assert forms.read(typed(START)) == START and draft.content == START.model_dump(mode="json")
    drawn = desk.get(reverse("outreach:menu_picture", args=[draft.pk, "everyday", 0, "en"]))
    assert drawn.content.startswith(b"\x89PNG") and len(drawn.content) < 1024 * 1024
    desk.post(reverse("outreach:menu_publish"))
    assert MenuSwitch.objects.get().mode == "everyday"
    to_twins = reverse("outreach:menu_show", args=["disaster"])
    assert desk.post(to_twins).status_code == 422 and MenuSwitch.objects.count() == 1
    desk.post(to_twins, {"sure": "yes"})
    assert "災害時のメニューを表示しています" in desk.get(PAGE).content.decode()


def test_what_is_wrong_is_said_beside_it_and_nothing_typed_is_lost(desk: Client) -> None:
    wrong = {"t0.0.ja": "とても長い長い長い長い長い長い見出し", "t0.1.target": "https://evil.example/"}
    page = desk.post(EDIT, typed(START) | wrong | {"t1.layout": "nine", "families": "x"})
    body = page.content.decode()
    assert page.status_code == 422 and "短くしてください" in body and wrong["t0.0.ja"] in body
    assert "このページはもうありません" in body and not Menu.objects.exists()


def test_pictures_that_do_not_exist_are_not_found(desk: Client) -> None:
    desk.post(EDIT, typed(START))
    row = Menu.objects.get()
    for mode, tab, code in (("party", 0, "ja"), ("everyday", 3, "ja"), ("everyday", 0, "fr")):
        where = reverse("outreach:menu_picture", args=[row.pk, mode, tab, code])
        assert desk.get(where).status_code == 404


def test_other_officers_have_no_such_page(chika: Officer) -> None:
    assert {signed_in(chika).get(each).status_code for each in (PAGE, EDIT)} == {404}


def test_families_who_said_so_begin_with_their_tab(desk: Client, aoi: Resident) -> None:
    desk.post(EDIT, typed(START))
    desk.post(reverse("outreach:menu_publish"))
    now = clock.now()
    hers = Friend.objects.create(
        line_user_id="U1", resident_ref=aoi.reference, language="ja", followed_at=now
    )
    Friend.objects.create(line_user_id="U2", language="ja", followed_at=now)
    profile, _new = Profile.objects.get_or_create(resident=aoi, defaults={"language": "ja"})
    for born, tab, changed in (([date(2021, 4, 1)], 1, 1), ([date(2021, 4, 1)], 1, 0), ([], 0, 1)):
        Profile.objects.filter(pk=profile.pk).update(children_born=born)
        assert place_families(by=SYSTEM, now=now) == changed
        hers.refresh_from_db()
        assert hers.menu_tab == tab


def test_what_the_night_found_wrong_at_line_is_said(desk: Client) -> None:
    LineChannel.objects.create(
        channel_id=settings.LINE_CHANNEL_ID, menus_seen_at=clock.now(), menus_wrong=["tab"]
    )
    assert "タブの切替え先が、公開したものと違います" in desk.get(PAGE).content.decode()
