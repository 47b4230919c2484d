"""A decision is proposed, approved or sent back; with it goes a numbered letter."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from pypdf import PdfReader
from tests.capabilities.applications.test_filing import filed
from tests.capabilities.review.desk import LATER, returned, seat
from tests.city.people import acting, make_officer
from tests.city.procedures import CLUB, publish_club

from madoguchi.applications.actions.progress import CannotMove
from madoguchi.applications.models import Application, Claimed, Draft
from madoguchi.audit.models import Line
from madoguchi.files.queries import open_file
from madoguchi.messaging.models import InboxMessage
from madoguchi.people.models import Officer, Resident, Role
from madoguchi.review import queries
from madoguchi.review.actions import deciding, lettering, mailing
from madoguchi.review.actions.deciding import CannotDecide
from madoguchi.review.actions.proposing import CannotPropose
from madoguchi.review.models import Decision, Letter
from madoguchi.rules import proposals
from madoguchi.rules.decisions import Reason
from madoguchi.rules.lifecycle import State

TWO = {**CLUB["review"], "two_person": True}
WHY = "就労日数が月10日で、条例第4条第1号の要件に足りません。"


@pytest.fixture
def application(city: SimpleNamespace, aoi: Resident) -> Application:
    """Aoi's application, which one officer may decide."""
    return filed(aoi, publish_club().pk)


@pytest.fixture
def weighty(city: SimpleNamespace, aoi: Resident) -> Application:
    """Aoi's application, for which the document asks for two officers."""
    return filed(aoi, publish_club(review=TWO).pk)


@pytest.fixture
def takuya(city: SimpleNamespace) -> Officer:
    """久保寺 拓也, who reviews and may not approve."""
    return make_officer("1004", section=city.kosodate, role=Role.REVIEWER)


def decide(application: Application, officer: Officer, outcome: str = "approved", **more: Any) -> Decision:
    given = {"reason": "", "now": LATER, **more}
    return deciding.decide(application=application, outcome=outcome, by=seat(officer, application), **given)


def propose(application: Application, officer: Officer, outcome: str = "approved") -> Decision:
    return deciding.propose(
        application=application, outcome=outcome, reason="", by=seat(officer, application), now=LATER
    )


def approve(application: Application, officer: Officer) -> Decision:
    return deciding.approve(application=application, by=seat(officer, application), now=LATER)


def words(letter: Letter) -> str:
    """Everything that stands in the letter, without spaces."""
    assert letter.file is not None
    return "".join(PdfReader(BytesIO(open_file(letter.file.sha256))).pages[0].extract_text().split())


def test_chika_decides_and_aoi_reads_the_letter(
    application: Application, aoi: Resident, chika: Officer
) -> None:
    decide(application, chika)
    application.refresh_from_db()
    letter = Letter.objects.get()
    assert application.state == State.DECIDED and application.outcome == "approved"
    assert letter.document_number == "8ひ子育第1号"
    assert "𠮷川葵様" in words(letter) and "令和8年11月22日付けで申請" in words(letter)
    assert InboxMessage.objects.filter(resident_ref=aoi.reference, template="decided").exists()


def test_a_refusal_gives_its_reason_and_how_to_appeal(application: Application, chika: Officer) -> None:
    decide(application, chika, "refused", reason=WHY)
    assert "就労日数が月10日" in words(Letter.objects.get()) and "教示" in words(Letter.objects.get())


def test_a_refusal_without_a_reason_is_refused(application: Application, chika: Officer) -> None:
    with pytest.raises(CannotDecide) as cannot:
        decide(application, chika, "refused", reason=" ")
    assert cannot.value.refusal.reason is Reason.REASON_MISSING
    assert not Decision.objects.exists()


def test_after_a_refusal_aoi_may_apply_again(application: Application, chika: Officer) -> None:
    assert Claimed.objects.exists()
    decide(application, chika, "refused", reason=WHY)
    assert not Claimed.objects.exists()


def test_nothing_is_decided_twice(application: Application, chika: Officer) -> None:
    decide(application, chika)
    with pytest.raises(CannotMove):
        decide(application, chika, "refused", reason=WHY)
    assert Letter.objects.count() == 1


def test_two_officers_decide_where_the_document_asks_for_two(
    weighty: Application, chika: Officer, takuya: Officer
) -> None:
    propose(weighty, takuya)
    assert queries.decision_of(weighty) is None
    decision = approve(weighty, chika)
    assert (decision.proposed_by, decision.approved_by) == (takuya, chika)
    assert Letter.objects.exists()


def test_one_officer_alone_cannot_decide_it(weighty: Application, chika: Officer) -> None:
    with pytest.raises(CannotDecide) as cannot:
        decide(weighty, chika)
    assert cannot.value.refusal.reason is Reason.NEEDS_PROPOSAL
    propose(weighty, chika)
    with pytest.raises(CannotPropose) as own:
        approve(weighty, chika)
    assert own.value.refusal.reason is proposals.Reason.OWN_PROPOSAL


def test_a_reviewer_cannot_approve(weighty: Application, chika: Officer, takuya: Officer) -> None:
    propose(weighty, chika)
    with pytest.raises(CannotPropose):
        approve(weighty, takuya)
    assert not Letter.objects.exists()


def test_a_proposal_sent_back_can_be_proposed_anew(
    weighty: Application, chika: Officer, takuya: Officer
) -> None:
    propose(weighty, takuya)
    deciding.send_back(application=weighty, why="延長の可否を確かめて。", by=seat(chika, weighty), now=LATER)
    weighty.refresh_from_db()
    kept = queries.draft_of(weighty)
    assert weighty.state == State.ACCEPTED and kept and kept.decided_at is None
    assert queries.list_notes(application=weighty)[0].text == "延長の可否を確かめて。"
    propose(weighty, takuya)
    assert approve(weighty, chika).outcome == "approved"


def test_numbers_follow_each_other_and_begin_anew_in_april(
    city: SimpleNamespace, ben: Resident, aoi: Resident, chika: Officer
) -> None:
    version = publish_club(limits={}).pk
    april = datetime(2027, 4, 1, 3, 0, tzinfo=UTC)
    for resident, now in ((aoi, LATER), (ben, LATER), (aoi, april)):
        decide(filed(resident, version), chika, now=now)
    numbers = list(
        Letter.objects.order_by("issued_at", "document_number").values_list("document_number", flat=True)
    )
    assert numbers == ["8ひ子育第1号", "8ひ子育第2号", "9ひ子育第1号"]


def test_a_decision_that_fails_gives_its_number_back(
    city: SimpleNamespace, aoi: Resident, ben: Resident, chika: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = publish_club().pk
    application = filed(aoi, version)
    with monkeypatch.context() as broken:
        broken.setattr(lettering.paper, "draw", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            decide(application, chika)
    decide(application, chika)
    assert Letter.objects.get().document_number == "8ひ子育第1号"


def test_a_name_the_font_lacks_waits_for_an_officer_and_stops_nothing(
    city: SimpleNamespace, aoi: Resident, chika: Officer
) -> None:
    name = {"family": "葛\U000e0101城", "given": "葵", "family_kana": "カツラギ", "given_kana": "アオイ"}
    application = filed(aoi, publish_club().pk, guardian=name)
    decide(application, chika)
    letter = Letter.objects.get()
    assert letter.file is None and letter.missing_glyphs == ["葛\U000e0101"]
    assert queries.list_letters_waiting(sections=["kosodate"]) == [letter]

    by = seat(chika, application)
    with pytest.raises(ValueError, match="still missing"):
        lettering.issue_with_substitutes(letter=letter, substitutes={"葛\U000e0101": "☑"}, by=by, now=LATER)
    drawn = lettering.issue_with_substitutes(
        letter=letter, substitutes={"葛\U000e0101": "葛"}, by=by, now=LATER
    )
    assert "葛城葵様" in words(drawn) and drawn.document_number == letter.document_number
    application.refresh_from_db()
    assert application.applicant_name.startswith("葛\U000e0101")


def test_a_correction_that_never_comes_does_not_block_for_ever(
    application: Application, chika: Officer
) -> None:
    returned(application, chika, "certificate")
    with pytest.raises(CannotDecide) as cannot:
        decide(application, chika, "refused", reason=WHY)
    assert cannot.value.refusal.reason is Reason.CORRECTION_RUNNING
    decide(application, chika, "refused", reason=WHY, now=LATER + timedelta(days=14))
    assert queries.open_return(application) is None
    assert not Draft.objects.filter(submitted_at=None).exists()


def test_the_first_time_aoi_opens_the_letter_is_noted(
    application: Application, aoi: Resident, chika: Officer
) -> None:
    decide(application, chika)
    letter = Letter.objects.get()
    for later in (1, 2):
        lettering.note_opened(letter=letter, by=acting(aoi), now=LATER + timedelta(hours=later))
    letter.refresh_from_db()
    assert letter.opened_at == LATER + timedelta(hours=1)
    assert Line.objects.filter(verb="letter.opened").count() == 1


def test_letters_nobody_opens_are_sent_on_paper(application: Application, chika: Officer) -> None:
    decide(application, chika)
    letter = Letter.objects.get()
    soon, after_a_week = letter.dated_on, letter.dated_on + timedelta(days=8)
    for today, expected in ((soon, []), (after_a_week, [letter])):
        day = queries.first_day_still_unopened(today)
        assert queries.list_letters_to_post(sections=["kosodate"], opened_before=day) == expected
    mailing.note_posted(letter=letter, on=after_a_week, officer=chika, by=acting(chika), now=LATER)
    assert not queries.list_letters_to_post(sections=["kosodate"], opened_before=after_a_week)
