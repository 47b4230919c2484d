"""Publishing and withdrawing: told first what it means, done once, refused when the ground has moved."""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from django.test import Client
from tests.city.guards import SOUND, let_through
from tests.city.people import acting, make_officer, signed_in
from tests.city.procedures import CLUB, club_document, publish_club

from madoguchi.applications.actions import drafts
from madoguchi.applications.actions.drafts import Seen
from madoguchi.audit.actions import SYSTEM
from madoguchi.people.models import Officer, Resident
from madoguchi.procedures import actions as procedures
from madoguchi.procedures.models import Procedure, ProcedureVersion
from madoguchi.rules import documents


def draft(now: datetime, **changes: Any) -> str:
    """Put a draft of the club on the table; its digest."""
    document = club_document(**changes)
    procedures.save_draft_document(document=document, by=SYSTEM, now=now)
    return documents.digest(documents.canonical(document))


def begun(version: ProcedureVersion, resident: Resident, now: datetime, **answers: Any) -> None:
    """Somebody has begun to write."""
    by = acting(resident)
    written = drafts.begin(version_id=version.pk, resident=resident, language="ja", by=by, now=now)
    drafts.save(draft_id=written.pk, answers=answers, seen=Seen(revision=1), language="ja", by=by, now=now)


def changed_club(**of_reason: Any) -> list[dict[str, Any]]:
    """The club's steps, with the question for the reason changed."""
    steps = deepcopy(CLUB["steps"])
    reason = next(question for question in steps[1]["questions"] if question["id"] == "reason")
    reason.update(of_reason)
    steps[1]["questions"] = [each for each in steps[1]["questions"] if each["id"] != "certificate"]
    return list(steps)


def test_chika_looks_and_publishes(now: datetime, chika: Officer, chikas_desk: Client) -> None:
    seen = draft(now, **SOUND)
    let_through(chika)
    assert seen in chikas_desk.get("/desk/procedures/club/publish/").content.decode()
    answer = chikas_desk.post("/desk/procedures/club/publish/", {"seen": seen}, follow=True)
    assert "第1版を公開しました。" in answer.content.decode()
    assert ProcedureVersion.objects.get().published_by == "1001"
    assert f"<td>{chika.name}</td>" in answer.content.decode()


def test_publishing_says_first_what_it_means_for_those_who_are_writing(
    now: datetime, chikas_desk: Client, aoi: Resident
) -> None:
    version = publish_club()
    begun(version, aoi, now, reason="work")
    begun(version, aoi, now, reason="ill")
    without_work = changed_club(options=[{"id": "ill", "title": {"ja": "疾病"}}])
    draft(now, steps=without_work)
    html = chikas_desk.get("/desk/procedures/club/publish/").content.decode()
    assert "「利用の理由」の選択肢が減りました(就労)。" in html


def test_pressing_twice_publishes_once(now: datetime, chika: Officer, chikas_desk: Client) -> None:
    seen = draft(now, **SOUND)
    let_through(chika)
    chikas_desk.post("/desk/procedures/club/publish/", {"seen": seen})
    answer = chikas_desk.post("/desk/procedures/club/publish/", {"seen": seen})
    assert "公開する下書きがありません。" in answer.content.decode()
    assert ProcedureVersion.objects.count() == 1


def test_a_draft_changed_by_another_is_looked_at_again(now: datetime, chikas_desk: Client) -> None:
    seen = draft(now)
    draft(now, minutes=20)
    answer = chikas_desk.post("/desk/procedures/club/publish/", {"seen": seen})
    assert answer.status_code == 422 and "もう一度内容を確かめてください" in answer.content.decode()


def test_withdrawing_asks_first(chikas_desk: Client) -> None:
    publish_club()
    assert (
        "書きかけの申請は、提出できなくなります"
        in chikas_desk.get("/desk/procedures/club/withdraw/").content.decode()
    )
    assert Procedure.objects.get().current is not None
    chikas_desk.post("/desk/procedures/club/withdraw/")
    assert Procedure.objects.get().current is None
    assert "公開停止" in chikas_desk.get("/desk/procedures/").content.decode()


def test_a_reviewer_and_an_outsider_publish_and_withdraw_nothing(
    now: datetime, city: SimpleNamespace, dans_desk: Client
) -> None:
    publish_club()
    seen = draft(now, minutes=20)
    reviewer = signed_in(make_officer(section=city.kosodate))
    for desk in (reviewer, dans_desk):
        assert desk.post("/desk/procedures/club/publish/", {"seen": seen}).status_code == 404
        assert desk.post("/desk/procedures/club/withdraw/").status_code == 404
    assert ProcedureVersion.objects.count() == 1


def test_the_history_names_every_version(chikas_desk: Client) -> None:
    publish_club()
    publish_club(minutes=20)
    html = chikas_desk.get("/desk/procedures/club/").content.decode()
    assert "/desk/procedures/club/v1.yaml" in html and "/desk/procedures/club/v2.json" in html
