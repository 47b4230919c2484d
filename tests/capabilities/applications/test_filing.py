"""Aoi files her application: once, whole, and only as long as it is open."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from tests.city.people import NOW, acting
from tests.city.procedures import AOIS_ANSWERS, publish_club

from madoguchi.applications.actions import drafts, progress, submission
from madoguchi.applications.actions.drafts import AlreadyFiled, Seen
from madoguchi.applications.actions.submission import CannotSubmit
from madoguchi.applications.models import AnswerSet, Application, Draft, SealedAnswer
from madoguchi.audit.models import Line
from madoguchi.messaging.models import Friend, InboxMessage, OutgoingMessage
from madoguchi.people.models import Resident
from madoguchi.rules.lifecycle import Role, State
from madoguchi.rules.references import is_receipt_number
from madoguchi.rules.submission import Reason

CLOSING = datetime(2026, 12, 15, 15, 0, tzinfo=UTC)


def written(resident: Resident, version_id: int, **changes: Any) -> Draft:
    """A draft of `resident` with Aoi's answers, some of them changed."""
    draft = drafts.begin(
        version_id=version_id, resident=resident, language="ja", by=acting(resident), now=NOW
    )
    answers = {**AOIS_ANSWERS, **changes}
    return drafts.save(
        draft_id=draft.pk, answers=answers, seen=Seen(revision=1), language="ja", by=acting(resident), now=NOW
    ).draft


def filed(resident: Resident, version_id: int, *, now: datetime = NOW, **changes: Any) -> Application:
    """An application of `resident`."""
    draft = written(resident, version_id, **changes)
    return submission.submit(draft_id=draft.pk, by=acting(resident), now=now).application


def test_aoi_gets_a_number_to_read_over_the_phone(city: SimpleNamespace, aoi: Resident) -> None:
    application = filed(aoi, publish_club().pk)
    assert application.reference.startswith("0826-") and is_receipt_number(application.reference)
    assert application.state == State.ARRIVED


def test_an_application_on_sunday_is_accepted_on_tuesday_after_the_holiday(
    city: SimpleNamespace, aoi: Resident
) -> None:
    application = filed(aoi, publish_club().pk)
    assert application.arrived_at == NOW
    assert application.accepted_on.isoformat() == "2026-11-24"


def test_what_is_sensitive_lies_encrypted(city: SimpleNamespace, aoi: Resident) -> None:
    filed(aoi, publish_club().pk)
    assert "allergy" not in AnswerSet.objects.get().answers
    assert "卵" not in SealedAnswer.objects.get().token


def test_a_hidden_question_is_not_filed(city: SimpleNamespace, aoi: Resident) -> None:
    filed(aoi, publish_club().pk, reason="ill")
    assert "certificate" not in AnswerSet.objects.get().answers


def test_aoi_is_told_in_her_inbox_and_the_mail_says_nothing_personal(
    city: SimpleNamespace, aoi: Resident
) -> None:
    application = filed(aoi, publish_club().pk)
    mail = OutgoingMessage.objects.get(about_ref=application.reference)
    assert InboxMessage.objects.filter(resident_ref=aoi.reference, template="received").exists()
    assert "𠮷川" not in mail.body + mail.subject and application.reference not in mail.body


def test_filing_leaves_a_line_in_the_record_without_values(city: SimpleNamespace, aoi: Resident) -> None:
    application = filed(aoi, publish_club().pk)
    line = Line.objects.get(verb="application.submitted")
    assert (line.about_ref, line.actor_ref) == (application.reference, str(aoi.reference))


def test_who_signed_in_by_line_alone_is_told_there(
    city: SimpleNamespace, aoi: Resident, settings: Any
) -> None:
    settings.LINE_CHANNEL_ID, aoi.account.email = "2000000001", ""
    aoi.account.save()
    Friend.objects.create(
        line_user_id="U" + "0" * 32, resident_ref=aoi.reference, followed_at=NOW, language="ja"
    )
    application = filed(aoi, publish_club().pk)
    assert (application.contact_kind, application.contact, application.delivery) == ("line", "", "page")
    assert OutgoingMessage.objects.get(about_ref=application.reference).channel == "line"


def test_who_blocks_the_city_on_line_and_gave_no_other_way_is_asked_for_one(
    city: SimpleNamespace, aoi: Resident, settings: Any
) -> None:
    settings.LINE_CHANNEL_ID, aoi.account.email = "2000000001", ""
    aoi.account.save()
    blocked = {"followed_at": NOW, "blocked_at": NOW, "language": "ja"}
    Friend.objects.create(line_user_id="U" + "0" * 32, resident_ref=aoi.reference, **blocked)
    with pytest.raises(CannotSubmit) as cannot:
        filed(aoi, publish_club().pk)
    assert cannot.value.refusal.reason is Reason.UNREACHABLE


def test_pressing_twice_files_once(city: SimpleNamespace, aoi: Resident) -> None:
    draft = written(aoi, publish_club().pk)
    first = submission.submit(draft_id=draft.pk, by=acting(aoi), now=NOW)
    with pytest.raises(AlreadyFiled) as again:
        submission.submit(draft_id=draft.pk, by=acting(aoi), now=NOW)
    assert again.value.application == first.application


def test_one_second_after_closing_is_too_late_and_the_draft_stays(
    city: SimpleNamespace, aoi: Resident
) -> None:
    draft = written(aoi, publish_club().pk)
    with pytest.raises(CannotSubmit) as cannot:
        submission.submit(draft_id=draft.pk, by=acting(aoi), now=CLOSING)
    assert cannot.value.refusal.reason is Reason.CLOSED
    assert Draft.objects.get(pk=draft.pk).answers["reason"] == "work"


def test_one_second_before_closing_is_in_time(city: SimpleNamespace, aoi: Resident) -> None:
    assert filed(aoi, publish_club().pk, now=CLOSING - timedelta(seconds=1)).pk


def test_an_unfinished_draft_is_led_to_what_is_missing(city: SimpleNamespace, aoi: Resident) -> None:
    with pytest.raises(CannotSubmit) as cannot:
        filed(aoi, publish_club().pk, start="")
    assert cannot.value.refusal.reason is Reason.INCOMPLETE
    assert cannot.value.refusal.step == "child_step"


def test_a_draft_of_an_older_version_is_read_again_first(city: SimpleNamespace, aoi: Resident) -> None:
    draft = written(aoi, publish_club().pk)
    publish_club(minutes=15)
    with pytest.raises(CannotSubmit) as cannot:
        submission.submit(draft_id=draft.pk, by=acting(aoi), now=NOW)
    assert cannot.value.refusal.reason is Reason.CHANGED


def test_one_child_is_applied_for_once(city: SimpleNamespace, aoi: Resident, ben: Resident) -> None:
    version = publish_club().pk
    filed(aoi, version)
    with pytest.raises(CannotSubmit) as cannot:
        filed(ben, version)
    assert cannot.value.refusal.reason is Reason.ALREADY_APPLIED


def test_after_a_withdrawal_the_child_can_be_applied_for_again(city: SimpleNamespace, aoi: Resident) -> None:
    version = publish_club().pk
    progress.withdraw(application=filed(aoi, version), role=Role.APPLICANT, by=acting(aoi), now=NOW)
    assert filed(aoi, version).state == State.ARRIVED


def test_the_last_place_is_given_once(city: SimpleNamespace, aoi: Resident, ben: Resident) -> None:
    version = publish_club(limits={"capacity": 1}).pk
    filed(aoi, version)
    with pytest.raises(CannotSubmit) as cannot:
        filed(ben, version)
    assert cannot.value.refusal.reason is Reason.FULL
    assert Application.objects.count() == 1


def test_a_sealed_answer_cannot_be_changed_even_by_hand(city: SimpleNamespace, aoi: Resident) -> None:
    filed(aoi, publish_club().pk)
    with (
        pytest.raises(DatabaseError, match="never change"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE applications_answerset SET answers = '{}'")


def test_names_are_kept_exactly_and_found_by_their_simple_spelling(
    city: SimpleNamespace, aoi: Resident
) -> None:
    application = filed(aoi, publish_club().pk)
    assert application.applicant_name == "𠮷川　葵"
    assert "吉川" in application.search_key
