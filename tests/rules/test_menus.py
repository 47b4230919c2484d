"""A menu on LINE: what is legible, what may be opened, and whose picture becomes which."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from madoguchi.outreach.starting import START
from madoguchi.rules import menus
from madoguchi.rules.menus import SAYS, Made, Mode, Page, Wrong

OURS = ("/", "/me/", "/me/absence/", "/me/news/", "/reserve/", "/help/")


def changed(**area: object) -> menus.Menu:
    """The menu every city begins with, with another first field."""
    first = START.tabs[0]
    areas = (first.areas[0].model_copy(update=area), *first.areas[1:])
    return START.model_copy(update={"tabs": (first.model_copy(update={"areas": areas}), *START.tabs[1:])})


def test_the_menu_every_city_begins_with_is_sound() -> None:
    assert menus.faults(START, OURS) == {}


@pytest.mark.parametrize(
    ("target", "wrong"),
    [
        ("", Wrong.NO_TARGET),
        (SAYS, Wrong.NO_TARGET),
        ("/gone/", Wrong.NOT_OURS),
        ("//evil.example/", Wrong.NOT_OURS),
        ("https://evil.example/", Wrong.NOT_OURS),
        ("javascript:alert(1)", Wrong.NOT_OURS),
        (f"{SAYS}{'あ' * 21}", Wrong.TOO_LONG),
    ],
)
def test_a_field_opens_pages_of_ours_alone(target: str, wrong: Wrong) -> None:
    assert menus.faults(changed(target=target), (*OURS, "//evil.example/")) == {"t0.0.target": wrong}


@pytest.mark.parametrize(
    ("text", "wrong"),
    [("", Wrong.EMPTY), ("長" * 15, Wrong.TOO_LONG), ("incomprehensibilities", Wrong.TOO_LONG)],
)
def test_what_cannot_be_read_on_a_phone_is_refused(text: str, wrong: Wrong) -> None:
    title = {"ja": "手続き", "ja-easy": "てつづき", "en": text}
    assert menus.faults(changed(title=title), OURS) == {"t0.0.en": wrong}


def test_lines_break_between_words() -> None:
    assert menus.wrapped("Find a procedure", 14) == ["Find a", "procedure"]
    assert menus.wrapped("さいがいに そなえる", 14) == ["さいがいに", "そなえる"]
    assert menus.wrapped("災害にそなえるために", 14) == ["災害にそなえる", "ために"]


def test_fields_fill_the_picture_and_do_not_overlap() -> None:
    for page in menus.pages(START):
        boxes = [*menus.area_boxes(START, page), *menus.tab_boxes(START, page)]
        headline = menus.BAR * menus.WIDTH if page.mode is Mode.DISASTER else 0
        covered = sum(box.width * box.height for box in boxes) + headline
        assert covered == menus.WIDTH * menus.HEIGHT


def test_a_twin_leads_back_to_what_it_stands_for_and_nowhere_else() -> None:
    made = [Made(page=page, line_id=f"{page.mode}{page.tab}{page.language}") for page in menus.pages(START)]
    there = dict(menus.replacements(made, made, Mode.DISASTER))
    back = dict(menus.replacements(made, made, Mode.EVERYDAY))
    assert len(set(there.values())) == len(there) == 9 and {back[to]: to for to in there.values()} == there
    twin = Page(mode=Mode.DISASTER, tab=1, language="ja")
    given = menus.given(START, twin, name="twin", base="https://liff.example")
    assert all(area["action"]["type"] != "richmenuswitch" for area in given["areas"])


def test_the_last_change_of_an_hour_is_kept() -> None:
    now = datetime(2026, 11, 29, 9, tzinfo=UTC)
    asked = [now - timedelta(minutes=59), now - timedelta(minutes=1), now - timedelta(minutes=61)]
    assert menus.batches_left(asked, now=now) == 1 and not menus.may_publish(asked, now=now)
    assert menus.may_publish(asked[1:], now=now)
