"""Dan finds what the city asks of its officers, whichever section offers it; residents do not."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.city.procedures import publish_club

ADDRESS = "desk:for_officers"


def shown(desk: Client) -> str:
    return desk.get(reverse(ADDRESS)).content.decode()


def test_officers_of_every_section_find_it(dans_desk: Client) -> None:
    publish_club(audience="officer", period={})
    assert "学童クラブ利用申請" in shown(dans_desk)
    assert "/procedures/club/" in shown(dans_desk)


@pytest.mark.parametrize("audience", ["resident", "business"])
def test_what_others_apply_for_is_not_there(dans_desk: Client, audience: str) -> None:
    publish_club(audience=audience)
    assert "学童クラブ利用申請" not in shown(dans_desk)
    assert "今、職員向けの手続きはありません" in shown(dans_desk)


def test_residents_are_not_shown_the_list(aois_phone: Client, stranger: Client) -> None:
    assert {desk.get(reverse(ADDRESS)).status_code for desk in (aois_phone, stranger)} <= {302, 404}
