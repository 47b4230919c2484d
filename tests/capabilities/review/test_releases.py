"""Results prepared beforehand are seen by nobody before their instant, and by everybody from it on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from tests.capabilities.applications.test_filing import filed
from tests.capabilities.review.desk import LATER, seat
from tests.capabilities.review.test_proposals import TWO, WHY, states
from tests.city.people import acting, signed_in
from tests.city.procedures import publish_club

from madoguchi.applications.actions import progress
from madoguchi.applications.models import Application, Claimed
from madoguchi.files.queries import open_file
from madoguchi.messaging.models import InboxMessage, OutgoingMessage
from madoguchi.people.models import Officer, Resident
from madoguchi.review import queries
from madoguchi.review.actions import deciding, lettering, proposing, releasing
from madoguchi.review.actions.proposing import CannotPropose
from madoguchi.review.models import Decision, Letter, Release
from madoguchi.rules import lifecycle
from madoguchi.rules.lifecycle import State
from madoguchi.rules.proposals import Reason

INSTANT = datetime(2027, 2, 1, 0, 0, tzinfo=UTC)  # 9:00 in the city
BEFORE = INSTANT - timedelta(hours=1)


@pytest.fixture
def two(city: object, aoi: Resident, ben: Resident) -> list[Application]:
    """Aoi's application and Ben's."""
    version = publish_club(limits={}, review=TWO).pk
    return [filed(aoi, version), filed(ben, version)]


@pytest.fixture
def february(city: object, two: list[Application], yuko: Officer) -> Release:
    return releasing.plan(
        section="kosodate", title="一次募集の結果", releases_at=INSTANT, by=seat(yuko, two[0]), now=LATER
    )


def decided(applications: Sequence[Application], release: Release, by: Officer, approver: Officer) -> None:
    """Aoi's is approved, Ben's refused, both kept for the instant."""
    for application, outcome in zip(applications, ("approved", "refused"), strict=True):
        decision = deciding.propose(
            application=application,
            outcome=outcome,
            reason=WHY,
            release=release,
            by=seat(by, application),
            now=LATER,
        )
        assert decision.proposal is not None
        proposing.approve(proposal=decision.proposal, by=seat(approver, application), now=LATER)


@pytest.fixture
def prepared(two: list[Application], february: Release, takuya: Officer, yuko: Officer) -> Release:
    decided(two, february, takuya, yuko)
    return february


def test_before_the_instant_everything_is_ready_and_nothing_is_seen(
    two: list[Application], prepared: Release, aoi: Resident
) -> None:
    assert states(two) == [State.SETTLED, State.SETTLED]
    assert Letter.objects.exclude(file=None).count() == 2
    for application in Application.objects.all():
        assert application.outcome == "" and application.delete_on is None
        assert queries.decision_of(application) is None and queries.letter_of(application) is None
    assert not OutgoingMessage.objects.filter(template="decided").exists()
    assert not InboxMessage.objects.filter(template="decided").exists()


def test_the_letters_bear_the_day_of_the_instant(prepared: Release) -> None:
    letter = Letter.objects.order_by("pk")[0]
    assert letter.file is not None and letter.dated_on == INSTANT.date()
    text = PdfReader(BytesIO(open_file(letter.file.sha256))).pages[0].extract_text()
    assert "令和9年2月1日" in "".join(text.split()) and letter.document_number.startswith("8ひ子育第")


def test_nothing_happens_a_moment_before(two: list[Application], prepared: Release) -> None:
    releasing.release_due(now=INSTANT - timedelta(seconds=1))
    assert states(two) == [State.SETTLED, State.SETTLED]


def test_at_the_instant_all_see_theirs_and_the_messages_follow(
    two: list[Application], prepared: Release, aoi: Resident, ben: Resident
) -> None:
    releasing.release_due(now=INSTANT)
    assert states(two) == [State.DECIDED, State.DECIDED]
    assert {each.outcome for each in Application.objects.all()} == {"approved", "refused"}
    assert all(each.delete_on for each in Application.objects.all())
    assert not InboxMessage.objects.filter(template="decided").exists(), "they follow in waves"
    assert not releasing.continue_telling(release_id=prepared.pk, now=INSTANT)
    told = InboxMessage.objects.filter(template="decided").values_list("resident_ref", flat=True)
    assert set(told) == {aoi.reference, ben.reference}


def test_waves_stop_and_go_on_and_tell_nobody_twice(
    prepared: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(releasing, "CHUNK", 1)
    releasing.release_due(now=INSTANT)
    assert releasing.continue_telling(release_id=prepared.pk, now=INSTANT)
    assert InboxMessage.objects.filter(template="decided").count() == 1
    assert not releasing.continue_telling(release_id=prepared.pk, now=INSTANT)
    assert not releasing.continue_telling(release_id=prepared.pk, now=INSTANT)
    assert InboxMessage.objects.filter(template="decided").count() == 2


def test_the_same_results_are_not_made_public_twice(
    two: list[Application],
    prepared: Release,
    yuko: Officer,
) -> None:
    assert len(releasing.release(release_id=prepared.pk, by=acting(yuko), now=BEFORE)) == 2
    with pytest.raises(CannotPropose) as cannot:
        releasing.release(release_id=prepared.pk, by=acting(yuko), now=INSTANT)
    assert cannot.value.refusal.reason is Reason.ALREADY_RELEASED
    releasing.release_due(now=INSTANT)
    assert Application.objects.get(pk=two[0].pk).events.filter(act="release").count() == 1


def test_with_nothing_approved_there_is_nothing_to_make_public(
    february: Release,
    yuko: Officer,
) -> None:
    with pytest.raises(CannotPropose) as cannot:
        releasing.release(release_id=february.pk, by=acting(yuko), now=LATER)
    assert cannot.value.refusal.reason is Reason.NOTHING_TO_RELEASE


def test_what_is_approved_after_the_instant_is_seen_at_once(
    two: list[Application],
    february: Release,
    takuya: Officer,
    yuko: Officer,
) -> None:
    early, late = (
        deciding.propose(
            application=application,
            outcome="approved",
            reason="",
            release=february,
            by=seat(takuya, application),
            now=LATER,
        )
        for application in two
    )
    assert early.proposal and late.proposal
    proposing.approve(proposal=early.proposal, by=seat(yuko, two[0]), now=LATER)
    releasing.release_due(now=INSTANT)
    assert states(two) == [State.DECIDED, State.PROPOSED]
    proposing.approve(proposal=late.proposal, by=seat(yuko, two[1]), now=INSTANT + timedelta(hours=1))
    assert states(two) == [State.DECIDED, State.DECIDED]


def test_a_refused_family_cannot_tell_by_applying_again(
    city: object,
    aoi: Resident,
    takuya: Officer,
    yuko: Officer,
) -> None:
    application = filed(aoi, publish_club(review=TWO).pk)
    by = seat(yuko, application)
    release = releasing.plan(section="kosodate", title="結果", releases_at=INSTANT, by=by, now=LATER)
    decision = deciding.propose(
        application=application,
        outcome="refused",
        reason=WHY,
        release=release,
        by=seat(takuya, application),
        now=LATER,
    )
    assert decision.proposal is not None
    proposing.approve(proposal=decision.proposal, by=by, now=LATER)
    assert Claimed.objects.exists(), "the limit is still held, as for everybody"
    releasing.release_due(now=INSTANT)
    releasing.continue_telling(release_id=release.pk, now=INSTANT)
    assert not Claimed.objects.exists()


def test_withdrawn_before_the_instant_nothing_of_it_is_shown(
    two: list[Application], prepared: Release, aoi: Resident
) -> None:
    progress.withdraw(application=two[0], role=lifecycle.Role.APPLICANT, by=acting(aoi), now=BEFORE)
    releasing.release_due(now=INSTANT)
    releasing.continue_telling(release_id=prepared.pk, now=INSTANT)
    assert states(two) == [State.WITHDRAWN, State.DECIDED]
    assert Decision.objects.get(application=two[0]).dropped_at == BEFORE
    assert not InboxMessage.objects.filter(template="decided", resident_ref=aoi.reference).exists()


def test_moved_by_a_day_its_letters_are_drawn_anew_with_the_same_numbers(
    prepared: Release,
    two: list[Application],
    yuko: Officer,
) -> None:
    numbers = set(Letter.objects.values_list("document_number", flat=True))
    by = seat(yuko, two[0])
    releasing.move_instant(release=prepared, releases_at=INSTANT + timedelta(days=1), by=by, now=LATER)
    assert not Letter.objects.exclude(file=None).exists()
    while releasing.continue_drawing(release_id=prepared.pk, now=LATER):
        pass
    letters = list(Letter.objects.all())
    assert {letter.document_number for letter in letters} == numbers
    assert all(letter.file and letter.dated_on == INSTANT.date() + timedelta(days=1) for letter in letters)


def test_moved_by_a_day_a_letter_keeps_the_characters_chosen_for_it(
    prepared: Release, two: list[Application], yuko: Officer
) -> None:
    Letter.objects.filter(application=two[0]).update(missing_glyphs=["☑"], substitutes={"☑": "□"})
    by = seat(yuko, two[0])
    releasing.move_instant(release=prepared, releases_at=INSTANT + timedelta(days=1), by=by, now=LATER)
    assert queries.list_letters_waiting(sections=["kosodate"]) == [], "nobody has to choose again"
    while releasing.continue_drawing(release_id=prepared.pk, now=LATER):
        pass
    assert Letter.objects.exclude(file=None).count() == 2


def test_a_reviewer_may_name_an_instant_and_not_bring_it_forward(
    two: list[Application], takuya: Officer
) -> None:
    desk = signed_in(takuya)
    given = {"section": "kosodate", "title": "一次募集の結果", "day": "2027-02-01", "time": "9:00"}
    assert desk.post(reverse("review:releases"), given).status_code == 302
    now = reverse("review:release_now", args=[Release.objects.get().pk])
    assert desk.post(now).status_code == 404


@pytest.mark.parametrize(
    ("at", "reason"),
    [
        (LATER - timedelta(minutes=1), Reason.INSTANT_PAST),
        (INSTANT + timedelta(days=60), Reason.OTHER_FISCAL_YEAR),
        (INSTANT + timedelta(days=800), Reason.INSTANT_TOO_FAR),
    ],
)
def test_an_instant_that_cannot_be_is_refused(
    prepared: Release,
    two: list[Application],
    yuko: Officer,
    at: datetime,
    reason: Reason,
) -> None:
    with pytest.raises(CannotPropose) as cannot:
        releasing.move_instant(release=prepared, releases_at=at, by=seat(yuko, two[0]), now=LATER)
    assert cannot.value.refusal.reason is reason


def test_a_letter_issued_again_is_a_new_one_and_the_first_stays(
    prepared: Release,
    two: list[Application],
    yuko: Officer,
) -> None:
    releasing.release_due(now=INSTANT)
    first = Letter.objects.get(application=two[0])
    sha256, number = first.file.sha256 if first.file else "", first.document_number
    by = seat(yuko, two[0])
    with pytest.raises(ValueError):
        lettering.issue_again(letter=first, why=" ", by=by, now=INSTANT)
    again = lettering.issue_again(letter=first, why="氏名の字体の誤り", by=by, now=INSTANT)
    assert lettering.issue_again(letter=first, why="もう一度", by=by, now=INSTANT) == again
    first.refresh_from_db()
    assert first.file and (first.file.sha256, first.document_number) == (sha256, number)
    assert again.document_number != number
    application = Application.objects.get(pk=two[0].pk)
    assert queries.letter_of(application) == again


def test_chika_plans_an_instant_and_dan_never_finds_it(
    city: object, chikas_desk: Client, dans_desk: Client
) -> None:
    given = {"section": "kosodate", "title": "一次募集の結果", "day": "2027-02-01", "time": "25:00"}
    page = chikas_desk.post(reverse("review:releases"), given)
    assert page.status_code == 422 and "一次募集の結果" in page.content.decode()
    chikas_desk.post(reverse("review:releases"), {**given, "time": "9:00"})
    release = Release.objects.get()
    assert release.releases_at == INSTANT
    assert chikas_desk.get(reverse("review:release", args=[release.pk])).status_code == 200
    assert dans_desk.get(reverse("review:release", args=[release.pk])).status_code == 404
    assert dans_desk.post(reverse("review:release_now", args=[release.pk])).status_code == 404
