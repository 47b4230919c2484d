"""電話メモ: who calls is found by what they say, and what was said is kept, for the desk only."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.capabilities.applications.test_filing import filed
from tests.city.people import NOW, acting
from tests.city.procedures import publish_club

from madoguchi.applications.models import Application
from madoguchi.audit.models import Line
from madoguchi.people.models import Officer, Resident
from madoguchi.review.actions import phoning
from madoguchi.review.actions.phoning import Said
from madoguchi.review.models import PhoneNote
from madoguchi.rules.calls import ALONE_FOR, Direction

FROM_WORK = "証明書が会社から出ない。来週まで待ってほしい。"


@pytest.fixture
def application(city: SimpleNamespace, aoi: Resident) -> Application:
    """What Aoi filed."""
    return filed(aoi, publish_club().pk)


def search(desk: Client, words: str) -> tuple[int, str]:
    """Somebody types what the caller says; status and what is seen or where it leads."""
    answer = desk.post(reverse("review:phone"), {"words": words})
    return answer.status_code, answer.headers.get("Location", "") or answer.content.decode()


@pytest.mark.parametrize(
    "words",
    [
        "090-0000-0001",
        "０９００００００００１",
        "(090) 0000 0001",
        "+81 90 0000 0001",
        "吉川",
        "ムギ",
        "よしかわ",
    ],
)
def test_who_calls_is_found_and_the_note_is_open_at_once(
    application: Application, chikas_desk: Client, words: str
) -> None:
    note = reverse("review:phone_note", args=[application.reference])

    assert search(chikas_desk, words) == (302, note)
    assert "autofocus" in chikas_desk.get(note).content.decode()


def test_the_receipt_number_is_found_too(application: Application, chikas_desk: Client) -> None:
    assert search(chikas_desk, application.reference)[0] == 302


def test_a_mobile_number_that_might_be_a_receipt_number_is_found(
    city: SimpleNamespace, aoi: Resident, chikas_desk: Client
) -> None:
    from madoguchi.rules.references import is_receipt_number

    number = next(each for each in (f"0900000{tail:04}" for tail in range(9999)) if is_receipt_number(each))
    filed(aoi, publish_club().pk, phone=number)

    assert search(chikas_desk, number)[0] == 302


def test_what_was_typed_stands_in_no_address_and_no_record(
    application: Application, chikas_desk: Client
) -> None:
    search(chikas_desk, "09000000001")
    line = Line.objects.get(verb="phone.searched")

    assert line.details == {"references": [application.reference]}
    assert "0900" not in f"{line.about_ref}{line.details}".replace(application.reference, "")


def test_a_search_asks_little_of_the_database(
    application: Application, ben: Resident, chikas_desk: Client
) -> None:
    filed(ben, application.version_id, child={**application_child(), "given": "湊", "given_kana": "ミナト"})
    search(chikas_desk, "090")
    with CaptureQueriesContext(connection) as asked:
        assert search(chikas_desk, "0900")[0] == 200

    assert len(asked) <= 16


def application_child() -> dict[str, str]:
    from tests.city.procedures import AOIS_ANSWERS

    return dict(AOIS_ANSWERS["child"])


def test_a_call_is_kept_and_read_where_the_application_is(
    application: Application, chikas_desk: Client, aois_phone: Client
) -> None:
    url = reverse("review:phone_note", args=[application.reference])
    chikas_desk.post(url, {"heard": FROM_WORK, "told": "待ちます", "caller": "母", "left": "1"})

    page = chikas_desk.get(reverse("review:application", args=[application.reference])).content.decode()
    assert FROM_WORK in page and "髙橋 千佳" in page and "まだすることがある" in page
    for theirs in ("portal:application", "applications:receipt"):
        assert FROM_WORK not in aois_phone.get(reverse(theirs, args=[application.reference])).content.decode()
    assert Line.objects.get(verb="phone.noted").details == {"note": PhoneNote.objects.get().pk}


def test_what_is_left_to_do_stays_until_it_is_done(application: Application, chikas_desk: Client) -> None:
    url = reverse("review:phone_note", args=[application.reference])
    chikas_desk.post(url, {"heard": FROM_WORK, "left": "1"})
    assert FROM_WORK in chikas_desk.get(reverse("review:phone")).content.decode()

    for _ in range(2):
        chikas_desk.post(reverse("review:phone_note_done", args=[PhoneNote.objects.get().pk]))
    assert FROM_WORK not in chikas_desk.get(reverse("review:phone")).content.decode()
    assert Line.objects.filter(verb="phone.finished").count() == 1


@pytest.mark.parametrize("given", [{}, {"heard": " \n "}, {"heard": "あ" * 2001, "told": "い"}])
def test_a_note_that_says_nothing_or_too_much_comes_back_as_typed(
    application: Application, chikas_desk: Client, given: dict[str, str]
) -> None:
    answer = chikas_desk.post(
        reverse("review:phone_note", args=[application.reference]), {**given, "caller": "祖母"}
    )

    assert answer.status_code == 422 and not PhoneNote.objects.exists()
    assert 'value="祖母"' in answer.content.decode() and given.get("told", "") in answer.content.decode()


def test_a_call_that_finds_nothing_is_kept_for_the_section(
    application: Application, chikas_desk: Client, dans_desk: Client
) -> None:
    status, page = search(chikas_desk, "0000-00-9999")
    assert status == 200 and "申請のない電話は、課のメモとして残せます" in page

    chikas_desk.post(reverse("review:phone_note_alone"), {"heard": "申込書がほしい", "section": "fukushi"})
    note = PhoneNote.objects.get()
    assert (note.application, note.section) == (None, "kosodate")
    assert "申込書がほしい" in chikas_desk.get(reverse("review:phone")).content.decode()
    assert "申込書がほしい" not in dans_desk.get(reverse("review:phone")).content.decode()


def test_dan_finds_nothing_and_writes_nothing(application: Application, dans_desk: Client) -> None:
    assert search(dans_desk, "09000000001")[0] == 200
    url = reverse("review:phone_note", args=[application.reference])
    assert dans_desk.get(url).status_code == dans_desk.post(url, {"heard": "x"}).status_code == 404


def test_a_note_of_the_section_goes_after_a_year_and_that_of_an_application_stays(
    application: Application, chika: Officer
) -> None:
    said = Said(direction=Direction.IN, caller="", heard="聞いた", told="", is_done=True)
    for about in (application, None):
        phoning.keep_phone_note(
            application=about, section="kosodate", said=said, officer=chika, by=acting(chika), now=NOW
        )
    assert phoning.forget_phone_notes(now=NOW + ALONE_FOR) == 0
    assert phoning.forget_phone_notes(now=NOW + ALONE_FOR + timedelta(seconds=1)) == 1
    assert PhoneNote.objects.get().application == application
