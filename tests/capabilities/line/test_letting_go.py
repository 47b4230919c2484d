"""Aoi unlinks her LINE, and has LINE forget that she ever allowed the city anything."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from django.test import Client
from tests.city.people import make_resident, signed_in
from tests.line import LineSimulator

from madoguchi.audit.actions import SYSTEM
from madoguchi.audit.models import Line
from madoguchi.base import clock
from madoguchi.line.actions import linking
from madoguchi.messaging.models import Friend
from madoguchi.people.models import Resident

pytestmark = pytest.mark.django_db


@pytest.fixture
def aois_phone(on_line: LineSimulator, aoi: Resident) -> Client:
    linking.link(resident=aoi, person=on_line.user_id("aoi"), by=SYSTEM, now=clock.now())
    return signed_in(aoi)


def agreed(line: LineSimulator, sent: str, who: str = "aoi", verdict: str = "allow") -> str:
    """What LINE sends the browser back with, once somebody there has agreed, or not."""
    answer = httpx.post(sent, data={"person": line.user_id(who), "verdict": verdict})
    back = urlsplit(answer.headers["location"])
    return f"{back.path}?{back.query}"


def test_line_forgets_what_aoi_allowed(aois_phone: Client, on_line: LineSimulator) -> None:
    aois_phone.get(agreed(on_line, aois_phone.get("/line/sign-in/").url))
    assert "LINE側の許可も取り消す" not in aois_phone.get("/line/").content.decode()
    assert aois_phone.get("/line/let-go/").status_code == 404, "it opens her account: first she unlinks it"
    page = aois_phone.post("/line/unlink/", follow=True).content.decode()
    assert "LINE側の許可も取り消す" in page
    back = aois_phone.get(agreed(on_line, aois_phone.get("/line/let-go/").url), follow=True)
    assert "LINE側の許可も取り消しました" in back.content.decode()
    assert "LINE側の許可も取り消す" not in aois_phone.get("/line/").content.decode()
    asked = [each for each in on_line.look("requests") if each["path"] == "/user/v1/deauthorize"]
    assert [each["status"] for each in asked] == [204]
    assert Line.objects.get(verb="friend.let_go").actor_kind == "resident"
    assert Friend.objects.get().resident_ref is None, "nobody was linked anew on the way"


@pytest.mark.parametrize("fault", [{"verdict": "deny"}, {"down": True}, {"of_another": True}])
def test_what_line_was_not_told_is_said(
    aois_phone: Client, on_line: LineSimulator, fault: dict[str, Any]
) -> None:
    aois_phone.post("/line/unlink/")
    sent = aois_phone.get("/line/let-go/").url
    if "of_another" in fault:  # the telephone in her hand is Ben's, whose LINE opens his account
        ben = make_resident("ben@mail.example")
        linking.link(resident=ben, person=on_line.user_id("ben"), by=SYSTEM, now=clock.now())
    back = agreed(on_line, sent, "ben" if "of_another" in fault else "aoi", fault.get("verdict", "allow"))
    if "down" in fault:
        on_line.turn("faults", [{"match": "POST /user/v1/deauthorize", "mode": "500", "times": 1}])
    answer = aois_phone.get(back)
    assert answer.status_code == 422 and "連動アプリ" in answer.content.decode()
    assert not Line.objects.filter(verb="friend.let_go").exists()
    assert "LINE側の許可も取り消す" in aois_phone.get("/line/").content.decode(), "it can be tried again"
    again = aois_phone.get(back)
    assert again.status_code == 422, "what was asked is answered once"
