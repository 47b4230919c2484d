"""Chika's builder: what she types is kept as she goes, what cannot stand is said beside its place."""

from __future__ import annotations

import re
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from tests.city.people import make_officer, signed_in
from tests.city.procedures import publish_club

from madoguchi.base import clock
from madoguchi.people.models import Officer, Role
from madoguchi.procedures.models import Procedure
from madoguchi.procedures.queries import parsed
from madoguchi.rules.documents import Document
from madoguchi.studio.models import Edit

BUILD = "/desk/procedures/club/build/"
REASON = f"{BUILD}question/reason/"
PATH = "steps[home_step].questions[reason]"


@pytest.fixture
def desk(chika: Officer) -> Client:
    """Chika, who may publish, at a procedure that is in force and has no draft."""
    publish_club()
    return signed_in(chika)


@pytest.fixture
def makotos_desk(desk: Client, city: SimpleNamespace) -> Client:
    """A colleague of the same section."""
    return signed_in(make_officer(name="五十嵐 誠", section=city.kosodate, role=Role.ADMINISTRATOR))


def html(answer: Any) -> str:
    return str(answer.content.decode())


def typed(page: str, **changes: str) -> dict[str, str]:
    """The form as it stands on the page, with some boxes written into. `title__ja` is `….title.ja`."""
    form = page[page.index('<form id="form"') :]
    found = dict(re.findall(r'<textarea name="([^"]+)"[^>]*>([^<]*)</textarea>', form))
    found |= dict(re.findall(r'<input name="([^"]+)"[^>]* value="([^"]*)"', form))
    found |= {name: "on" for name in re.findall(r'type="checkbox" name="([^"]+)"[^>]* checked', form)}
    for name, options in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    found["seen"] = re.search(r'id="seen" value="(\w+)"', page)[1]  # type: ignore[index]
    return found | {f"{PATH}.{key.replace('__', '.')}": value for key, value in changes.items()}


def draft() -> Document:
    return parsed(Procedure.objects.get().draft_text)


def test_from_the_procedure_to_the_builder_and_its_first_step(desk: Client) -> None:
    assert BUILD in html(desk.get("/desk/procedures/club/"))
    page = html(desk.get(BUILD, follow=True))
    assert "公開中の版です。" in page and "お子さん" in page
    assert 'src="/desk/procedures/club/preview/child_step/"' in page
    assert not Procedure.objects.get().draft_text


def test_saved_as_one_goes(desk: Client) -> None:
    page = html(desk.get(REASON))
    answer = desk.post(REASON, typed(page, title__ja="理由"), headers={"HX-Request": "true"})
    assert answer.status_code == 200 and "に保存しました" in html(answer)
    assert answer.headers["HX-Trigger"] == "draft-changed"
    assert "理由" in html(answer) and "<textarea" not in html(answer)
    assert draft().question("reason").title.in_("ja") == "理由"
    assert Edit.objects.filter(before__isnull=False).count() == 1


def test_saved_by_a_button_without_scripts(desk: Client) -> None:
    page = html(desk.get(REASON))
    answer = desk.post(
        REASON, typed(page, hint__ja="いちばん近いものを選んでください。", required=""), follow=True
    )
    assert "いちばん近いもの" in html(answer) and "元に戻す" in html(answer)


def test_nothing_typed_changes_nothing(desk: Client) -> None:
    for name in (
        "child",
        "start",
        "guardian",
        "reason",
        "certificate",
        "allergy",
        "siblings",
        "sibling_birth",
        "agreed",
    ):
        url = f"{BUILD}question/{name}/"
        desk.post(url, typed(html(desk.get(url))))
    url = f"{BUILD}step/home_step/"
    desk.post(url, typed(html(desk.get(url))))
    assert not Edit.objects.exists()


def test_what_cannot_stand_is_said_beside_its_box_and_stays_typed(desk: Client) -> None:
    page = html(desk.get(REASON))
    answer = desk.post(REASON, typed(page, title__ja="", hint__ja="補足"), headers={"HX-Request": "true"})
    said = html(answer)
    assert answer.status_code == 422 and answer.headers["HX-Retarget"] == "#editor"
    assert "補足" in said and 'name="again"' in said
    assert not Procedure.objects.get().draft_text


def test_a_number_that_is_none_stays_typed(desk: Client) -> None:
    url = f"{BUILD}question/certificate/"
    page = html(desk.get(url))
    path = "steps[home_step].questions[certificate]"
    answer = desk.post(url, {**typed(page), f"{path}.at_most": "たくさん"})
    assert answer.status_code == 422 and 'value="たくさん"' in html(answer)
    desk.post(url, {**typed(page), f"{path}.at_most": "３", f"{path}.required": ""})
    assert draft().question("certificate").at_most == 3  # type: ignore[attr-defined]


@pytest.mark.parametrize("type", ["text", "choice", "group", "explanation", "place", "bank_account"])
def test_a_new_question_is_opened_at_once(desk: Client, type: str) -> None:
    page = html(desk.get(REASON))
    answer = desk.post(REASON, {**typed(page), "act": f"add:{type}"}, follow=True)
    assert answer.status_code == 200 and "autofocus" in html(answer)
    ids = [each.id for each in draft().step("home_step").questions]
    assert ids[ids.index("reason") + 1].startswith(type)


def test_what_was_typed_before_a_button_was_pressed_is_kept(desk: Client) -> None:
    page = html(desk.get(REASON))
    desk.post(REASON, {**typed(page, title__ja="理由"), "act": "duplicate"})
    titles = [each.title.in_("ja") for each in draft().questions() if each.id.startswith("reason")]
    assert titles == ["理由", "理由"]


def test_what_a_button_took_along_is_nobody_elses_when_it_comes_by_itself_later(desk: Client) -> None:
    page = html(desk.get(REASON))
    written = typed(page, title__ja="理由")
    desk.post(REASON, {**written, "act": "duplicate"})
    answer = desk.post(REASON, written, headers={"HX-Request": "true"})
    assert answer.status_code == 200 and "HX-Redirect" not in answer.headers


def test_what_somebody_else_wrote_beside_it_comes_into_the_boxes(desk: Client, makotos_desk: Client) -> None:
    page, makotos = html(desk.get(REASON)), html(makotos_desk.get(REASON))
    desk.post(REASON, typed(page, title__ja="理由"))
    answer = makotos_desk.post(REASON, typed(makotos, hint__ja="補足"), headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == REASON


def test_up_and_down_and_elsewhere(desk: Client) -> None:
    def press(act: str, **more: str) -> list[str]:
        desk.post(REASON, {**typed(html(desk.get(REASON))), "act": act, **more})
        return [each.id for each in draft().questions()]

    assert press("up")[3:5] == ["reason", "phone"]
    assert press("up")[2:4] == ["reason", "guardian"]
    assert press("up")[1:3] == ["start", "reason"]
    assert draft().step_of("reason").id == "child_step"
    assert press("down")[2] == "reason" and draft().step_of("reason").id == "home_step"
    assert press("move", to="steps[child_step].questions|")[0] == "reason"


def test_an_option_in_use_is_not_removed_before_its_uses_are_seen(desk: Client) -> None:
    page = html(desk.get(REASON))
    answer = desk.post(REASON, {**typed(page), "act": "option_remove:work"})
    assert answer.status_code == 422
    assert "「就労証明書」の表示条件" in html(answer) and "option_remove_with_uses:work" in html(answer)
    desk.post(REASON, {**typed(page), "act": "option_remove_with_uses:work"})
    assert draft().question("certificate").ask_when is None


def test_options_pasted_from_a_spreadsheet(desk: Client) -> None:
    page = html(desk.get(REASON))
    pasted = "就労\t会社や自営\r\n\r\n介護\r\n疾病"
    desk.post(REASON, {**typed(page), "act": "paste", "pasted": pasted})
    options = draft().question("reason").options  # type: ignore[attr-defined]
    assert [each.title.in_("ja") for each in options] == ["就労", "介護", "疾病"]
    assert [options[0].id, options[2].id] == ["work", "ill"]


def test_a_removed_question_leads_back_to_its_step(desk: Client) -> None:
    url = f"{BUILD}question/allergy/"
    answer = desk.post(url, {**typed(html(desk.get(url))), "act": "remove"})
    assert answer.headers["Location"] == f"{BUILD}step/home_step/"
    assert "すでにありません" in html(desk.get(url, follow=True))


def test_undone_and_done_again(desk: Client) -> None:
    page = html(desk.get(REASON))
    desk.post(REASON, typed(page, title__ja="理由"))
    page = html(desk.get(REASON))
    assert "元に戻す: 「利用の理由」の変更" in page
    seen = typed(page)["seen"]
    page = html(desk.post(f"{BUILD}undo/", {"seen": seen, "to": REASON}, follow=True))
    assert "やり直す: 「利用の理由」の変更" in page and ">利用の理由</textarea>" in page
    page = html(desk.post(f"{BUILD}redo/", {"seen": typed(page)["seen"], "to": REASON}, follow=True))
    assert ">理由</textarea>" in page


def test_undo_leads_nowhere_else(desk: Client) -> None:
    answer = desk.post(f"{BUILD}undo/", {"seen": "", "to": "https://elsewhere.example/"})
    assert answer.headers["Location"] == BUILD


def test_a_colleague_is_seen_and_both_keep_what_they_wrote(desk: Client, makotos_desk: Client) -> None:
    page, makotos = html(desk.get(REASON)), html(makotos_desk.get(REASON))
    assert "さんが「利用の理由」を編集中" in makotos
    desk.post(REASON, typed(page, title__ja="理由"))
    answer = makotos_desk.post(REASON, typed(makotos, hint__ja="1つ選んでください。"), follow=True)
    assert "合わせて保存しました" in html(answer)
    found = draft().question("reason")
    assert (found.title.in_("ja"), found.hint.in_("ja")) == ("理由", "1つ選んでください。")  # type: ignore[union-attr]


def test_in_the_same_box_both_are_shown_and_one_is_chosen(desk: Client, makotos_desk: Client) -> None:
    page, makotos = html(desk.get(REASON)), html(makotos_desk.get(REASON))
    desk.post(REASON, typed(page, title__ja="理由", example__ja="就労"))
    answer = makotos_desk.post(REASON, typed(makotos, title__ja="利用する理由", hint__ja="補足"))
    said = html(answer)
    assert answer.status_code == 422
    assert "同じところを変更しました" in said and "理由" in said and ">利用する理由</textarea>" in said
    assert draft().question("reason").title.in_("ja") == "理由"
    makotos_desk.post(REASON, typed(said))
    found = draft().question("reason")
    assert found.title.in_("ja") == "利用する理由" and found.hint.in_("ja") == "補足"  # type: ignore[union-attr]
    assert found.example.in_("ja") == "就労"  # type: ignore[union-attr]


def test_who_else_is_there_is_asked_for_without_being_sent_again(desk: Client, makotos_desk: Client) -> None:
    seen = typed(html(makotos_desk.get(REASON)))["seen"]
    answer = desk.get(f"{BUILD}now/", {"at": PATH, "seen": seen})
    assert "五十嵐 誠" in html(answer) and "ほかの職員が下書きを変更しました" not in html(answer)
    again = desk.get(
        f"{BUILD}now/", {"at": PATH, "seen": seen}, headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert again.status_code == 304
    makotos_desk.post(REASON, typed(html(makotos_desk.get(REASON)), title__ja="理由"))
    assert "ほかの職員が下書きを変更しました" in html(desk.get(f"{BUILD}now/", {"at": PATH, "seen": seen}))


def test_who_went_is_no_longer_shown(
    desk: Client, makotos_desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    makotos_desk.get(REASON)
    later = clock.now() + timedelta(minutes=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert "編集中" not in html(desk.get(REASON))


def test_the_phone_stands_in_a_frame_of_ours_alone(desk: Client) -> None:
    page = desk.get(REASON)
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Frame-Options"] == "DENY"
    phone = desk.get("/desk/procedures/club/preview/home_step/", headers={"Sec-Fetch-Dest": "iframe"})
    assert phone.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in phone.headers["Content-Security-Policy"]
    assert "何も保存されず" not in html(phone)


def test_a_reviewer_and_an_outsider_find_no_builder(
    desk: Client, city: SimpleNamespace, dan: Officer
) -> None:
    reviewer = signed_in(make_officer(section=city.kosodate))
    for other in (reviewer, signed_in(dan)):
        for url in (BUILD, REASON, f"{BUILD}step/home_step/", f"{BUILD}now/"):
            assert other.get(url).status_code == 404
        assert other.post(REASON, {"act": "remove"}).status_code == 404
        assert other.post(f"{BUILD}undo/", {}).status_code == 404
    assert BUILD not in html(reviewer.get("/desk/procedures/club/"))


def test_pages_ask_the_database_as_often_however_long_the_document(
    desk: Client, django_assert_num_queries: Any
) -> None:
    desk.get(REASON)
    with django_assert_num_queries(12):
        desk.get(REASON)


@pytest.mark.parametrize("act", ["nonsense", "add:nonsense", "retype", "move", "option_up:nothing", "group"])
def test_a_bent_form_breaks_nothing(desk: Client, act: str) -> None:
    answer = desk.post(REASON, {"seen": "x", "act": act, "to": "nowhere|", "type": "nonsense"})
    assert answer.status_code in (302, 422)
