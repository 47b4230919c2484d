"""Small things Chika writes down, and only her section reads."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from tests.capabilities.applications.test_filing import filed
from tests.capabilities.review.desk import LATER, seat
from tests.city.procedures import club_document, publish_club

from madoguchi.applications.actions.progress import CannotMove
from madoguchi.applications.models import Application
from madoguchi.applications.queries import filed as read
from madoguchi.audit.models import Line
from madoguchi.people.models import Officer, Resident
from madoguchi.review import queries
from madoguchi.review.actions import noting
from madoguchi.rules.lifecycle import State


@pytest.fixture
def application(city: SimpleNamespace, aoi: Resident) -> Application:
    """Aoi's application."""
    return filed(aoi, publish_club().pk)


def tick(application: Application, officer: Officer, *, is_done: bool = True) -> None:
    noting.set_mark(
        application=application, item="papers", is_done=is_done, by=seat(officer, application), now=LATER
    )


def test_chika_accepts_an_application_once(application: Application, chika: Officer) -> None:
    by = seat(chika, application)
    assert noting.accept(application=application, by=by, now=LATER).state == State.ACCEPTED
    with pytest.raises(CannotMove):
        noting.accept(application=application, by=by, now=LATER)


def test_the_first_tick_keeps_its_officer(application: Application, chika: Officer, makoto: Officer) -> None:
    tick(application, chika)
    tick(application, makoto)
    assert queries.list_marks(application=application)["papers"].officer == chika
    tick(application, makoto, is_done=False)
    assert queries.list_marks(application=application) == {}


def test_a_note_stays_and_its_words_stay_out_of_the_record(application: Application, chika: Officer) -> None:
    text = "証明書が会社から出ないとのこと。"
    noting.add_note(application=application, text=f" {text}\n", by=seat(chika, application), now=LATER)
    (note,) = queries.list_notes(application=application)
    assert note.text == text
    assert text not in str(Line.objects.get(verb="application.noted").details)


def test_phrases_of_the_document_come_before_those_the_section_keeps(
    application: Application, chika: Officer
) -> None:
    for _ in range(2):
        noting.keep_phrase(
            section="kosodate", text="証明日がありません。", by=seat(chika, application), now=LATER
        )
    phrases = queries.list_phrases(section="kosodate", document=club_document())
    assert phrases == ["写真が切れていて読めません。", "証明日がありません。"]


def test_only_lines_of_the_checklist_that_matter_are_asked(city: SimpleNamespace, aoi: Resident) -> None:
    working = {"is": [{"answer": "reason"}, "work"]}
    items = [
        {"id": "hours", "text": {"ja": "就労時間"}, "ask_when": working},
        {"id": "illness", "text": {"ja": "診断書"}, "ask_when": {"not": working}},
    ]
    review = {**club_document().review.model_dump(mode="json", exclude_none=True), "checklist": items}
    application = filed(aoi, publish_club(review=review).pk)
    assert [item.id for item in queries.list_checklist(read(application))] == ["hours"]
