"""Every text in every language; each of these has been a mistake before."""

from __future__ import annotations

from pathlib import Path

import pytest

from madoguchi.config import catalogues

ENTRY = '\nmsgid "{}"\nmsgstr "{}"\n'


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A house of two rooms that say nothing yet."""
    for room in ("left", "right"):
        for language in catalogues.LANGUAGES:
            (tmp_path / room / "locale" / language / "LC_MESSAGES").mkdir(parents=True)
            translate(tmp_path, room, language)
        (tmp_path / room / "templates" / room).mkdir(parents=True)
    return tmp_path


def translate(package: Path, room: str, language: str, **texts: str) -> None:
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
    written = "".join(ENTRY.format(message, text) for message, text in texts.items())
    (package / room / "locale" / language / "LC_MESSAGES" / "django.po").write_text(head + written)


def say_in_template(package: Path, text: str) -> None:
    (package / "left" / "templates" / "left" / "page.html").write_text(text)


def test_what_is_said_in_every_language_is_well(package: Path) -> None:
    say_in_template(package, '<p>{% say "Saved" %}')
    for language in catalogues.LANGUAGES:
        translate(package, "right", language, Saved="保存済み")

    assert catalogues.faults(package) == []


@pytest.mark.parametrize(
    "said", ['{% say "Saved" %}', "{%say_plain 'Saved' %}", '<b title="{% say "Saved" at=x %}">']
)
def test_a_template_that_says_something_unknown_is_named(package: Path, said: str) -> None:
    say_in_template(package, said)

    assert catalogues.faults(package) == [
        "left/templates/left/page.html: ja lacks 'Saved'",
        "left/templates/left/page.html: ja_Easy lacks 'Saved'",
    ]


@pytest.mark.parametrize(
    "code",
    [
        'say("Saved")',
        'texts.say_plain("Saved", at=now)',
        'WORDS = {"saved": "Saved"}\nsay(WORDS[state])',
        '# Each label is a msgid.\nLABELS = (Label("Saved"),)',
    ],
)
def test_code_that_says_something_unknown_is_named(package: Path, code: str) -> None:
    (package / "left" / "views.py").write_text(code)

    assert "left/views.py: ja lacks 'Saved'" in catalogues.faults(package)


def test_what_one_language_lacks_is_named(package: Path) -> None:
    translate(package, "left", "ja", Saved="保存済み")

    assert catalogues.faults(package) == ["left: ja_Easy lacks 'Saved'"]


def test_two_rooms_that_disagree_are_named(package: Path) -> None:
    for language in catalogues.LANGUAGES:
        translate(package, "left", language, Saved="保存済み")
        translate(package, "right", language, Saved="保存しました")

    assert "left, right: ja says 'Saved' in more than one way" in catalogues.faults(package)


def test_a_translation_cannot_ask_for_more_than_the_message_brings(package: Path) -> None:
    for language in catalogues.LANGUAGES:
        translate(package, "left", language, Saved="{time}に保存しました")

    assert any("brings no time" in fault for fault in catalogues.faults(package))


def test_only_stale_catalogues_are_compiled(package: Path) -> None:
    assert catalogues.compile_all(package) == 4
    assert catalogues.compile_all(package) == 0
