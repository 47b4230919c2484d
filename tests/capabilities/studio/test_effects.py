"""Before publishing Chika reads whom it concerns, and says what becomes of them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.capabilities.applications.test_filing import filed, written
from tests.capabilities.applications.test_rebasing import NEW, ONLY_ILL, publish, run, steps
from tests.capabilities.studio.test_publish import draft
from tests.city.guards import golden, let_through
from tests.city.people import NOW
from tests.city.procedures import publish_club

from madoguchi.applications import passages
from madoguchi.applications.models import Application, Draft, Rebase
from madoguchi.people.models import Officer, Resident
from madoguchi.procedures.models import ProcedureVersion
from madoguchi.rules.rebasing import Policy

URL = "/desk/procedures/club/publish/"


def html(answer: Any) -> str:
    return str(answer.content.decode())


def changed() -> str:
    """Chika took an option away and asks for the school; the digest of her draft."""
    example = golden("ill", reason="ill", left_out="certificate", school="若麦小学校")
    asked = steps(reason=ONLY_ILL, home_step=[NEW], certificate=None)
    return draft(NOW, limits={}, steps=asked, golden=[example])


def test_chika_reads_how_many_are_asked_again_and_because_of_what(
    chikas_desk: Client, aoi: Resident, ben: Resident
) -> None:
    version = publish_club(limits={}).pk
    filed(aoi, version)
    filed(ben, version, reason="ill")
    written(aoi, version)
    changed()
    said = html(chikas_desk.get(URL))
    assert "「利用の理由」: 今の答えを受け付けない 1件" in said
    assert "「学校名」: 新しい設問 2件" in said
    assert "葵" not in said.replace("髙橋", "") and "0826-" not in said


def test_many_are_counted_after_the_page_is_drawn(
    chikas_desk: Client, aoi: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed(aoi, publish_club(limits={}).pk)
    changed()
    monkeypatch.setattr(passages, "FEW", 0)
    assert "「学校名」: 新しい設問 1件" not in html(chikas_desk.get(URL))
    for answer in (
        chikas_desk.get(URL, {"count": "1"}),
        chikas_desk.get(URL, {"count": "1"}, headers={"HX-Request": "true"}),
    ):
        assert "「学校名」: 新しい設問 1件" in html(answer)


def test_what_can_matter_to_nobody_is_counted_at_once(
    chikas_desk: Client, aoi: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed(aoi, publish_club(limits={}).pk)
    draft(NOW, limits={}, minutes=20)
    monkeypatch.setattr(passages, "FEW", 0)
    assert "聞き直しなし" in html(chikas_desk.get(URL))


def test_what_chika_chose_is_kept_with_the_version(
    chika: Officer, chikas_desk: Client, aoi: Resident
) -> None:
    filed(aoi, publish_club(limits={}).pk)
    chosen = {"seen": changed(), "drafts": "keep", "applications": "ask"}
    let_through(chika)
    answer = chikas_desk.post(URL, chosen, follow=True)
    version = ProcedureVersion.objects.get(number=2)
    assert (version.for_drafts, version.for_applications) == (Policy.KEEP, Policy.ASK)
    assert "新しい版への切り替え" in html(answer) and "1件のうち0件" in html(answer)
    run()
    assert "件のうち" not in html(chikas_desk.get("/desk/procedures/club/"))


def test_without_a_word_drafts_follow_and_applications_stay(
    chika: Officer, chikas_desk: Client, aoi: Resident
) -> None:
    filed(aoi, publish_club(limits={}).pk)
    seen = changed()
    let_through(chika)
    chikas_desk.post(URL, {"seen": seen})
    version = ProcedureVersion.objects.get(number=2)
    assert (version.for_drafts, version.for_applications) == (Policy.ASK, Policy.KEEP)
    assert not Rebase.objects.exists()


def test_another_word_is_not_guessed_at(chikas_desk: Client, aoi: Resident) -> None:
    filed(aoi, publish_club(limits={}).pk)
    answer = chikas_desk.post(URL, {"seen": changed(), "drafts": "keep", "applications": "delete"})
    assert answer.status_code == 422 and "この中から選んでください。" in html(answer)
    assert ProcedureVersion.objects.count() == 1


def test_aoi_reads_what_changed_in_her_draft(chika: Officer, aoi: Resident, aois_phone: Client) -> None:
    draft_id = written(aoi, publish_club().pk).pk
    publish(chika, steps=steps(reason=ONLY_ILL, home_step=[NEW], certificate=None, allergy=None))
    said = html(aois_phone.get(f"/drafts/{draft_id}/", follow=True))
    assert "この手続きの質問が変わりました。" in said
    assert "この質問は、新しくできました。お答えください。" in said and "#q-school" in said
    assert "なくなった質問:" in said and "アレルギー" in said
    assert Draft.objects.get().version.number == 2


def test_nobody_is_asked_about_a_change_of_words(chika: Officer, aoi: Resident, aois_phone: Client) -> None:
    draft_id = written(aoi, publish_club().pk).pk
    publish(chika, steps=steps(allergy={"title": {"ja": "食物アレルギー"}}))
    said = html(aois_phone.get(f"/drafts/{draft_id}/steps/home_step/"))
    assert "質問が変わりました" not in said
    assert Application.objects.count() == 0
