"""Finding a procedure, and reading about it before beginning."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from tests.city.procedures import publish_club

from madoguchi.base import clock
from madoguchi.procedures.catalogue import events, find
from madoguchi.procedures.queries import list_offers, list_public_offers
from madoguchi.rules.calendar import TOKYO

TITLE = {
    "ja": "学童クラブ利用申請",
    "ja-easy": "[学童|がくどう]クラブの [申|もう]し[込|こ]み",
    "en": "After-school club",
}
LIBRARY = {"ja": "図書館の利用登録", "ja-easy": "[図書館|としょかん]の カード", "en": "Library card"}
SUMMARY = {"ja": "本を借ります。", "ja-easy": "[本|ほん]を [借|か]ります。", "en": "Borrow books."}


@pytest.fixture
def shelf(city: SimpleNamespace) -> None:
    publish_club(title=TITLE)
    publish_club(
        id="library",
        number="31",
        title=LIBRARY,
        summary=SUMMARY,
        life_events=["learning"],
        papers=[],
        period={},
    )


def at(client: Client, monkeypatch: pytest.MonkeyPatch, now: datetime) -> Client:
    monkeypatch.setattr(clock, "now", lambda: now)
    return client


@pytest.mark.parametrize(
    "words", ["学童", "がくどう", "ガクドウ", "ｶﾞｸﾄﾞｳ", "club", "CLUB", "学童 利用", "就労証明"]
)
@pytest.mark.usefixtures("shelf")
def test_the_club_is_found_as_people_type_it(words: str, now: datetime) -> None:
    assert [offer.slug for offer in find(list_offers(now), words=words)] == ["club"]


@pytest.mark.parametrize("words", ["学図", "zzz", "学童 図書館", "[", "%", "'"])
@pytest.mark.usefixtures("shelf")
def test_what_is_not_there_is_not_found(words: str, now: datetime) -> None:
    assert find(list_offers(now), words=words) == []


@pytest.mark.usefixtures("shelf")
def test_what_happens_in_life_narrows_the_list(now: datetime) -> None:
    assert [offer.slug for offer in find(list_offers(now), event="learning")] == ["library"]
    assert [(event.id, event.count) for event in events(list_offers(now))] == [
        ("childcare", 1),
        ("learning", 1),
    ]


@pytest.mark.usefixtures("city")
def test_companies_find_theirs_under_their_own_heading(client: Client, now: datetime) -> None:
    publish_club(audience="business", title=LIBRARY, life_events=[], period={})
    assert [(event.id, event.count) for event in events(list_public_offers(now))] == [("business", 1)]
    assert [offer.slug for offer in find(list_public_offers(now), event="business")] == ["club"]
    assert "会社・団体・個人で事業をしている方" in client.get("/procedures/club/").content.decode()


@pytest.mark.usefixtures("city")
def test_what_is_for_officers_is_in_no_catalogue_but_opens_by_its_address(client: Client) -> None:
    publish_club(audience="officer", title=LIBRARY, period={})
    for address in ("/", "/?q=図書館", "/?event=childcare", "/?event=business"):
        assert "図書館の利用登録" not in client.get(address).content.decode()
    assert "市の職員" in client.get("/procedures/club/").content.decode()


@pytest.mark.usefixtures("shelf")
def test_what_closes_soon_stands_first(now: datetime) -> None:
    on_the_last_day = datetime(2026, 12, 15, 12, tzinfo=TOKYO)
    assert [offer.slug for offer in find(list_offers(on_the_last_day))] == ["club", "library"]
    after_the_end = on_the_last_day + timedelta(days=1)
    assert [offer.slug for offer in find(list_offers(after_the_end))] == ["library", "club"]


@pytest.mark.usefixtures("shelf")
def test_the_front_page_shows_what_there_is(client: Client) -> None:
    page = client.get("/").content.decode()
    assert "学童クラブ利用申請" in page
    assert "図書館の利用登録" in page
    assert "<c-" not in page


@pytest.mark.usefixtures("shelf")
def test_a_search_answers_htmx_with_its_results_alone(client: Client) -> None:
    part = client.get("/?q=としょ", headers={"HX-Request": "true"}).content.decode()
    assert part.strip().startswith('<section id="found"')
    assert "図書館の利用登録" in part
    assert "学童クラブ" not in part


@pytest.mark.parametrize(
    "query", ["q=%00", "q=" + "あ" * 5000, "event=nothing", "q=<script>", "q=%F0%A0%AE%B7"]
)
@pytest.mark.usefixtures("shelf")
def test_odd_searches_are_answered(client: Client, query: str) -> None:
    answer = client.get(f"/?{query}")
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode()


@pytest.mark.parametrize(
    ("day", "said", "button"),
    [
        (datetime(2026, 10, 1, tzinfo=TOKYO), "2026年11月2日(月) 午前9時", "下書きを始める"),
        (datetime(2026, 12, 1, tzinfo=TOKYO), "2026年12月15日(火) 午後11時59分まで", "申請を始める"),
        (datetime(2026, 12, 16, tzinfo=TOKYO), "受付は終わりました", None),
    ],
)
@pytest.mark.usefixtures("shelf")
def test_a_procedure_says_whether_it_is_open(
    client: Client, monkeypatch: pytest.MonkeyPatch, day: datetime, said: str, button: str | None
) -> None:
    page = at(client, monkeypatch, day).get("/procedures/club/").content.decode()
    assert said in page
    assert (button in page) if button else ("/procedures/club/start/" not in page)


@pytest.mark.usefixtures("shelf")
def test_a_procedure_says_what_one_needs(client: Client) -> None:
    page = client.get("/procedures/club/").content.decode()
    for said in ("就労証明書", "約10分", "子育て政策課", "0000-00-0101", "利用の可否を決めるため。", "5年間"):
        assert said in page


@pytest.mark.usefixtures("shelf")
def test_the_same_page_speaks_every_language(client: Client) -> None:
    client.cookies["language"] = "en"
    assert "After-school club" in client.get("/procedures/club/").content.decode()
    client.cookies["language"] = "ja-easy"
    easy = client.get("/procedures/club/").content.decode()
    assert "<ruby>学童<rp>（</rp><rt>がくどう</rt>" in easy
    assert '<html lang="ja" data-language="ja-easy">' in easy


@pytest.mark.usefixtures("city")
def test_what_does_not_exist_is_not_found(client: Client) -> None:
    answer = client.get("/procedures/nothing/")
    assert answer.status_code == 404
    assert "お探しのページは見つかりませんでした。" in answer.content.decode()
