"""A newer version is published: who is still undecided goes on to it, is asked again, or stays."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.capabilities.applications.test_filing import filed, written
from tests.city.people import NOW, acting, make_resident
from tests.city.procedures import CLUB, club_document, publish_club

from madoguchi.applications import passages, queries
from madoguchi.applications.actions import drafts, progress, rebasing, submission
from madoguchi.applications.actions.drafts import Seen
from madoguchi.applications.actions.submission import CannotSubmit
from madoguchi.applications.models import AnswerSet, Application, Draft, Event, Rebase, RebaseItem
from madoguchi.audit.actions import SYSTEM
from madoguchi.audit.models import Line
from madoguchi.messaging.models import OutgoingMessage
from madoguchi.people.models import Officer, Resident
from madoguchi.procedures import actions as procedures
from madoguchi.procedures.models import ProcedureVersion
from madoguchi.review.models import Return
from madoguchi.rules import documents
from madoguchi.rules.changes import Effect
from madoguchi.rules.lifecycle import Act, Role, State
from madoguchi.rules.rebasing import Following, Policy, Stays, Why

LATER = NOW + timedelta(hours=1)


def steps(**of_questions: Any) -> list[dict[str, Any]]:
    """The club's steps with questions changed by id; None takes one out, `home_step` brings one."""
    changed = deepcopy(CLUB["steps"])
    for step in changed:
        kept = [each for each in step["questions"] if of_questions.get(each["id"], each) is not None]
        step["questions"] = [{**each, **of_questions.get(each["id"], {})} for each in kept]
    changed[1]["questions"] += of_questions.get("home_step", [])
    return list(changed)


def text(ja: str) -> dict[str, str]:
    return {"ja": ja, "ja-easy": ja, "en": ja}


NEW = {"id": "school", "type": "text", "title": text("学校名")}
ONLY_ILL = {"options": [{"id": "ill", "title": text("疾病")}]}


def publish(
    chika: Officer,
    *,
    drafts: Policy = Policy.ASK,
    applications: Policy = Policy.ASK,
    **changes: Any,
) -> ProcedureVersion:
    """Chika publishes the club's procedure once more."""
    document = club_document(**changes)
    procedures.save_draft_document(document=document, by=acting(chika), now=NOW)
    return procedures.publish(
        slug="club",
        seen=documents.digest(documents.canonical(document)),
        by=acting(chika),
        now=LATER,
        following=Following(drafts=drafts, applications=applications),
    )


def run() -> None:
    """The worker does what is left."""
    while rebasing.continue_rebase(rebase_id=Rebase.objects.latest("started_at").pk, now=LATER):
        pass


def answers_of(application: Application) -> dict[str, Any]:
    application.refresh_from_db()
    return dict(queries.filed(application).answers)


def test_what_is_safe_goes_on_with_the_same_answers(chika: Officer, aoi: Resident) -> None:
    application = filed(aoi, publish_club().pk)
    before = answers_of(application)
    sealed = AnswerSet.objects.values().get()
    newer = publish(chika, steps=steps(home_step=[{**NEW, "required": False}]))
    run()
    assert answers_of(application) == before
    assert (application.version, application.state, application.answer_count) == (newer, State.ARRIVED, 2)
    latest = AnswerSet.objects.get(number=2)
    assert (latest.version, latest.parent_id) == (newer, sealed["id"])
    assert AnswerSet.objects.values().get(number=1) == sealed
    assert queries.filed(application).answers["allergy"] == "卵"
    event = Event.objects.latest("id")
    assert (event.act, event.state, event.facts["version"]) == (Act.REBASE, State.ARRIVED, 2)
    assert Line.objects.filter(verb="application.rebased", about_ref=application.reference).exists()
    assert not OutgoingMessage.objects.exclude(template="received").exists()


def test_what_cannot_be_taken_over_is_asked_again(
    chika: Officer, aoi: Resident, aois_phone: Client, chikas_desk: Client
) -> None:
    application = filed(aoi, publish_club().pk)
    before = answers_of(application)
    newer = publish(chika, steps=steps(reason=ONLY_ILL, home_step=[NEW], certificate=None))
    run()
    assert answers_of(application) == before, "what was filed counts until it is corrected"
    assert (application.state, application.answer_count) == (State.RETURNED, 1)
    sent = Return.objects.get()
    assert [point["path"] for point in sent.points] == ["reason", "school"]
    assert (sent.officer, sent.version, sent.answers) == (chika, newer, 1)
    assert OutgoingMessage.objects.filter(template="asked_again").count() == 1
    draft = Draft.objects.get(kind="correction")
    assert (draft.version, draft.open_paths) == (newer, ["reason", "school"])
    said = aois_phone.get(f"/applications/{application.reference}/").content.decode()
    assert "学校名" in said and "この質問は、新しくできました。お答えください。" in said
    assert "あなたの入力の誤りではありません" in said
    desk = chikas_desk.get(f"/desk/applications/{application.reference}/").content.decode()
    assert "手続きの新しい版で、次のことを聞き直しています。" in desk and "学校名" in desk

    held = queries.writing(draft)
    drafts.save(
        draft_id=draft.pk,
        answers={**held.answers, "reason": "ill", "school": "若麦小学校", "phone": "09099999999"},
        seen=Seen(revision=1),
        language="ja",
        by=acting(aoi),
        now=LATER,
    )
    submission.submit(draft_id=draft.pk, by=acting(aoi), now=LATER)
    after = answers_of(application)
    kept = {key: value for key, value in before.items() if key != "certificate"}
    assert after == {**kept, "reason": "ill", "school": "若麦小学校"}
    assert (application.version, application.state) == (newer, State.CORRECTED)
    assert AnswerSet.objects.get(number=2).version == newer


def test_the_policy_is_the_authors(chika: Officer, aoi: Resident, ben: Resident) -> None:
    version = publish_club(limits={}).pk
    safe, asked = filed(aoi, version), filed(ben, version, reason="ill")
    publish(chika, limits={}, steps=steps(reason=ONLY_ILL, certificate=None), applications=Policy.SAFE)
    run()
    versions = {each.reference: each.version.number for each in Application.objects.all()}
    assert versions == {safe.reference: 1, asked.reference: 2}
    item = RebaseItem.objects.get(application=safe)
    assert item.stays == Stays.WOULD_ASK and not Return.objects.exists()


def test_keep_leaves_everything_as_it_is(chika: Officer, aoi: Resident) -> None:
    filed(aoi, publish_club().pk)
    before = list(Application.objects.values()), list(AnswerSet.objects.values())
    publish(chika, minutes=20, applications=Policy.KEEP)
    assert not Rebase.objects.exists()
    assert (list(Application.objects.values()), list(AnswerSet.objects.values())) == before


@pytest.mark.parametrize("state", [State.DECIDED, State.SETTLED, State.WITHDRAWN, State.PROPOSED])
def test_what_is_decided_or_lies_before_approvers_never_moves(
    chika: Officer, aoi: Resident, state: State
) -> None:
    application = filed(aoi, publish_club().pk)
    Application.objects.update(state=state)
    publish(chika, minutes=20)
    run()
    application.refresh_from_db()
    assert (application.version.number, application.answer_count) == (1, 1)
    assert not RebaseItem.objects.exists()


def test_what_came_back_from_its_approvers_goes_on_then(chika: Officer, aoi: Resident) -> None:
    application = filed(aoi, publish_club().pk)
    Application.objects.update(state=State.PROPOSED)
    publish(chika, minutes=20)
    run()
    assert passages.list_unfinished() == []
    Application.objects.update(state=State.ACCEPTED)
    assert passages.list_unfinished() == [Rebase.objects.get()]
    run()
    application.refresh_from_db()
    assert application.version.number == 2


def test_another_limit_keeps_it_and_says_so(chika: Officer, aoi: Resident) -> None:
    application = filed(aoi, publish_club().pk)
    publish(chika, limits={"one_per": ["child.kana"]})
    run()
    application.refresh_from_db()
    assert application.version.number == 1
    assert RebaseItem.objects.get().stays == Stays.BLOCKED


def test_running_twice_is_running_once(chika: Officer, aoi: Resident) -> None:
    filed(aoi, publish_club().pk)
    publish(chika, steps=steps(home_step=[NEW]))
    run()
    before = Return.objects.values().get(), Draft.objects.filter(kind="correction").values().get()
    run()
    assert (Return.objects.values().get(), Draft.objects.filter(kind="correction").values().get()) == before
    assert OutgoingMessage.objects.filter(template="asked_again").count() == 1


def test_a_crash_between_two_loses_nothing(
    chika: Officer, city: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = publish_club(limits={}).pk
    for _ in range(5):
        filed(make_resident(), version)
    publish(chika, limits={}, minutes=20)
    monkeypatch.setattr(rebasing, "CHUNK", 2)
    taken, note = [], rebasing._note

    def dies_at_the_third(*given: Any) -> None:
        taken.append(1)
        if len(taken) == 3:
            raise RuntimeError("the power fails")
        note(*given)

    monkeypatch.setattr(rebasing, "_note", dies_at_the_third)
    with pytest.raises(RuntimeError):
        run()
    assert Application.objects.filter(version__number=2).count() == 2 == RebaseItem.objects.count()
    run()
    assert Application.objects.filter(version__number=2, answer_count=2).count() == 5
    assert RebaseItem.objects.count() == 5 == Event.objects.filter(act=Act.REBASE).count()
    assert Rebase.objects.get().finished_at is not None


def test_what_is_being_corrected_goes_on_with_the_correction(chika: Officer, aoi: Resident) -> None:
    application = filed(aoi, publish_club().pk)
    returned(application)
    publish(chika, steps=steps(home_step=[NEW]))
    run()
    application.refresh_from_db()
    assert (application.version.number, application.state) == (1, State.RETURNED)
    draft = Draft.objects.get(kind="correction")
    assert (draft.version.number, draft.open_paths, draft.revision) == (2, ["phone", "school"], 1)
    assert [point["path"] for point in Return.objects.get().points] == ["phone", "school"]


def test_a_correction_that_nothing_is_added_to_goes_on_silently(chika: Officer, aoi: Resident) -> None:
    application = filed(aoi, publish_club().pk)
    returned(application)
    publish(chika, minutes=20)
    run()
    assert Draft.objects.get(kind="correction").version.number == 2
    assert [point["path"] for point in Return.objects.get().points] == ["phone"]
    assert not OutgoingMessage.objects.filter(template="asked_again").exists()
    submission.submit(draft_id=Draft.objects.get(kind="correction").pk, by=acting(aoi), now=LATER)
    application.refresh_from_db()
    assert application.version.number == 2


def returned(application: Application) -> None:
    """Asked for another telephone number."""
    progress.move(application=application, act=Act.RETURN, role=Role.APPROVER, by=SYSTEM, now=NOW)
    progress.open_correction(application=application, paths=["phone"], by=SYSTEM, now=NOW)
    Return.objects.create(
        application=application,
        officer=Officer.objects.get(number="1001"),
        answers=1,
        points=[{"path": "phone", "reason": "つながりません"}],
        due_on="2026-12-01",
        sent_at=NOW,
    )


def test_nobody_is_asked_by_what_was_mistyped(chika: Officer, aoi: Resident) -> None:
    filed(aoi, publish_club().pk)
    Application.objects.update(entered_by=chika, entered_at=NOW)
    publish(chika, steps=steps(home_step=[NEW]))
    run()
    assert RebaseItem.objects.get().stays == Stays.UNCHECKED and not Return.objects.exists()


def test_an_answer_that_nobody_asks_for_is_named(
    chika: Officer, aoi: Resident, aois_phone: Client, chikas_desk: Client
) -> None:
    application = filed(aoi, publish_club().pk)
    publish(chika, steps=steps(allergy=None))
    run()
    assert "allergy" not in answers_of(application)
    assert Event.objects.latest("id").facts["left_out"] == ["allergy"]
    said = aois_phone.get(f"/applications/{application.reference}/").content.decode()
    assert "次の答えは使われなくなりました: アレルギー" in said
    desk = chikas_desk.get(f"/desk/applications/{application.reference}/").content.decode()
    assert "新しい版に切り替え" in desk


def test_a_newer_run_takes_over_from_an_older_one(chika: Officer, aoi: Resident) -> None:
    application = filed(aoi, publish_club().pk)
    publish(chika, minutes=20)
    first = Rebase.objects.get()
    publish(chika, minutes=25)
    assert not rebasing.continue_rebase(rebase_id=first.pk, now=LATER)
    run()
    application.refresh_from_db()
    assert application.version.number == 3


def test_publishing_queues_the_run(chika: Officer, aoi: Resident) -> None:
    publish_club()
    publish(chika, minutes=20)
    jobs = ProcrastinateJob.objects.filter(task_name="applications.continue_rebase")
    assert [job.args for job in jobs] == [{"rebase": str(Rebase.objects.get().pk)}]


def test_the_forecast_counts_and_names_nobody(chika: Officer, aoi: Resident, ben: Resident) -> None:
    version = publish_club(limits={}).pk
    filed(aoi, version)
    filed(ben, version, reason="ill")
    written(aoi, version)
    newer = club_document(limits={}, steps=steps(reason=ONLY_ILL, certificate=None))
    found = passages.forecast("club", newer, NOW)
    assert found.applications.effects == {Effect.ASK_AGAIN: 1, Effect.SAFE: 1}
    assert found.drafts.effects == {Effect.ASK_AGAIN: 1}
    assert found.applications.causes == {passages.Cause(path="reason", why=Why.REFUSED): 1}
    harmless = passages.forecast("club", club_document(limits={}, minutes=20), NOW)
    assert (harmless.applications.effects, harmless.drafts.effects) == ({Effect.SAFE: 2}, {Effect.SAFE: 1})


def test_a_draft_hears_what_to_answer_anew(chika: Officer, aoi: Resident) -> None:
    draft = written(aoi, publish_club().pk)
    publish(chika, steps=steps(reason=ONLY_ILL, home_step=[NEW], certificate=None))
    moved = drafts.follow(draft_id=draft.pk, by=acting(aoi), now=LATER)
    assert moved.draft.version.number == 2
    assert {again.path: again.why for again in moved.open_news(LATER)} == {
        "reason": Why.REFUSED,
        "school": Why.NEW,
    }
    again = drafts.follow(draft_id=draft.pk, by=acting(aoi), now=LATER)
    assert again.draft.revision == moved.draft.revision
    saved = drafts.save(
        draft_id=draft.pk,
        answers={**moved.answers, "reason": "ill", "school": "若麦"},
        seen=Seen(revision=moved.draft.revision),
        language="ja",
        by=acting(aoi),
        now=LATER,
    )
    assert saved.draft.news == {}


def test_a_draft_may_stay_where_its_author_lets_it(chika: Officer, aoi: Resident, ben: Resident) -> None:
    version = publish_club(limits={}).pk
    stays, goes = written(aoi, version), written(ben, version, reason="ill")
    publish(
        chika,
        limits={},
        steps=steps(reason=ONLY_ILL, certificate=None),
        drafts=Policy.SAFE,
        applications=Policy.SAFE,
    )
    for draft, resident in ((stays, aoi), (goes, ben)):
        drafts.follow(draft_id=draft.pk, by=acting(resident), now=LATER)
        submission.submit(draft_id=draft.pk, by=acting(resident), now=LATER)
    numbers = {each.resident_id: each.version.number for each in Application.objects.all()}
    assert numbers == {aoi.pk: 1, ben.pk: 2}
    assert passages.list_unfinished() == [], "what may stay is not taken on afterwards"


def test_a_draft_that_must_follow_is_not_filed_under_the_old_version(chika: Officer, aoi: Resident) -> None:
    draft = written(aoi, publish_club().pk)
    publish(chika, minutes=20)
    with pytest.raises(CannotSubmit):
        submission.submit(draft_id=draft.pk, by=acting(aoi), now=LATER)
