"""紙で送る一覧: who gets paper and why, one PDF with envelopes, and nobody's letter is lost in it."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob
from pypdfium2 import PdfDocument
from tests.capabilities.applications.test_filing import written
from tests.capabilities.review.desk import LATER, seat
from tests.city.households import answers, publish_where
from tests.city.people import NOW, acting

from madoguchi.applications.actions import submission
from madoguchi.applications.models import Application
from madoguchi.audit.models import Line
from madoguchi.base import clock, paper
from madoguchi.files.queries import open_file
from madoguchi.messaging.models import OutgoingMessage
from madoguchi.people.models import Officer, Resident
from madoguchi.review import queries
from madoguchi.review.actions import deciding, lettering
from madoguchi.review.actions import mailing as mailings
from madoguchi.review.jobs import sweep
from madoguchi.review.models import Letter, Mailing
from madoguchi.review.views import mailing
from madoguchi.rules.letters import OnPaper, why_on_paper
from madoguchi.rules.messages import Status


@pytest.fixture(autouse=True)
def _three_days_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: LATER)


@pytest.fixture
def version(city: Any) -> int:
    """A procedure that asks for an address and writes letters."""
    return publish_where(limits={}).pk


def decided(
    resident: Resident, chika: Officer, version: int, delivery: str = "paper", **given: Any
) -> Letter:
    """The letter of an application that was approved."""
    draft = written(resident, version, **answers(**given))
    receipt = submission.submit(draft_id=draft.pk, delivery=delivery, by=acting(resident), now=NOW)
    row = receipt.application
    deciding.decide(application=row, outcome="approved", reason="", by=seat(chika, row), now=LATER)
    return Letter.objects.select_related("file").get(application=row)


def listed(desk: Client) -> str:
    """The list of letters sent on paper."""
    return desk.get(reverse("review:to_post")).content.decode()


def made(desk: Client, **given: Any) -> Mailing:
    """The print run of all letters."""
    desk.post(reverse("review:mailing_start"), {"all": "1", "envelopes": "1", **given})
    return Mailing.objects.select_related("file").latest("started_at")


def pages(content: bytes) -> list[str]:
    """The text of each page."""
    return [page.get_textpage().get_text_range() for page in PdfDocument(content)]


def printed(mailing: Mailing) -> list[str]:
    """The text of each page of a print run."""
    assert mailing.file is not None
    return pages(open_file(mailing.file.sha256))


@pytest.mark.parametrize(
    ("delivery", "contact", "again", "why"),
    [
        ("paper", "email", False, OnPaper.WISHED),
        ("paper", "line", False, OnPaper.WISHED),
        ("paper", "phone", False, OnPaper.NO_MAIL),
        ("page", "email", False, OnPaper.UNOPENED),
        ("page", "email", True, OnPaper.AGAIN),
    ],
)
def test_why_a_letter_is_sent_on_paper(delivery: str, contact: str, again: bool, why: OnPaper) -> None:
    assert why_on_paper(delivery=delivery, contact_kind=contact, asked_again=again) is why


def test_who_wishes_for_paper_is_on_the_list_at_once(
    version: int, aoi: Resident, chika: Officer, chikas_desk: Client
) -> None:
    letter = decided(aoi, chika, version)

    assert letter.document_number in listed(chikas_desk) and "紙を希望" in listed(chikas_desk)


def test_a_long_list_comes_by_pages_and_is_printed_whole(
    version: int,
    aoi: Resident,
    ben: Resident,
    chika: Officer,
    chikas_desk: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mailing, "PAGE", 1)
    first, second = decided(aoi, chika, version), decided(ben, chika, version)

    assert first.document_number in listed(chikas_desk) and second.document_number not in listed(chikas_desk)
    next_page = chikas_desk.get(reverse("review:to_post"), {"page": "2"}).content.decode()
    assert second.document_number in next_page and "ほかのページも含む2件すべて" in next_page
    looked = Line.objects.filter(verb="letters.to_post_listed").order_by("pk").last()
    assert looked is not None and looked.details["references"] == [second.application.reference]
    assert queries.list_mailing_items(mailing=made(chikas_desk))[1].letter == second


def test_a_letter_on_the_page_is_on_the_list_only_when_nobody_opened_it(
    version: int, aoi: Resident, chika: Officer, chikas_desk: Client
) -> None:
    letter = decided(aoi, chika, version, "page")
    assert letter.document_number not in listed(chikas_desk)

    Letter.objects.update(dated_on=letter.dated_on - timedelta(days=settings.LETTER_UNOPENED_DAYS))
    assert letter.document_number not in listed(chikas_desk)
    Letter.objects.update(dated_on=letter.dated_on - timedelta(days=settings.LETTER_UNOPENED_DAYS + 1))
    assert "開かれていない" in listed(chikas_desk)
    lettering.note_opened(letter=letter, by=acting(aoi), now=LATER)
    assert letter.document_number not in listed(chikas_desk)


def test_envelopes_come_first_then_the_letters_in_the_same_order(
    version: int, aoi: Resident, ben: Resident, chika: Officer, chikas_desk: Client
) -> None:
    first = decided(aoi, chika, version)
    second = decided(ben, chika, version, guardian={**answers()["guardian"], "family": "渡邉"})
    mailing = made(chikas_desk)
    one, two, *letters = printed(mailing)

    assert "000-0015" in one and "かくれ荘203" in one and "𠮷川" in one and "渡邉" in two
    assert "子育て政策課" in one
    assert first.document_number in letters[0] and second.document_number in letters[1]
    assert (mailing.envelope_count, mailing.page_count) == (2, 4)

    for letter, branch in ((first, 10), (second, 3)):
        Letter.objects.filter(pk=letter.pk).update(document_number=f"8ひ子育第1号の{branch}")
    page = listed(chikas_desk)
    assert page.index("1号の3") < page.index("1号の10")


def test_a_letter_in_the_print_run_looks_as_it_was_issued(
    version: int, aoi: Resident, chika: Officer, chikas_desk: Client
) -> None:
    letter = decided(aoi, chika, version)
    assert letter.file is not None
    mailing = made(chikas_desk, envelopes="")
    assert mailing.file is not None
    issued, sent = (PdfDocument(open_file(file.sha256)) for file in (letter.file, mailing.file))

    assert len(sent) == len(issued)
    for before, after in zip(issued, sent, strict=True):
        assert before.render(scale=2).to_pil().tobytes() == after.render(scale=2).to_pil().tobytes()


def test_on_both_sides_no_two_letters_share_a_sheet() -> None:
    page = paper.draw("#set document(title: [a]); #page[a]", {})
    content, count = paper.bundle([page, page, page], two_sided=True)

    assert count == 6 and [bool(text) for text in pages(content)] == [True, False] * 3


def test_what_cannot_be_addressed_is_set_aside_and_stops_nobody(
    version: int, aoi: Resident, ben: Resident, chika: Officer, chikas_desk: Client
) -> None:
    good = decided(aoi, chika, version)
    rare = decided(ben, chika, version, guardian={**answers()["guardian"], "family": "葛\U000e0101西"})
    Letter.objects.filter(pk=rare.pk).update(file=good.file, substitutes={})
    nowhere = decided(ben, chika, version, address=None)
    hidden = decided(ben, chika, version)
    Application.objects.filter(pk=hidden.application_id).update(is_protected=True)
    mailing = made(chikas_desk)
    page = chikas_desk.get(reverse("review:mailing", args=[mailing.pk])).content.decode()

    assert [item.set_aside for item in mailing.items.order_by("pk")] == [
        "",
        "glyphs",
        "no_address",
        "protected",
    ]
    assert mailing.page_count == 2 and "手書きしてください" in page and "葛" in page
    chikas_desk.post(reverse("review:mailing_posted", args=[mailing.pk]), {"on": LATER.date().isoformat()})
    left = listed(chikas_desk)
    assert good.document_number not in left
    assert all(each.document_number in left for each in (rare, nowhere, hidden))


def test_the_day_of_posting_is_noted_with_who_and_once(
    version: int, aoi: Resident, chika: Officer, chikas_desk: Client
) -> None:
    letter = decided(aoi, chika, version)
    mailing = made(chikas_desk)
    url = reverse("review:mailing_posted", args=[mailing.pk])
    for _ in range(2):
        chikas_desk.post(url, {"on": "2026-11-24"})
    letter.refresh_from_db()

    assert (str(letter.posted_on), letter.posted_by) == ("2026-11-24", chika)
    assert Line.objects.filter(verb="letter.posted").count() == 1


@pytest.mark.parametrize("on", ["", "2026-12-25", "2020-01-01", "tomorrow", "\0", "2026-02-30"])
def test_a_day_that_cannot_be_is_said(
    version: int, aoi: Resident, chika: Officer, chikas_desk: Client, on: str
) -> None:
    letter = decided(aoi, chika, version)
    mailing = made(chikas_desk)
    answer = chikas_desk.post(reverse("review:mailing_posted", args=[mailing.pk]), {"on": on})
    letter.refresh_from_db()

    assert answer.status_code == 422 and letter.posted_on is None


def test_a_lost_letter_is_sent_once_more_as_it_was(
    version: int, aoi: Resident, chika: Officer, chikas_desk: Client
) -> None:
    letter = decided(aoi, chika, version)
    chikas_desk.post(reverse("review:posted", args=[letter.pk]))
    assert letter.document_number not in listed(chikas_desk)

    chikas_desk.post(reverse("review:on_paper_again", args=[letter.pk]))
    assert "もう一度送る" in listed(chikas_desk)
    chikas_desk.post(reverse("review:posted", args=[letter.pk]))
    assert letter.document_number not in listed(chikas_desk)
    assert Letter.objects.get().file_id == letter.file_id


def test_posting_the_letter_tells_who_was_to_be_written_to(
    city: Any, aoi: Resident, chika: Officer, chikas_desk: Client
) -> None:
    letter = decided(aoi, chika, publish_where(contact_by=["post"]).pk, "")
    told = OutgoingMessage.objects.get(template="decided", channel="post")
    assert told.status == Status.BY_HAND
    page = chikas_desk.get(reverse("review:contact", args=[told.pk])).content.decode()
    assert "〒000-0015<br>ひばり市葭切町7丁目77番<br>かくれ荘203" in page
    chikas_desk.post(reverse("review:posted", args=[letter.pk]))
    told.refresh_from_db()

    assert (told.status, told.closed_why) == (Status.CANCELLED, "letter_posted")


def test_many_are_drawn_in_the_background_and_a_lost_job_is_found(
    version: int,
    aoi: Resident,
    chika: Officer,
    chikas_desk: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    decided(aoi, chika, version)
    monkeypatch.setattr(mailings, "AT_ONCE", 0)
    mailing = made(chikas_desk)
    page = chikas_desk.get(reverse("review:mailing", args=[mailing.pk])).content.decode()
    assert mailing.finished_at is None and "every 2s" in page

    ProcrastinateJob.objects.all().delete()
    monkeypatch.setattr(clock, "now", lambda: LATER + timedelta(hours=1))
    sweep()
    assert ProcrastinateJob.objects.get().task_name == "review.draw_mailing"
    for _ in range(2):
        mailings.draw_mailing(mailing_id=mailing.pk, now=clock.now())
    mailing.refresh_from_db()
    assert mailing.page_count == 2


def test_nothing_chosen_is_said(version: int, aoi: Resident, chika: Officer, chikas_desk: Client) -> None:
    decided(aoi, chika, version)
    answer = chikas_desk.post(reverse("review:mailing_start"), {"reference": ["\0", "x"]})

    assert answer.status_code == 422 and not Mailing.objects.exists()


def test_dan_sees_no_letter_and_prints_none(
    version: int, aoi: Resident, chika: Officer, chikas_desk: Client, dans_desk: Client, makotos_desk: Client
) -> None:
    letter = decided(aoi, chika, version)
    mailing = made(chikas_desk)

    assert letter.document_number not in listed(dans_desk)
    assert dans_desk.post(reverse("review:mailing_start"), {"all": "1"}).status_code == 422
    for view in ("review:mailing", "review:mailing_pdf"):
        for desk in (dans_desk, makotos_desk):
            assert desk.get(reverse(view, args=[mailing.pk])).status_code == 404


def test_the_pdf_goes_after_a_month_and_the_letter_stays(
    version: int, aoi: Resident, chika: Officer, chikas_desk: Client
) -> None:
    letter = decided(aoi, chika, version)
    made(chikas_desk)
    seen = chikas_desk.get(reverse("review:mailing_pdf", args=[Mailing.objects.get().pk]))
    assert io.BytesIO(seen.content).read(4) == b"%PDF" and Line.objects.get(verb="mailing.viewed")

    assert mailings.forget_prints(now=LATER + timedelta(days=30)) == 0
    assert mailings.forget_prints(now=LATER + timedelta(days=32)) == 1
    assert Mailing.objects.get().file is None and Letter.objects.get().file_id == letter.file_id
