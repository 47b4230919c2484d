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


def ask(path, cookie="", method="get", accepts=None):
    request = getattr(REQUESTS, method)(path, headers={"accept-language": accepts} if accepts else None)
    if cookie:
        request.COOKIES["language"] = cookie
    return speak(request)


def test_japanese_unless_somebody_chose():
    assert ask("/").content.decode() == "ja: 保存する"


def test_the_browser_remembers_the_language():
    assert ask("/", cookie="en").content.decode() == "en: Save"


@pytest.mark.parametrize(
    ("accepts", "spoken"),
    [
        ("en-US,en;q=0.9", "en"),
        ("en-US,en;q=0.9,ja;q=0.8", "en"),
        ("ja,en-US;q=0.9,en;q=0.8", "ja"),
        ("en;q=0.2, ja;q=0.9", "ja"),
        ("vi-VN,vi;q=0.9,en;q=0.8,ja;q=0.7", "en"),
        ("EN-gb", "en"),
        ("vi-VN,vi;q=0.9", "ja"),
        ("ja-easy", "ja"),
        ("en;q=0", "ja"),
        ("*", "ja"),
        ("english, please", "ja"),
        ("en;q=x" + ",ja" * 100_000, "ja"),
        ("", "ja"),
    ],
)
def test_on_a_first_visit_the_browser_is_asked(accepts, spoken):
    assert ask("/", accepts=accepts).content.decode().startswith(f"{spoken}:")


def test_what_was_chosen_counts_more_than_what_the_browser_asks_for():
    assert ask("/", cookie="ja-easy", accepts="en").content.decode().startswith("ja-easy:")
    assert ask("/", cookie="fr", accepts="en").content.decode().startswith("en:")


def test_what_the_browser_asks_for_is_not_remembered():
    assert not ask("/", accepts="en").cookies


def test_no_proxy_hands_one_readers_page_to_another():
    assert ask("/").headers["Vary"] == ask("/", cookie="en").headers["Vary"] == "Cookie, Accept-Language"
    assert ask("/desk/", accepts="en").headers["Vary"] == "Cookie"


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
    assert ask("/desk/?language=en", cookie="en", accepts="en").content.decode() == "ja: 保存する"


def test_easy_japanese_is_japanese_to_a_screen_reader():
    assert ask("/", cookie="ja-easy").headers["Content-Language"] == "ja"


def test_the_language_does_not_stay_behind_for_the_next_reader():
    ask("/", cookie="en")
    assert language() == "ja"
