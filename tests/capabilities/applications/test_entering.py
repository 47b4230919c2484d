"""Chika types in what came on paper; Makoto compares it with the paper; Aoi reads who did."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.http import Http404
from tests.capabilities.files.conftest import picture
from tests.city.people import NOW, acting, make_officer
from tests.city.procedures import AOIS_ANSWERS, publish_club

from madoguchi.applications import queries
from madoguchi.applications.actions import drafts, entering, progress, submission
from madoguchi.applications.actions.drafts import AlreadyFiled, Seen
from madoguchi.applications.actions.entering import CannotEnter
from madoguchi.applications.actions.progress import CannotMove
from madoguchi.applications.actions.submission import CannotSubmit, Receipt
from madoguchi.applications.models import Application, Draft
from madoguchi.applications.queries import Visitor
from madoguchi.audit.actions import SYSTEM
from madoguchi.audit.models import Line
from madoguchi.files import actions as files
from madoguchi.messaging.models import OutgoingMessage
from madoguchi.people.models import Officer, Resident, Role
from madoguchi.procedures import actions as procedures
from madoguchi.rules import lifecycle
from madoguchi.rules.doors import Door, Medium, Reason, Slip
from madoguchi.rules.lifecycle import Act
from madoguchi.rules.submission import Reason as NotFiled

TODAY = Slip(medium="counter", day="2026-11-22", time="11:40")
FRIDAY = Slip(medium="post", day="R8.11.20", time="1505", afterwards_reason="郵便の箱から金曜に取り出した")
AFTER = datetime(2026, 12, 17, 1, 0, tzinfo=UTC)  # 10 o'clock, after the closing
LATE = Slip(medium="post", day="2026-12-16", time="9:00", afterwards_reason="配達が遅れた")
PHONE_ONLY = {"contact_by": ["email", "phone"]}


def typed(
    officer: Officer, version_id: int, slip: Slip = TODAY, *, now: datetime = NOW, **changes: Any
) -> Draft:
    """What an officer typed of Aoi's paper."""
    draft = entering.begin_entry(
        version_id=version_id, section="kosodate", officer=officer, slip=slip, by=acting(officer), now=now
    )
    return entering.save_entry(
        draft_id=draft.pk,
        answers={**AOIS_ANSWERS, **changes},
        slip=slip,
        seen=Seen(revision=1),
        by=acting(officer),
        now=now,
    ).draft


def file(draft: Draft, officer: Officer, *, approver: bool = False, now: datetime = NOW) -> Receipt:
    return entering.submit_entry(
        draft_id=draft.pk, officer=officer, may_take_late=approver, by=acting(officer), now=now
    )


def entered(officer: Officer, slip: Slip = TODAY, **changes: Any) -> Application:
    """An application that an officer typed in."""
    version = publish_club(**PHONE_ONLY).pk
    return file(typed(officer, version, slip, **changes), officer).application


def check(application: Application, officer: Officer) -> Application:
    return entering.check_entry(application=application, officer=officer, by=acting(officer), now=NOW)


def refused(cannot: pytest.ExceptionInfo[CannotEnter]) -> list[tuple[str, Reason]]:
    return [(each.at, each.reason) for each in cannot.value.refusals]


def test_a_paper_counts_from_the_instant_it_came(city: SimpleNamespace, chika: Officer) -> None:
    application = entered(chika, FRIDAY)
    assert application.arrived_at == datetime(2026, 11, 20, 6, 5, tzinfo=UTC)
    assert application.accepted_on.isoformat() == "2026-11-20"
    assert (application.entered_by, application.entered_at) == (chika, NOW)
    assert (application.door, application.medium) == (Door.ENTERED, Medium.POST)
    assert application.afterwards_reason == FRIDAY.afterwards_reason and not application.is_late
    assert queries.filed(application).facts()["today"].isoformat() == "2026-11-20"


def test_whoever_has_no_account_is_handed_a_code(city: SimpleNamespace, chika: Officer) -> None:
    receipt = file(typed(chika, publish_club(**PHONE_ONLY).pk), chika)
    found = queries.find_by_code(
        reference=receipt.application.reference, code=receipt.inquiry_code, born="20200708"
    )
    assert found == receipt.application
    assert (receipt.application.contact_kind, receipt.application.contact) == ("phone", "09000000001")
    assert not OutgoingMessage.objects.exists()  # the paper receipt is the word that it arrived


def test_the_way_asked_for_comes_first(city: SimpleNamespace, chika: Officer) -> None:
    version = publish_club(**PHONE_ONLY).pk
    by_mail = Slip(medium="counter", day="2026-11-22", time="11:40", email="aoi@mail.example")
    assert file(typed(chika, version, by_mail), chika).application.contact == "aoi@mail.example"
    by_phone = Slip(
        medium="counter", day="2026-11-22", time="11:40", email="aoi@mail.example", contact_by="phone"
    )
    other = {"child": {**AOIS_ANSWERS["child"], "given": "湊", "given_kana": "ミナト"}}
    assert file(typed(chika, version, by_phone, **other), chika).application.contact_kind == "phone"


def test_the_record_says_through_which_door_and_no_values(city: SimpleNamespace, chika: Officer) -> None:
    entered(chika, FRIDAY)
    line = Line.objects.get(verb="application.submitted")
    assert line.actor_ref == chika.number
    assert line.details == {
        "door": "entered",
        "medium": "post",
        "arrived_at": "2026-11-20T15:05:00+09:00",
    }


@pytest.mark.parametrize(
    ("slip", "wrong"),
    [
        (Slip(medium="counter", day="2026-11-22", time="12:01"), ("day", Reason.IN_THE_FUTURE)),
        (
            Slip(medium="counter", day="2026-11-01", time="12:00", afterwards_reason="x"),
            ("day", Reason.BEFORE_OPENING),
        ),
        (
            Slip(medium="post", day="2026-11-20", time="12:00"),
            ("afterwards_reason", Reason.AFTERWARDS_UNEXPLAINED),
        ),
    ],
)
def test_an_arrival_that_cannot_be_is_refused_and_nothing_is_lost(
    city: SimpleNamespace, chika: Officer, slip: Slip, wrong: tuple[str, Reason]
) -> None:
    draft = typed(chika, publish_club(**PHONE_ONLY).pk, slip)
    with pytest.raises(CannotEnter) as cannot:
        file(draft, chika, approver=True)
    assert refused(cannot) == [wrong]
    assert Draft.objects.get(pk=draft.pk).answers["reason"] == "work" and not Application.objects.exists()


def test_a_paper_after_the_closing_is_taken_only_by_an_approver_with_a_reason(
    city: SimpleNamespace, chika: Officer
) -> None:
    version = publish_club(**PHONE_ONLY).pk
    draft = typed(chika, version, LATE, now=AFTER)
    with pytest.raises(CannotEnter) as cannot:
        file(draft, chika, now=AFTER)
    assert refused(cannot) == [("day", Reason.LATE_NEEDS_APPROVER)]
    with pytest.raises(CannotEnter) as cannot:
        file(draft, chika, approver=True, now=AFTER)
    assert refused(cannot) == [("late_reason", Reason.AFTER_CLOSING)]
    Draft.objects.filter(pk=draft.pk).update(slip={**draft.slip, "late_reason": "災害で郵便が止まっていた"})
    application = file(draft, chika, approver=True, now=AFTER).application
    assert application.is_late and application.late_reason == "災害で郵便が止まっていた"


def test_a_paper_that_came_in_time_is_typed_after_the_closing(city: SimpleNamespace, chika: Officer) -> None:
    version = publish_club(**PHONE_ONLY).pk
    slip = Slip(medium="box", day="2026-12-15", time="23:59", afterwards_reason="箱を翌朝開けた")
    application = file(typed(chika, version, slip, now=AFTER), chika, now=AFTER).application
    assert not application.is_late and application.arrived_at < application.entered_at


def test_nothing_is_filed_under_a_withdrawn_procedure(city: SimpleNamespace, chika: Officer) -> None:
    draft = typed(chika, publish_club(**PHONE_ONLY).pk)
    procedures.withdraw(slug="club", by=SYSTEM, now=NOW)
    with pytest.raises(CannotSubmit) as cannot:
        file(draft, chika)
    assert cannot.value.refusal.reason is NotFiled.WITHDRAWN


def test_pressing_twice_files_once(city: SimpleNamespace, chika: Officer) -> None:
    draft = typed(chika, publish_club(**PHONE_ONLY).pk)
    first = file(draft, chika).application
    with pytest.raises(AlreadyFiled) as again:
        file(draft, chika)
    assert again.value.application == first


def test_a_representative_stands_in_the_ledger(city: SimpleNamespace, chika: Officer) -> None:
    slip = Slip(
        medium="counter",
        day="2026-11-22",
        time="11:40",
        represented=True,
        representative="大日向 文子",
        relation="祖母",
    )
    application = entered(chika, slip)
    assert application.door == Door.REPRESENTATIVE
    assert application.represented_by == {"name": "大日向 文子", "relation": "祖母"}
    assert Draft.objects.get().slip == {}


def test_a_scan_goes_along_with_the_application(city: SimpleNamespace, chika: Officer) -> None:
    draft = typed(chika, publish_club(**PHONE_ONLY).pk)
    upload = SimpleUploadedFile("申請書.jpg", picture(), "image/jpeg")
    stored = files.store(content=upload, claimed_name="申請書.jpg", now=NOW)
    for _ in range(2):  # sent twice, kept once
        entering.add_scans(draft_id=draft.pk, scans=[(stored, "申請書.jpg")], by=acting(chika), now=NOW)
    application = file(draft, chika).application
    assert [scan.name for scan in queries.list_scans(application=application)] == ["申請書.jpg"]


def test_no_resident_ever_reaches_what_an_officer_types(
    city: SimpleNamespace, chika: Officer, aoi: Resident
) -> None:
    draft = typed(chika, publish_club(**PHONE_ONLY).pk)
    forged = Visitor(resident=aoi, drafts=frozenset({str(draft.pk)}))
    with pytest.raises(Http404):
        queries.access_draft(draft_id=draft.pk, visitor=forged)
    assert queries.list_open_drafts(visitor=forged) == []


def test_another_section_finds_no_such_draft(city: SimpleNamespace, chika: Officer) -> None:
    draft = typed(chika, publish_club(**PHONE_ONLY).pk)
    assert queries.access_entry(draft_id=draft.pk, sections=["kosodate"]).draft == draft
    with pytest.raises(Http404):
        queries.access_entry(draft_id=draft.pk, sections=["fukushi"])


def test_a_residents_draft_is_no_entry(city: SimpleNamespace, chika: Officer, aoi: Resident) -> None:
    version = publish_club(**PHONE_ONLY).pk
    mine = drafts.begin(version_id=version, resident=aoi, language="ja", by=acting(aoi), now=NOW)
    with pytest.raises(Http404):
        queries.access_entry(draft_id=mine.pk, sections=["kosodate"])


# --- the second officer


def test_another_officer_confirms_it(city: SimpleNamespace, chika: Officer, makoto: Officer) -> None:
    application = check(entered(chika), makoto)
    assert (application.checked_by, application.checked_at) == (makoto, NOW)
    assert Line.objects.filter(verb="application.entry_checked", actor_ref=makoto.number).exists()


def test_who_typed_it_cannot_confirm_it(city: SimpleNamespace, chika: Officer) -> None:
    application = entered(chika)
    with pytest.raises(CannotEnter) as cannot:
        check(application, chika)
    assert refused(cannot) == [("", Reason.SAME_OFFICER)]
    with pytest.raises(IntegrityError, match="checked_by_another"), transaction.atomic():
        Application.objects.update(checked_by=chika)


def test_it_is_confirmed_once(city: SimpleNamespace, chika: Officer, makoto: Officer) -> None:
    application = check(entered(chika), makoto)
    other = make_officer("1009", "森 三", "モリ サン", section=city.kosodate)
    with pytest.raises(CannotEnter) as cannot:
        check(application, other)
    assert refused(cannot) == [("", Reason.NOT_WAITING)]


@pytest.mark.parametrize("act", [Act.RETURN, Act.PROPOSE, Act.DECIDE])
def test_nothing_is_decided_before_that(
    city: SimpleNamespace, chika: Officer, makoto: Officer, act: Act
) -> None:
    application = entered(chika)
    moved: dict[str, Any] = {"act": act, "role": lifecycle.Role.APPROVER, "by": acting(makoto), "now": NOW}
    with pytest.raises(CannotMove) as cannot:
        progress.move(application=application, **moved)
    assert cannot.value.refusal.reason is lifecycle.Reason.NOT_CHECKED
    assert progress.move(application=check(application, makoto), **moved).state != application.state


def test_accepting_does_not_wait(city: SimpleNamespace, chika: Officer) -> None:
    moved = progress.move(
        application=entered(chika), act=Act.ACCEPT, role=lifecycle.Role.REVIEWER, by=acting(chika), now=NOW
    )
    assert moved.state == "accepted"


def test_what_differs_is_typed_anew_and_compared_again(
    city: SimpleNamespace, chika: Officer, makoto: Officer
) -> None:
    application = entered(chika)
    draft = entering.send_back_entry(
        application=application, paths=["phone"], officer=makoto, by=acting(makoto), now=NOW
    )
    with pytest.raises(CannotEnter):  # not while it is being typed
        check(application, make_officer("1009", section=city.kosodate))
    answers = {**AOIS_ANSWERS, "phone": "090-0000-0099", "reason": "ill"}
    entering.save_entry(
        draft_id=draft.pk, answers=answers, slip=Slip(), seen=Seen(revision=1), by=acting(chika), now=NOW
    )
    mended = submission.mend_entry(draft_id=draft.pk, officer=chika, by=acting(chika), now=NOW)
    read = queries.filed(mended)
    assert (read.number, read.answers["phone"], read.answers["reason"]) == (2, "09000000099", "work")
    assert mended.contact == "09000000099" and mended.arrived_at == application.arrived_at
    assert Line.objects.get(verb="application.entry_mended").details == {"questions": ["phone"]}
    assert check(mended, makoto).checked_by == makoto


def test_a_correction_of_the_residents_is_not_the_officers(
    city: SimpleNamespace, chika: Officer, makoto: Officer
) -> None:
    application = entered(chika)
    entering.send_back_entry(
        application=application, paths=["phone"], officer=makoto, by=acting(makoto), now=NOW
    )
    assert queries.open_correction_of(application) is None
    assert queries.open_entry_of(application) is not None


def test_something_has_to_differ(city: SimpleNamespace, chika: Officer, makoto: Officer) -> None:
    with pytest.raises(CannotEnter) as cannot:
        entering.send_back_entry(
            application=entered(chika), paths=[], officer=makoto, by=acting(makoto), now=NOW
        )
    assert refused(cannot) == [("", Reason.NOTHING_MARKED)]


def test_only_who_may_approve_takes_late_papers(city: SimpleNamespace, chika: Officer) -> None:
    reviewer = make_officer("1010", section=city.kosodate, role=Role.REVIEWER)
    day = (NOW + timedelta(days=1)).date()
    assert queries.may_take_late(officer=chika, section="kosodate", on=day)
    assert not queries.may_take_late(officer=reviewer, section="kosodate", on=day)
    assert not queries.may_take_late(officer=chika, section="fukushi", on=day)
