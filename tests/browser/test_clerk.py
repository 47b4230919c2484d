"""Chika builds a whole procedure without code, from a blank page to the QR code; every step is counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page
from tests.browser.conftest import Visitor
from tests.browser.hands import follow
from tests.browser.test_guard import worked
from tests.city.people import NOW

from madoguchi.base import clock
from madoguchi.config import cli
from madoguchi.people.models import Officer
from madoguchi.procedures.models import Procedure
from madoguchi.procedures.queries import parsed
from madoguchi.rules import documents
from madoguchi.rules.documents import Document
from madoguchi.studio import workbook, writing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOST_STEPS = 150  # what a clerk does in twenty minutes, at eight seconds each
AT_REST = "!document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling, .htmx-added')"
PAPER = {"name": "paper.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff\xe0 paper"}
RECEIPT = "区画が決まりましたら、10日以内に電話でお知らせします。"


@pytest.fixture(autouse=True)
def three_days_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the city stands at noon of 25 November 2026."""
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=3))


@dataclass
class Clerk:
    """Hands that count: a press, a box filled in, a file chosen are one step each."""

    page: Page
    steps: int = field(default=0)

    def press(self, what: str) -> None:
        self.steps += 1
        self._found(what).click()
        self._settle()

    def follow(self, what: str) -> None:
        """Press what leads to another page, and be there: what is written next belongs there."""
        self.steps += 1
        follow(self._found(what))
        self._settle()

    def write(self, what: str, text: str) -> None:
        self.steps += 1
        self._found(what).fill(text)

    def answer(self, what: str, text: str) -> None:
        """Write, and go on to the next box."""
        self.write(what, text)
        self._found(what).blur()
        self._settle()

    def pick(self, what: str, words: str) -> None:
        self.steps += 1
        option = self._found(f'{what} option:has-text("{words}")')
        self._found(what).select_option(value=option.get_attribute("value"))
        self._settle()

    def choose(self, what: str, value: str) -> None:
        self.steps += 1
        self._found(what).select_option(value)

    def hand_in(self, what: str) -> None:
        self.steps += 1
        self._found(what).set_input_files([PAPER])  # type: ignore[list-item]
        self._settle()

    def take(self, what: str) -> bytes:
        """What a link hands out."""
        self.steps += 1
        return self.page.request.get(self._found(what).evaluate("it => it.href")).body()

    def _settle(self) -> None:
        self.page.wait_for_load_state()
        self.page.wait_for_function(AT_REST)

    def _found(self, what: str) -> Locator:
        return self.page.locator(f"main {what}").first


def add(she: Clerk, type: str, title: str, *options: str) -> None:
    """A question from the palette, its title, and its options pasted as a column."""
    if not she.page.locator("#palette[open]").count():
        she.press("#palette > summary")
    she.follow(f'button[value="add:{type}"]')
    she.write('#form [name$=".title.ja"]', title)
    if options:
        she.press('.build-options > details > summary:has-text("表計算")')
        she.write("#pasted", "\n".join(options))
        she.follow('button[value="paste"]')


def ask_only_when(she: Clerk, title: str, subject: str, value: str) -> None:
    """A condition, built as a sentence."""
    she.follow(f'#outline a:has-text("{title}")')
    she.press('section[aria-labelledby="conditions"] a >> nth=0')
    she.press('button:has-text("行を足す")')
    she.pick('[name$=".subject"]', subject)
    if value:
        she.pick('[name$=".value"]', value)
    she.page.locator('#condition .summary:has-text("保存")').wait_for()
    she.press('.actions a:has-text("戻る")')


def questions(she: Clerk) -> None:
    """Fifteen: three stand there already."""
    add(she, "postal_address", "住所")
    she.follow('button[value="add_step"]')
    she.write('#form [name$=".title.ja"]', "農園を知ったきっかけ")
    she.follow('#outline a:has-text("新しいステップ")')
    she.write('#form [name$=".title.ja"]', "農園の利用")
    add(she, "choice", "利用の目的", "家庭菜園", "団体の活動")
    add(she, "text", "団体の名前")
    add(she, "files", "団体の規約")
    add(she, "choice", "希望する区画", "15平方メートル", "30平方メートル")
    add(she, "date", "使い始めたい日")
    add(she, "integer", "一緒に使う人数")
    add(she, "yes_no", "車で来ますか")
    add(she, "text", "車の番号")
    add(she, "files", "本人確認書類")
    add(she, "consent", "農園のきまりを守ります")


def receipt(she: Clerk) -> None:
    """What the receipt says, and by which rule applications are kept."""
    she.press('#outline a:has-text("お知らせに添える")')
    she.write('#form [name$=".received.ja"]', RECEIPT)
    she.press('.build-save button:has-text("保存")')
    she.press('#outline a:has-text("保存年限")')
    she.write('[name="retention.basis"]', "ひばり市文書管理規程 別表第2")
    she.press('.build-save button:has-text("保存")')


def rehearse(she: Clerk, title: str, purpose: str, *, by_car: bool, is_first: bool = False) -> None:
    """An example: answered as a resident would; what was answered before still stands there."""
    if not is_first:
        she.press('#examples a:has-text("直す")')
    if is_first:
        about_oneself(she)
    she.press('.actions button:has-text("次へ")')
    if is_first:
        about_the_garden(she)
    she.press(f'label:has-text("{purpose}")')
    if purpose == "団体の活動":
        she.answer(named("団体の名前"), "ひばり園芸クラブ")
    she.press(f'fieldset:has-text("車で来ますか") label:has-text("{"はい" if by_car else "いいえ"}")')
    if by_car:
        she.answer(named("車の番号"), "ひばり 300 あ 00-01")
    she.press('.actions button:has-text("入力内容の確認")')
    she.write("#example-title", title)
    she.press('button:has-text("見本として残す")')


def named(title: str, part: str = "") -> str:
    """The box of a question on the resident's page."""
    questions = parsed(Procedure.objects.get().draft_text).questions()
    id = next(each.id for each in questions if each.title.in_("ja") == title)
    return f'[name="{id}{part}"]:not([type="hidden"])'


def about_oneself(she: Clerk) -> None:
    for part, words in (
        ("family", "見本"),
        ("given", "花子"),
        ("family_kana", "ミホン"),
        ("given_kana", "ハナコ"),
    ):
        she.answer(f'[name="applicant.{part}"]', words)
    she.answer('[name="phone"]', "09000000001")
    for part, words in (
        ("postal_code", "000-0001"),
        ("prefecture", "ひばり県"),
        ("city", "ひばり市"),
        ("town", "さくら町"),
        ("block", "1-2"),
    ):
        she.answer(named("住所", f".{part}"), words)


def about_the_garden(she: Clerk) -> None:
    for title in ("団体の規約", "本人確認書類"):
        she.hand_in(named(title))
    she.press('label:has-text("15平方メートル")')
    for part, words in (("year", "2026"), ("month", "12"), ("day", "10")):
        she.answer(named("使い始めたい日", f".{part}"), words)
    she.answer(named("一緒に使う人数"), "3")
    she.answer(named("農園を知ったきっかけ"), "市の広報を読みました。")
    she.press('label:has-text("同意")')


def pass_the_guard(she: Clerk, desk: Visitor) -> None:
    """Owner and deputy, the look from outside, a reason for the languages that wait."""
    she.press('#owner a:has-text("直す")')
    she.choose('[name="owner"]', "1001")
    she.choose('[name="deputy"]', "1003")
    she.press('button:has-text("担当者と代理を決める")')
    she.press('a:has-text("公開前の点検")')
    she.press("#languages summary")
    she.write("#why-languages", "英語とやさしい日本語は窓口で案内するため")
    she.press('#languages button:has-text("見送る")')
    she.write('[name="mail_to"]', "chika@hibari.example")
    she.press('button:has-text("点検する")')
    worked(desk)
    she.page.locator('#stranger:has-text("よし")').wait_for()
    she.page.reload()


@pytest.mark.usefixtures("makoto")
def test_a_clerk_builds_and_publishes_in_few_steps(
    chika: Officer, makoto: Officer, desk: Visitor, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.sign_in(chika)
    she = Clerk(desk.visit("/desk/procedures/new/"))
    she.press('a:has-text("白紙から作る")')
    she.write('[name="title"]', "市民農園の利用申請")
    she.press('button:has-text("下書きを作る")')
    questions(she)
    ask_only_when(she, "団体の名前", "利用の目的", "団体の活動")
    ask_only_when(she, "車の番号", "車で来ますか", "")
    receipt(she)
    she.press("h1 a")
    she.press('a:has-text("住民の画面で試す")')
    rehearse(she, "家で、車なし", "家庭菜園", by_car=False, is_first=True)
    rehearse(she, "団体で、車で", "団体の活動", by_car=True)
    rehearse(she, "家で、車で", "家庭菜園", by_car=True)
    pass_the_guard(she, desk)
    she.press('a:has-text("公開へ進む")')
    she.press('button:has-text("公開する")')
    she.press('a:has-text("QRコード")')
    poster, code = she.take('a:has-text("ポスター")'), she.take('a:has-text("PNG")')
    assert poster.startswith(b"%PDF")
    assert code.startswith(b"\x89PNG")
    with capsys.disabled():
        print(f" {she.steps} steps ", end="")
    assert she.steps <= MOST_STEPS
    assert desk.troubles == []
    is_what_was_meant(parsed(Procedure.objects.get().current.text))
    stands_on_its_own(Procedure.objects.get().current.text, tmp_path)


def is_what_was_meant(document: Document) -> None:
    asked = [each for each in document.questions() if each.has_answer]
    assert len(asked) == 15 and sum(each.type == "files" for each in asked) == 2
    assert sum(each.ask_when is not None for each in asked) == 2 and len(document.golden) == 3


def stands_on_its_own(text: str, tmp_path: Path) -> None:
    """The checker finds nothing, and every way out and back in leads to the same bytes."""
    document = parsed(text)
    for suffix in ("yaml", "json"):
        file = tmp_path / f"document.{suffix}"
        file.write_text(written := writing.write(document, suffix), encoding="utf-8")
        assert cli.main(["procedure", "check", str(file)]) == 0
        again = documents.parse(documents.load(written))
        assert isinstance(again, Document) and documents.canonical(again) == text
        assert writing.write(again, suffix) == written
    back = workbook.read(workbook.write(document))
    assert isinstance(back, Document) and documents.canonical(back) == text
