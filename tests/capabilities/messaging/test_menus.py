"""The menu on LINE: published, exchanged for its twin, and given back exactly, after a halt, too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from tests.line import LineSimulator

from madoguchi.audit.actions import SYSTEM
from madoguchi.base import clock
from madoguchi.messaging import actions, jobs
from madoguchi.messaging.line import drawing, menus
from madoguchi.messaging.models import Friend, LineChannel, MenuPicture, MenuSwitch
from madoguchi.outreach.starting import START
from madoguchi.rules.menus import Mode, Page

pytestmark = pytest.mark.django_db

NOW = clock.now()
MANY = 6
TICKS = count(1)


@pytest.fixture
def line(on_line: LineSimulator, monkeypatch: pytest.MonkeyPatch) -> Iterator[LineSimulator]:
    """A city whose menu is published; its pictures are drawn once, since drawing takes a second each."""
    picture = drawing.draw(START, Page(mode=Mode.EVERYDAY, tab=0, language="ja"))
    monkeypatch.setattr(drawing, "draw", lambda _menu, _page: picture)
    publish()
    assert menus.go_on(now=NOW)
    yield on_line


def soon() -> datetime:
    """A moment after the last one."""
    return NOW + timedelta(milliseconds=next(TICKS))


def publish() -> None:
    now = soon()
    actions.save_menu(content=START, officer="1003", by=SYSTEM, now=now)
    actions.publish_menu(officer="1003", by=SYSTEM, now=now)


def friend(line: LineSimulator, nick: str, language: str = "ja", tab: int = 0) -> str:
    line.follow(nick)
    who = line.user_id(nick)
    Friend.objects.create(line_user_id=who, language=language, menu_tab=tab, followed_at=NOW)
    return who


def own(line: LineSimulator, who: str) -> str | None:
    return line.api("GET", f"/v2/bot/user/{who}/richmenu").json().get("richMenuId")


def default(line: LineSimulator) -> str:
    return str(line.api("GET", "/v2/bot/user/all/richmenu").json()["richMenuId"])


def picture(mode: Mode, tab: int, language: str = "ja") -> str:
    return MenuPicture.objects.get(mode=mode, tab=tab, language=language).line_id


def show(line: LineSimulator, mode: Mode, now: datetime | None = None) -> None:
    now = now or soon()
    actions.show_menus(mode=mode, officer="1003", by=SYSTEM, now=now)
    finish(line, now)


def finish(line: LineSimulator, now: datetime) -> None:
    for _ in range(MANY):
        if menus.go_on(now=now):
            return
        line.turn("clock", {"advance": 5})
    pytest.fail(MenuSwitch.objects.latest("begun_at").last_error)


def test_a_menu_is_published_for_everybody(line: LineSimulator) -> None:
    assert default(line) == picture(Mode.EVERYDAY, 0) and menus.wrongs(now=NOW) == []
    assert MenuPicture.objects.count() == 18
    aoi = friend(line, "aoi", "en", tab=1)
    assert menus.give(now=NOW) == 1 and own(line, aoi) == picture(Mode.EVERYDAY, 1, "en")
    assert menus.give(now=NOW) == 0


def test_everybody_gets_back_what_they_had(line: LineSimulator) -> None:
    aoi, ben = friend(line, "aoi", "en"), friend(line, "ben", tab=2)
    menus.give(now=NOW)
    show(line, Mode.DISASTER)
    assert default(line) == picture(Mode.DISASTER, 0)
    assert own(line, aoi) == picture(Mode.DISASTER, 0, "en") and own(line, ben) == picture(Mode.DISASTER, 2)
    lan = friend(line, "lan", "ja-easy", tab=1)  # joins meanwhile
    menus.give(now=NOW)
    assert own(line, lan) == picture(Mode.DISASTER, 1, "ja-easy")
    show(line, Mode.EVERYDAY)
    assert default(line) == picture(Mode.EVERYDAY, 0) and menus.wrongs(now=NOW) == []
    assert [own(line, each) for each in (aoi, ben, lan)] == [
        picture(Mode.EVERYDAY, 0, "en"),
        picture(Mode.EVERYDAY, 2),
        picture(Mode.EVERYDAY, 1, "ja-easy"),
    ]


@pytest.mark.parametrize("step", ["_name", "_show", "_replace", "_finish"])
def test_a_worker_that_dies_half_way_loses_nobody(
    line: LineSimulator, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    aoi, ben = friend(line, "aoi", "en"), friend(line, "ben", tab=2)
    menus.give(now=NOW)
    line.turn("batches", {"break_off": True})
    actions.show_menus(mode=Mode.DISASTER, officer="1003", by=SYSTEM, now=soon())
    with monkeypatch.context() as dying:
        dying.setattr(menus, step, killed)
        with pytest.raises(KeyboardInterrupt):
            menus.go_on(now=NOW)
    line.turn("clock", {"advance": 240})
    assert not menus.go_on(now=soon()), "another may still be at it"
    later = NOW + timedelta(minutes=4)
    menus.go_on(now=later)
    line.turn("batches", {"break_off": False})
    finish(line, later)
    assert own(line, aoi) == picture(Mode.DISASTER, 0, "en") and own(line, ben) == picture(Mode.DISASTER, 2)
    show(line, Mode.EVERYDAY, NOW + timedelta(hours=2))
    assert own(line, aoi) == picture(Mode.EVERYDAY, 0, "en") and own(line, ben) == picture(Mode.EVERYDAY, 2)


def killed(*_args: Any) -> None:
    raise KeyboardInterrupt


def test_what_line_allows_an_hour_is_kept_for_a_disaster(line: LineSimulator) -> None:
    publish()
    finish(line, soon())
    publish()
    finish(line, soon())
    actions.save_menu(content=START, officer="1003", by=SYSTEM, now=NOW)
    with pytest.raises(actions.CannotPublish):
        actions.publish_menu(officer="1003", by=SYSTEM, now=NOW)
    show(line, Mode.DISASTER)
    actions.show_menus(mode=Mode.EVERYDAY, officer="1003", by=SYSTEM, now=soon())
    assert not menus.go_on(now=NOW)
    assert "three times an hour" in MenuSwitch.objects.latest("begun_at").last_error
    line.turn("clock", {"advance": 3700})
    finish(line, NOW + timedelta(seconds=3700))


def test_a_twin_that_was_lost_is_seen_at_night(line: LineSimulator) -> None:
    line.api("DELETE", f"/v2/bot/richmenu/{picture(Mode.DISASTER, 1)}")
    assert menus.wrongs(now=NOW) == ["picture"]


def test_what_nobody_sees_any_more_is_removed_from_line(line: LineSimulator) -> None:
    aoi = friend(line, "aoi", "en")
    menus.give(now=NOW)
    publish()
    finish(line, NOW)
    later = NOW + timedelta(hours=25)
    assert len(listed(line)) == 36 and menus.remove_old(now=NOW + timedelta(hours=23)) == 0
    line.turn("faults", [{"match": "DELETE *", "mode": "500", "times": 1}])
    with pytest.raises(menus.NotNow):
        menus.remove_old(now=later)
    assert MenuPicture.objects.count() == 36
    assert menus.remove_old(now=later) == 18 and menus.remove_old(now=later) == 0
    assert listed(line) == set(MenuPicture.objects.values_list("line_id", flat=True))
    assert own(line, aoi) == picture(Mode.EVERYDAY, 0, "en") and menus.wrongs(now=later) == []


def test_while_a_change_is_under_way_nothing_is_removed(line: LineSimulator) -> None:
    publish()
    assert menus.remove_old(now=NOW + timedelta(days=2)) == 0


def test_more_than_a_night_takes_goes_the_next_night(
    line: LineSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish()
    finish(line, NOW)
    monkeypatch.setattr("madoguchi.rules.menus.MOST_REMOVED", 10)
    nights = [menus.remove_old(now=NOW + timedelta(days=each)) for each in (2, 3, 4)]
    assert nights == [10, 8, 0] and MenuPicture.objects.count() == 18


def test_what_is_wrong_at_line_is_seen_in_the_night_and_kept(line: LineSimulator) -> None:
    jobs.check_menus()
    channel = LineChannel.objects.get()
    assert channel.menus_wrong == [] and channel.menus_seen_at is not None
    line.api("DELETE", f"/v2/bot/richmenu/{picture(Mode.DISASTER, 2, 'en')}")
    line.api("DELETE", "/v2/bot/user/all/richmenu")
    assert menus.look(now=NOW) == ["picture", "default"]
    line.turn("faults", [{"match": "* /v2/bot/richmenu/list", "mode": "500", "times": 1}])
    assert menus.look(now=NOW) == ["unseen"]


def test_while_a_change_is_under_way_nothing_is_called_in_order(line: LineSimulator) -> None:
    publish()
    assert menus.look(now=NOW) == ["unfinished"]
    assert LineChannel.objects.get().menus_seen_at is None
    finish(line, NOW)
    assert menus.look(now=NOW) == []
    assert LineChannel.objects.get().menus_seen_at == NOW


def listed(line: LineSimulator) -> set[str]:
    return {each["richMenuId"] for each in line.api("GET", "/v2/bot/richmenu/list").json()["richmenus"]}
