"""The menu of the desk: in groups, the page one is on marked once, nothing in it that one may not open."""

from __future__ import annotations

import re

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def heads(desk: Client) -> list[str]:
    """The words above the groups of the menu."""
    return re.findall(r'desk-side-head">([^<]+)<', desk.get("/desk/").content.decode())


def test_what_belongs_together_stands_together(chikas_desk: Client) -> None:
    assert heads(chikas_desk) == [
        "受付",
        "利用調整",
        "決定・通知",
        "連絡",
        "利用料",
        "数字で見る",
        "課の運営",
    ]


@pytest.mark.parametrize("address", ["/desk/", "/desk/applications/", "/desk/procedures/"])
def test_the_page_one_is_on_is_marked_once(chikas_desk: Client, address: str) -> None:
    menu = chikas_desk.get(address).content.decode().partition("<main")[0]
    assert menu.count('aria-current="page"') == 1


def test_an_officer_without_the_role_finds_nothing_of_the_administrators(chikas_desk: Client) -> None:
    assert "決裁ルート" not in chikas_desk.get("/desk/").content.decode().partition("<main")[0]
