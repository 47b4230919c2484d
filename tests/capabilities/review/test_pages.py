"""The desk through a browser: Chika works, Dan finds nothing."""

from __future__ import annotations

import re
from types import SimpleNamespace
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.capabilities.applications.test_filing import filed
from tests.capabilities.review.desk import CUT, DUE, LATER, corrected, returned
from tests.city.people import NOW, signed_in
from tests.city.procedures import AOIS_ANSWERS, CLUB, publish_club

from madoguchi.applications.models import Application
from madoguchi.audit.models import Line
from madoguchi.people.models import Officer, Resident
from madoguchi.review.actions import batching
from madoguchi.review.models import Batch, Return
from madoguchi.rules.lifecycle import State


@pytest.fixture(autouse=True)
def _three_days_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("madoguchi.base.clock.now", lambda: LATER)


@pytest.fixture
def application(city: SimpleNamespace, aoi: Resident) -> Application:
    """Aoi's application."""
    return filed(aoi, publish_club().pk)


def at(name: str, application: Application) -> str:
    return reverse(f"review:{name}", args=[application.reference])


def shown(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, response
    return response.content.decode()


def sought(client: Client, words: str) -> str:
    """The page of what was found by words."""
    return str(client.post(reverse("review:search"), {"q": words}, follow=True).content.decode())


def without_token(page: str) -> str:
    """The page without what is different in every answer."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)


def test_chika_finds_the_application_in_her_queue(application: Application, chikas_desk: Client) -> None:
    page = shown(chikas_desk, reverse("review:queue"))
    assert application.reference in page and "ヨシカワ" in page


def test_dan_finds_nothing_anywhere(application: Application, dans_desk: Client) -> None:
    assert application.reference not in shown(dans_desk, reverse("review:queue"))
    for name in ("application", "return", "decide", "proposed_letter"):
        assert dans_desk.get(at(name, application)).status_code == 404
    for name in ("accept", "mark", "note", "withdraw", "approve", "send_back", "preview"):
        assert dans_desk.post(at(name, application)).status_code == 404


def test_a_foreign_number_and_an_absent_one_look_alike(application: Application, dans_desk: Client) -> None:
    foreign = dans_desk.get(at("application", application))
    absent = dans_desk.get(reverse("review:application", args=["0826-999999-9"]))
    assert foreign.status_code == absent.status_code == 404
    assert without_token(foreign.content.decode()) == without_token(absent.content.decode())


def test_residents_do_not_come_in(application: Application, aois_phone: Client) -> None:
    assert aois_phone.get(at("application", application)).status_code == 302


def test_every_look_stands_in_the_record(
    application: Application, chika: Officer, chikas_desk: Client
) -> None:
    shown(chikas_desk, reverse("review:queue"))
    shown(chikas_desk, at("application", application))
    looks = Line.objects.filter(
        actor_ref=chika.number, verb__in=["applications.listed", "application.viewed"]
    )
    assert [line.verb for line in looks.order_by("id")] == ["applications.listed", "application.viewed"]
    assert looks.get(verb="applications.listed").details == {"references": [application.reference]}


@pytest.mark.parametrize("name", ["application", "return", "decide"])
def test_no_page_shows_an_application_unrecorded(
    application: Application, chikas_desk: Client, name: str
) -> None:
    shown(chikas_desk, at(name, application))
    line = Line.objects.get(verb="application.viewed", about_ref=application.reference)
    assert line.actor_kind == "officer" and line.entrance == "desk"


def test_chika_sees_answers_sensitive_ones_as_well_and_both_days(
    application: Application, chikas_desk: Client
) -> None:
    page = shown(chikas_desk, at("application", application))
    for words in ("𠮷川　葵", "卵", "090-0000-0001", "2026-11-22(日) 12:00", "2026-11-24(火)"):
        assert words in page


def test_a_receipt_number_leads_straight_to_its_application(
    application: Application, chikas_desk: Client
) -> None:
    typed = application.reference.replace("-", "")
    response = chikas_desk.post(reverse("review:search"), {"q": typed}, follow=True)
    assert response.redirect_chain[-1] == (at("application", application), 302)


@pytest.mark.parametrize("search", ["吉川", "𠮷川　麦", "よしかわ", "09000000001", "2026-11-22", "R8.11.24"])
def test_a_name_a_reading_a_phone_or_a_day_finds_it(
    application: Application, chikas_desk: Client, search: str
) -> None:
    assert application.reference in sought(chikas_desk, search)


@pytest.mark.parametrize("search", ["渡辺", "2026-11-23", "100%", "_"])
def test_other_words_do_not_find_it(application: Application, chikas_desk: Client, search: str) -> None:
    assert application.reference not in sought(chikas_desk, search)


def test_what_chika_searches_for_stands_in_no_address(application: Application, chikas_desk: Client) -> None:
    found = chikas_desk.post(reverse("review:search"), {"q": "ヨシカワ"}, follow=True)
    addresses = re.findall(r'(?:href|action|formaction)="([^"]+)"', found.content.decode())
    assert any("words=" in each for each in addresses)
    assert not [each for each in (*addresses, found.redirect_chain[-1][0]) if "ヨシカワ" in unquote(each)]
    (further,) = {each for each in addresses if each.startswith(at("application", application))}
    assert "ヨシカワ" in shown(chikas_desk, f"{reverse('review:queue')}?{further.partition('?')[2]}")


@pytest.mark.parametrize("token", ["ヨシカワ", "gAAAA", "x" * 9_999])
def test_words_that_were_not_sealed_here_are_none(
    application: Application, chikas_desk: Client, token: str
) -> None:
    assert application.reference in shown(chikas_desk, f"{reverse('review:queue')}?words={token}")


def test_a_senseless_filter_is_no_error(application: Application, chikas_desk: Client) -> None:
    query = "pile=x&state=y&days=-1&from=2026-02-30&page=99999&order=z&procedure=\x00"
    assert application.reference in shown(chikas_desk, f"{reverse('review:queue')}?{query}")


def test_chika_marks_one_paper_and_aoi_gets_it_back(application: Application, chikas_desk: Client) -> None:
    assert "就労証明書" in shown(chikas_desk, at("return", application))
    given = {"path": "certificate", "reason:certificate": CUT, "due_on": DUE.isoformat()}
    preview = chikas_desk.post(at("return", application), {**given, "preview": "1"}).content.decode()
    assert CUT in preview and not Return.objects.exists()
    assert chikas_desk.post(at("return", application), given).status_code == 302
    application.refresh_from_db()
    assert application.state == State.RETURNED
    assert CUT in shown(chikas_desk, at("application", application))


def test_a_phrase_will_do_as_a_reason(application: Application, chikas_desk: Client) -> None:
    phrase = "写真が切れていて読めません。"
    given = {"path": "certificate", "phrase:certificate": phrase, "due_on": DUE.isoformat()}
    chikas_desk.post(at("return", application), given)
    assert Return.objects.get().points == [{"path": "certificate", "reason": phrase}]


def test_what_is_wrong_with_a_return_stands_beside_it_and_nothing_is_lost(
    application: Application, chikas_desk: Client
) -> None:
    given = {"path": ["certificate", "phone"], "reason:phone": "つながりません", "due_on": "2026-11-28"}
    response = chikas_desk.post(at("return", application), given)
    page = response.content.decode()
    assert response.status_code == 422 and "つながりません" in page
    assert 'id="wrong:certificate"' in page and 'id="wrong:phone"' not in page and 'id="due_on_error"' in page


def test_after_the_correction_chika_sees_old_and_new(
    application: Application, aoi: Resident, chika: Officer, chikas_desk: Client
) -> None:
    returned(application, chika, "phone")
    corrected(application, aoi, phone="09000000009")
    page = shown(chikas_desk, at("application", application))
    assert ">090-0000-0001</del>" in page and ">090-0000-0009</ins>" in page


def test_chika_decides_and_opens_the_letter(application: Application, chikas_desk: Client) -> None:
    given = {"outcome": "approved", "reason": ""}
    preview = chikas_desk.post(at("decide", application), {**given, "preview": "1"}).content.decode()
    assert "学童クラブ利用承認通知書" in preview
    drawn = chikas_desk.post(at("preview", application), given)
    assert drawn.content.startswith(b"%PDF") and "inline" in drawn["Content-Disposition"]
    chikas_desk.post(at("decide", application), given)
    page = shown(chikas_desk, at("application", application))
    (url,) = set(re.findall(r"/desk/letters/[0-9a-f-]+/letter\.pdf", page))
    assert "8ひ子育第1号" in page and chikas_desk.get(url).content.startswith(b"%PDF")


def test_dan_cannot_open_the_letter(application: Application, chikas_desk: Client, dans_desk: Client) -> None:
    chikas_desk.post(at("decide", application), {"outcome": "approved"})
    page = shown(chikas_desk, at("application", application))
    (url,) = set(re.findall(r"/desk/letters/[0-9a-f-]+/letter\.pdf", page))
    assert dans_desk.get(url).status_code == 404


def test_a_decision_without_its_reason_is_asked_for_it(application: Application, chikas_desk: Client) -> None:
    response = chikas_desk.post(at("decide", application), {"outcome": "refused"})
    assert response.status_code == 422 and "理由" in response.content.decode()


def test_two_officers_one_after_the_other(
    city: SimpleNamespace, aoi: Resident, chikas_desk: Client, makoto: Officer
) -> None:
    application = filed(aoi, publish_club(review={**CLUB["review"], "two_person": True}).pk)
    chikas_desk.post(at("decide", application), {"outcome": "approved"})
    assert at("approve", application) not in shown(chikas_desk, at("application", application))
    makotos_desk = signed_in(makoto)
    page = shown(makotos_desk, at("application", application))
    assert at("approve", application) in page and at("send_back", application) in page
    assert makotos_desk.get(at("proposed_letter", application)).content.startswith(b"%PDF")
    makotos_desk.post(at("approve", application))
    application.refresh_from_db()
    assert application.state == State.DECIDED


def test_what_moved_on_meanwhile_is_said_and_not_done(
    application: Application, chikas_desk: Client, makoto: Officer
) -> None:
    signed_in(makoto).post(at("accept", application))
    response = chikas_desk.post(at("accept", application), follow=True)
    assert "何も変わっていません" in response.content.decode()


def test_ticks_and_notes_come_back(application: Application, chikas_desk: Client) -> None:
    chikas_desk.post(at("mark", application), {"item": "papers", "done": "1"})
    chikas_desk.post(at("note", application), {"text": "<b>電話あり</b>"})
    page = shown(chikas_desk, at("application", application))
    assert 'aria-pressed="true"' in page and "&lt;b&gt;電話あり&lt;/b&gt;" in page


def test_an_unknown_line_of_the_checklist_is_not_kept(application: Application, chikas_desk: Client) -> None:
    chikas_desk.post(at("mark", application), {"item": "forged", "done": "1"})
    assert not application.marks.exists()


def test_next_and_previous_follow_the_queue(
    city: SimpleNamespace, aoi: Resident, chikas_desk: Client
) -> None:
    version = publish_club(limits={}).pk
    first, second, third = (filed(aoi, version, now=NOW) for _ in range(3))
    page = shown(chikas_desk, at("application", second))
    assert f'rel="prev" href="{at("application", first)}"' in page
    assert f'rel="next" href="{at("application", third)}"' in page and "2 / 3" in page


def test_what_aoi_filed_for_a_brother_stands_beside_it(
    city: SimpleNamespace, aoi: Resident, ben: Resident, chikas_desk: Client
) -> None:
    version = publish_club(limits={}).pk
    brother = {**AOIS_ANSWERS["child"], "given": "湊", "given_kana": "ミナト"}
    one, other, bens = filed(aoi, version), filed(aoi, version, child=brother), filed(ben, version)
    page = shown(chikas_desk, at("application", one))
    beside = page[page.index('id="others"') :]
    assert other.reference in beside and "𠮷川　湊" in beside and bens.reference not in beside


def test_withdrawn_at_the_counter(application: Application, chikas_desk: Client) -> None:
    chikas_desk.post(at("withdraw", application))
    application.refresh_from_db()
    assert application.state == State.WITHDRAWN


def test_a_queue_of_any_length_asks_as_often(
    city: SimpleNamespace, aoi: Resident, chikas_desk: Client
) -> None:
    version = publish_club(limits={}).pk
    asked = []
    for _ in range(2):
        for _ in range(3):
            filed(aoi, version)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            shown(chikas_desk, f"{reverse('review:queue')}?procedure=club")
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 14


@pytest.mark.parametrize("kind", ["csv", "cp932", "xlsx"])
def test_the_list_is_taken_along_and_recorded(
    application: Application, chikas_desk: Client, kind: str
) -> None:
    response = chikas_desk.post(reverse("review:export", args=[kind]))
    assert response.status_code == 200 and "attachment" in response["Content-Disposition"]
    line = Line.objects.get(verb="applications.exported")
    assert line.details == {"kind": kind, "references": [application.reference]}


def test_dans_export_is_empty(application: Application, dans_desk: Client) -> None:
    content = dans_desk.post(reverse("review:export", args=["csv"])).content.decode()
    assert application.reference not in content


def test_several_are_handled_together_after_asking_once_more(
    city: SimpleNamespace, aoi: Resident, chikas_desk: Client
) -> None:
    version = publish_club(limits={}).pk
    chosen = [filed(aoi, version).reference for _ in range(2)]
    asked = chikas_desk.post(reverse("review:batch_new"), {"reference": chosen}).content.decode()
    assert "2件" in asked
    given = {"reference": chosen, "act": "decide", "outcome": "approved"}
    response = chikas_desk.post(reverse("review:batch_start"), given)
    batch = Batch.objects.get()
    assert batch.items.count() == 2 and response["Location"] == reverse("review:batch", args=[batch.pk])
    assert "2件のうち0件" in shown(chikas_desk, response["Location"])
    batching.continue_batch(batch_id=batch.pk, now=LATER)
    assert "2件を処理しました" in shown(chikas_desk, response["Location"])


def test_a_letter_with_a_rare_character_is_freed(
    city: SimpleNamespace, aoi: Resident, chikas_desk: Client
) -> None:
    name = {"family": "葛\U000e0101城", "given": "葵", "family_kana": "カツラギ", "given_kana": "アオイ"}
    application = filed(aoi, publish_club().pk, guardian=name)
    chikas_desk.post(at("decide", application), {"outcome": "approved"})
    page = shown(chikas_desk, reverse("review:letters"))
    (url,) = set(re.findall(r"/desk/letters/[0-9a-f-]+/characters/", page))
    chikas_desk.post(url, {"for:0": "葛"})
    assert application.reference not in shown(chikas_desk, reverse("review:letters"))
