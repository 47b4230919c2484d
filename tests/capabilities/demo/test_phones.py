"""The demo's first page leads to phones of the stand-in, and never to LINE itself."""

from __future__ import annotations

from typing import Any

from madoguchi.demo.phones import list_phones


def test_each_person_on_line_has_a_phone_of_the_stand_in(settings: Any) -> None:
    settings.LINE_LIFF_ID, settings.LINE_LIFF_BASE = "2-counter1", "http://localhost:8155/liff"
    phones = list_phones()
    assert [phone.key for phone in phones][:2] == ["aoi", "ben"]
    assert phones[0].address == "http://localhost:8155/_sim/phone/aoi"


def test_of_line_itself_and_without_line_there_are_no_phones(settings: Any) -> None:
    settings.LINE_LIFF_ID, settings.LINE_LIFF_BASE = "2-counter1", "https://liff.line.me"
    assert list_phones() == []
    settings.LINE_LIFF_ID, settings.LINE_LIFF_BASE = "", ""
    assert list_phones() == []
