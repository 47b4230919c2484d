"""Choosing a language, and keeping it."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from madoguchi.base.languages import ReaderLanguage
from madoguchi.base.texts import language, say

REQUESTS = RequestFactory()


def answer(request):
    return HttpResponse(f"{language()}: {say('Save')}")


speak = ReaderLanguage(answer)


def ask(path, cookie="", method="get"):
    request = getattr(REQUESTS, method)(path)
    if cookie:
        request.COOKIES["language"] = cookie
    return speak(request)


def test_japanese_unless_somebody_chose():
    assert ask("/").content.decode() == "ja: 保存する"


def test_the_browser_remembers_the_language():
    assert ask("/", cookie="en").content.decode() == "en: Save"


@pytest.mark.parametrize("cookie", ["fr", "<script>", "en; x"])
def test_an_unknown_language_is_japanese(cookie):
    assert ask("/", cookie=cookie).content.decode().startswith("ja:")


def test_choosing_remembers_and_cleans_the_address():
    chosen = ask("/procedures/dog_death/?language=ja-easy&q=x")
    assert chosen.status_code == 302
    assert chosen.headers["Location"] == "/procedures/dog_death/?q=x"
    assert chosen.cookies["language"].value == "ja-easy"


def test_choosing_cannot_lead_to_another_site():
    assert not ask("//elsewhere.example/?language=en").headers["Location"].startswith("//")


def test_input_that_is_sent_along_is_answered_in_the_new_language():
    sent = ask("/drafts/1/?language=en", method="post")
    assert sent.content.decode() == "en: Save"
    assert sent.cookies["language"].value == "en"


def test_officers_read_japanese_whatever_the_browser_remembers():
    assert ask("/desk/?language=en", cookie="en").content.decode() == "ja: 保存する"


def test_easy_japanese_is_japanese_to_a_screen_reader():
    assert ask("/", cookie="ja-easy").headers["Content-Language"] == "ja"


def test_the_language_does_not_stay_behind_for_the_next_reader():
    ask("/", cookie="en")
    assert language() == "ja"
