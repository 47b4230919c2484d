"""Emi asks the section, Chika answers; nobody else reads it, and it does not stay for ever."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from tests.city.contractors import WAKAMUGI, emi_and_fumi, entrust, make_member, run_clubs
from tests.city.people import NOW, signed_in
from tests.journeys.pages import text_of

from madoguchi.audit.models import Line
from madoguchi.base import clock
from madoguchi.people.models import Member
from madoguchi.places import jobs
from madoguchi.places.models import Enquiry, EnquiryLine
from madoguchi.rules.delegation import What

WORDS = "アレルギーの診断書はもらっていますか"


@pytest.fixture
def emi(city: SimpleNamespace) -> Member:
    run_clubs()
    return emi_and_fumi()[0]


@pytest.fixture
def asked(emi: Member) -> Enquiry:
    signed_in(emi).post("/partner/enquiries/", {"place": WAKAMUGI, "words": WORDS})
    return Enquiry.objects.get()


def test_chika_answers_and_emi_reads_it(asked: Enquiry, emi: Member, chikas_desk: Client) -> None:
    assert "未回答 1件" in text_of(chikas_desk.get("/desk/partners/"))
    url = f"/desk/partners/enquiries/{asked.pk}/"
    assert WORDS in text_of(chikas_desk.get(url))
    chikas_desk.post(url, {"words": "はい、11月に届いています。"})
    assert "11月に届いています" in text_of(signed_in(emi).get(f"/partner/enquiries/{asked.pk}/"))
    assert "未回答" not in text_of(chikas_desk.get("/desk/partners/"))


def test_the_words_lie_sealed_and_stand_in_no_record(asked: Enquiry) -> None:
    assert WORDS not in EnquiryLine.objects.get().sealed
    assert not any(WORDS in str(line.details) for line in Line.objects.all())


def test_nobody_else_reads_it(asked: Enquiry, dans_desk: Client) -> None:
    fumis = signed_in(Member.objects.get(organisation="haoto"))
    without = signed_in(entrust(make_member(name="比嘉 栞"), whats={What.ROSTER}))
    assert dans_desk.get(f"/desk/partners/enquiries/{asked.pk}/").status_code == 404
    for browser in (fumis, without):
        assert browser.get(f"/partner/enquiries/{asked.pk}/").status_code == 404
        assert browser.post("/partner/enquiries/", {"place": WAKAMUGI, "words": "?"}).status_code == 404
    assert Enquiry.objects.count() == 1


@pytest.mark.parametrize(("words", "told"), [(" \n", "内容を入力"), ("あ" * 1001, "1,000文字")])
def test_nothing_and_too_much_are_not_sent(asked: Enquiry, emi: Member, words: str, told: str) -> None:
    answer = signed_in(emi).post("/partner/enquiries/", {"place": WAKAMUGI, "words": words})
    assert answer.status_code == 422 and told in text_of(answer) and words.strip() in text_of(answer)
    assert Enquiry.objects.count() == 1


def test_after_a_year_it_is_removed(asked: Enquiry, monkeypatch: pytest.MonkeyPatch) -> None:
    last = asked.last_at
    monkeypatch.setattr(clock, "now", lambda: last + timedelta(days=366))
    jobs.remove()
    assert Enquiry.objects.exists()
    monkeypatch.setattr(clock, "now", lambda: last + timedelta(days=366, seconds=1))
    jobs.remove()
    assert not Enquiry.objects.exists() and last > NOW
