"""Chika builds procedures without code: on a desk, on a phone, by keyboard alone, without scripts."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Locator, Page
from tests.browser.conftest import Visitor
from tests.browser.hands import Hands, Keyboard, Thumb, follow
from tests.city.procedures import publish_club

from madoguchi.people.models import Officer
from madoguchi.procedures.models import Procedure
from madoguchi.procedures.queries import parsed
from madoguchi.rules.documents import Document

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BUILD = "/desk/procedures/club/build/"
REASON = f"{BUILD}question/reason/"
MOST_STEPS = 40
GIVEN_UP_WHEN_SENT = """() => {
  let isGivenUp = false;
  const form = document.getElementById("form");
  form.addEventListener("htmx:sendAbort", () => { isGivenUp = true; });
  form.dispatchEvent(new Event("submit", { bubbles: true }));
  return isGivenUp;
}"""


def draft(slug: str = "club") -> Document:
    return parsed(Procedure.objects.get(slug=slug).draft_text)


def box(page: Page, tail: str) -> Locator:
    """The box that posts under a name ending so."""
    return page.locator(f'#form [name$="{tail}"]').first


def saved(page: Page) -> None:
    """What was written has been kept."""
    page.locator("#bar .saved-line[data-state=saved]:has-text('保存しました')").wait_for()


def test_what_chika_writes_is_kept_and_the_phone_follows(chika: Officer, strict_desk: Visitor) -> None:
    publish_club()
    strict_desk.sign_in(chika)
    page = strict_desk.visit(REASON)
    phone = page.frame_locator("#phone")
    phone.locator("legend:has-text('利用の理由')").wait_for()
    box(page, "[reason].title.ja").fill("学童クラブが必要な理由")
    box(page, "[reason].hint.ja").focus()
    saved(page)
    phone.locator("legend:has-text('学童クラブが必要な理由')").wait_for()
    assert box(page, "[reason].hint.ja").evaluate("it => it === document.activeElement")
    assert draft().question("reason").title.in_("ja") == "学童クラブが必要な理由"
    assert page.locator("#outline [aria-current]").inner_text().startswith("学童クラブが必要な理由")
    follow(page.locator("#bar button:has-text('元に戻す')"))
    assert box(page, "[reason].title.ja").input_value() == "利用の理由"
    assert strict_desk.troubles == []


def test_what_is_saved_by_itself_does_not_call_her_back_from_where_a_button_leads(
    chika: Officer, desk: Visitor
) -> None:
    publish_club()
    desk.sign_in(chika)
    page = desk.visit(REASON)
    page.route(f"**{REASON}", lambda _: None)
    box(page, "[reason].title.ja").fill("理由")
    page.keyboard.press("Tab")
    page.locator("#form.htmx-request").wait_for()
    assert page.evaluate(GIVEN_UP_WHEN_SENT)
    page.unroute_all()
    follow(page.locator('button[value="duplicate"]'))
    assert page.url.endswith("?new") and box(page, ".title.ja").input_value() == "理由"


def test_what_cannot_stand_is_said_while_one_types(chika: Officer, desk: Visitor) -> None:
    publish_club()
    desk.sign_in(chika)
    page = desk.visit(REASON)
    box(page, "[reason].hint.ja").fill("いちばん近いもの")
    box(page, "[reason].title.ja").fill("")
    page.keyboard.press("Tab")
    page.locator(".box[data-wrong]").wait_for()
    assert box(page, "[reason].hint.ja").input_value() == "いちばん近いもの"
    assert desk.violations() == []
    box(page, "[reason].title.ja").fill("理由")
    page.keyboard.press("Tab")
    page.locator(".box[data-wrong]").wait_for(state="detached")
    assert draft().question("reason").title.in_("ja") == "理由"


@pytest.mark.parametrize(
    "place", ["step/home_step/", "question/reason/", "question/siblings/", "letters/approval/"]
)
def test_the_builder_is_accessible_on_a_desk_and_on_a_phone(
    place: str, chika: Officer, desk: Visitor, phone: Visitor
) -> None:
    publish_club()
    for visitor in (desk, phone):
        visitor.sign_in(chika)
        page = visitor.visit(BUILD + place)
        page.evaluate("document.querySelectorAll('#form details').forEach((it) => { it.open = true })")
        assert visitor.violations() == []
        assert not visitor.is_too_wide()


def test_the_phone_opens_a_step_that_is_asked_on_a_condition(chika: Officer, desk: Visitor) -> None:
    publish_club()
    desk.sign_in(chika)
    page = desk.visit(f"{BUILD}question/certificate/")
    phone = page.frame_locator("#phone")
    assert phone.locator("legend:has-text('就労証明書')").count() == 0
    phone.locator("label:has-text('就労')").first.click()
    phone.locator(":text('就労証明書')").first.wait_for()


def test_an_answer_is_inserted_where_the_cursor_is(chika: Officer, strict_desk: Visitor) -> None:
    publish_club()
    strict_desk.sign_in(chika)
    page = strict_desk.visit(f"{BUILD}letters/approval/")
    drawn = page.locator("#paper img").get_attribute("src")
    title = box(page, "[approval].title.ja")
    title.press("Home")
    page.locator("#insertable button:has-text('{reference}')").focus()
    page.keyboard.press("Enter")
    page.locator(f'#paper img:not([src="{drawn}"])').wait_for()
    assert title.input_value() == "{reference}学童クラブ利用承認通知書"
    assert title.evaluate("it => it === document.activeElement && it.selectionStart === 11")
    assert draft().letters[0].title.in_("ja") == title.input_value()
    assert strict_desk.troubles == []


@dataclass
class Counted:
    """Hands that count what they do: every press, every box."""

    hands: Hands
    page: Page
    steps: int = field(default=0)

    def press(self, words: str) -> None:
        self.steps += 1
        self.hands.press(self.page, words)

    def write(self, tail: str, text: str) -> None:
        self.steps += 1
        name = self.page.locator(f'[name$="{tail}"]').first.get_attribute("name")
        self.hands.write(self.page, str(name), text)


@pytest.mark.parametrize("hands", [Thumb(), Keyboard()], ids=["by mouse", "by keyboard"])
def test_an_event_of_five_questions_in_few_steps(hands: Hands, chika: Officer, desk: Visitor) -> None:
    desk.sign_in(chika)
    page = desk.visit("/desk/procedures/new/")
    she = Counted(hands, page)
    she.press("白紙から作る")
    she.write("title", "秋のどんぐり工作教室")
    she.press("下書きを作る")
    she.press("このステップに設問を追加する") if page.locator("#palette:not([open])").count() else None
    she.press("整数")
    she.write(".title.ja", "参加する人数")
    she.press("この後ろに設問を追加する") if page.locator("#palette:not([open])").count() else None
    she.press("日付")
    she.write(".title.ja", "参加したい日")
    page.keyboard.press("Tab")
    saved(page)
    made = Procedure.objects.exclude(draft_text="").get()
    document = parsed(made.draft_text)
    titles = [each.title.in_("ja") for each in document.questions() if each.has_answer]
    assert len(titles) >= 5 and titles[-2:] == ["参加する人数", "参加したい日"]
    assert she.steps < MOST_STEPS
    assert desk.troubles == []
