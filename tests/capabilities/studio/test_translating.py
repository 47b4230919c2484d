"""Chika changes the Japanese; what other languages still say is told until somebody has looked at it."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from tests.city.procedures import club_document, publish_club

from madoguchi.audit.actions import SYSTEM
from madoguchi.audit.models import Line
from madoguchi.procedures import actions as procedures
from madoguchi.rules.editing import Set
from madoguchi.studio.actions import editing, translating
from madoguchi.studio.models import Translation
from madoguchi.studio.queries.translations import list_language_gaps

FIRST = {"ja": "学童クラブ利用申請", "ja-easy": "[学童|がくどう]クラブ", "en": "After-school club"}


def save(now: datetime, **changes: Any) -> None:
    procedures.save_draft_document(document=club_document(**changes), by=SYSTEM, now=now)


def stale() -> list[tuple[str, str]]:
    return [(gap.path, gap.language) for gap in list_language_gaps("club").stale]


def test_the_draft_is_compared_with_what_is_in_force(city: SimpleNamespace, now: datetime) -> None:
    publish_club(title=FIRST)
    save(now, title={**FIRST, "ja": "学童クラブの入会申請"})
    assert stale() == [("title", "ja-easy"), ("title", "en")]
    (easy, _) = list_language_gaps("club").stale
    assert (easy.made_from, easy.japanese) == ("学童クラブ利用申請", "学童クラブの入会申請")


def test_it_is_told_until_it_is_translated(city: SimpleNamespace, now: datetime) -> None:
    publish_club(title=FIRST)
    save(now, title={**FIRST, "ja": "入会申請"})
    save(now, title={"ja": "入会申請", "ja-easy": "[入|はい]る", "en": FIRST["en"]})
    assert stale() == [("title", "en")]


def test_an_edit_in_the_builder_is_noticed_and_undone(city: SimpleNamespace, now: datetime) -> None:
    version = publish_club(title=FIRST)
    done = editing.edit(
        slug="club", operation=Set("title.ja", "入会申請"), seen=version.sha256, by=SYSTEM, now=now
    )
    assert isinstance(done, editing.Edited)
    assert len(stale()) == 2
    editing.undo(slug="club", seen=done.seen, by=SYSTEM, now=now)
    assert stale() == []


def test_it_stays_out_of_date_over_a_publication(city: SimpleNamespace, now: datetime) -> None:
    publish_club(title=FIRST)
    publish_club(title={**FIRST, "ja": "入会申請"})
    save(now, title={**FIRST, "ja": "入会申請"}, minutes=15)
    assert len(stale()) == 2


def test_chika_finds_it_still_right(city: SimpleNamespace, now: datetime) -> None:
    publish_club(title=FIRST)
    save(now, title={**FIRST, "ja": "学童クラブ 利用申請"})
    right = {"path": "title", "language": "en", "japanese": "学童クラブ 利用申請"}
    assert translating.confirm(slug="club", **right, by=SYSTEM, now=now + timedelta(hours=1))
    assert stale() == [("title", "ja-easy")]
    assert Line.objects.filter(verb="procedure.translation_confirmed").count() == 1
    save(now, title={**FIRST, "ja": "別の申請"})
    assert stale() == [("title", "ja-easy"), ("title", "en")]


def test_what_changed_again_meanwhile_is_not_confirmed_unseen(city: SimpleNamespace, now: datetime) -> None:
    publish_club(title=FIRST)
    save(now, title={**FIRST, "ja": "入会申請"})
    seen = {"path": "title", "language": "en", "japanese": "学童クラブ"}
    assert not translating.confirm(slug="club", **seen, by=SYSTEM, now=now)
    assert len(stale()) == 2


def test_a_first_draft_leaves_nothing_behind(city: SimpleNamespace, now: datetime) -> None:
    save(now)
    assert not Translation.objects.exists()
    assert stale() == []


def test_what_is_missing_is_listed(city: SimpleNamespace, now: datetime) -> None:
    save(now, title={"ja": "学童クラブ"})
    assert [gap.language for gap in list_language_gaps("club").missing if gap.path == "title"] == [
        "ja-easy",
        "en",
    ]
