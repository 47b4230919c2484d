"""Writing a draft: nothing typed is lost, and nobody overwrites in silence."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.http import Http404
from tests.capabilities.applications.test_filing import filed, written
from tests.city.people import NOW, acting
from tests.city.procedures import club_document, publish, publish_club

from madoguchi.applications import queries
from madoguchi.applications.actions import drafts
from madoguchi.applications.actions.drafts import Seen, StaleDraft
from madoguchi.applications.models import Draft
from madoguchi.applications.queries import Visitor
from madoguchi.audit.actions import Actor
from madoguchi.people.models import Resident

STRANGER = Actor(kind="stranger", entrance="portal")


def test_what_is_wrong_is_kept_as_it_was_typed(city: SimpleNamespace, aoi: Resident) -> None:
    draft = written(aoi, publish_club().pk, start={"year": "2027", "month": "2", "day": "30"})
    assert queries.writing(Draft.objects.get(pk=draft.pk)).answers["start"]["day"] == "30"


def test_a_stale_tab_gets_both_texts(city: SimpleNamespace, aoi: Resident) -> None:
    draft = written(aoi, publish_club().pk)
    with pytest.raises(StaleDraft) as stale:
        drafts.save(
            draft_id=draft.pk,
            answers={"reason": "ill"},
            seen=Seen(revision=1),
            language="ja",
            by=acting(aoi),
            now=NOW,
        )
    assert stale.value.writing.answers["reason"] == "work"


def test_ben_cannot_open_aois_draft(city: SimpleNamespace, aoi: Resident, ben: Resident) -> None:
    draft = written(aoi, publish_club().pk)
    with pytest.raises(Http404):
        queries.access_draft(draft_id=draft.pk, visitor=Visitor(resident=ben))


def test_knowing_the_number_of_aois_draft_does_not_open_it(city: SimpleNamespace, aoi: Resident) -> None:
    draft = written(aoi, publish_club().pk)
    with pytest.raises(Http404):
        queries.access_draft(draft_id=draft.pk, visitor=Visitor(drafts=frozenset({str(draft.pk)})))


def test_a_link_reopens_a_draft_without_account_until_the_next_link(city: SimpleNamespace) -> None:
    version = publish_club(identity="contact", contact_by=["phone"]).pk
    draft = drafts.begin(version_id=version, resident=None, language="ja", by=STRANGER, now=NOW)
    old = drafts.make_resumable(draft_id=draft.pk, by=STRANGER, now=NOW)
    new = drafts.make_resumable(draft_id=draft.pk, by=STRANGER, now=NOW)
    assert queries.access_by_secret(draft_id=draft.pk, secret=new).draft == draft
    with pytest.raises(Http404):
        queries.access_by_secret(draft_id=draft.pk, secret=old)


def test_a_draft_follows_the_new_version_and_keeps_its_answers(city: SimpleNamespace, aoi: Resident) -> None:
    draft = written(aoi, publish_club().pk)
    newer = publish(club_document(minutes=15))
    moved = drafts.follow(draft_id=draft.pk, by=acting(aoi), now=NOW)
    assert moved.draft.version_id == newer.pk
    assert moved.open_news(NOW) == () and moved.answers["reason"] == "work"


def test_a_brother_starts_from_the_sister(city: SimpleNamespace, aoi: Resident) -> None:
    application = filed(aoi, publish_club().pk)
    draft = drafts.begin(
        version_id=application.version_id,
        resident=aoi,
        language="ja",
        by=acting(aoi),
        now=NOW,
        like=queries.filed(application),
    )
    answers = queries.writing(draft).answers
    assert answers["guardian"]["given"] == "葵"
    assert not answers.keys() & {"child", "allergy", "agreed", "certificate"}


def test_sign_in_takes_over_what_was_begun(city: SimpleNamespace, aoi: Resident) -> None:
    version = publish_club(identity="contact", contact_by=["phone"]).pk
    draft = drafts.begin(version_id=version, resident=None, language="ja", by=STRANGER, now=NOW)
    drafts.take_over(draft_ids=[draft.pk], resident=aoi, by=acting(aoi), now=NOW)
    assert queries.access_draft(draft_id=draft.pk, visitor=Visitor(resident=aoi))


def test_a_page_never_conflicts_with_itself(city: SimpleNamespace, aoi: Resident) -> None:
    draft = written(aoi, publish_club().pk)
    for typed in ("work", "ill"):
        saved = drafts.save(
            draft_id=draft.pk,
            answers={"reason": typed},
            seen=Seen(revision=2, tab="one"),
            language="ja",
            by=acting(aoi),
            now=NOW,
        )
    assert saved.answers["reason"] == "ill"


def test_a_late_save_in_passing_does_not_undo_a_later_one(city: SimpleNamespace, aoi: Resident) -> None:
    draft = written(aoi, publish_club().pk)
    pressed, late = Seen(revision=2, tab="one"), Seen(revision=2, tab="one", in_passing=True)
    for typed, seen in (("ill", pressed), ("work", late)):
        drafts.save(
            draft_id=draft.pk, answers={"reason": typed}, seen=seen, language="ja", by=acting(aoi), now=NOW
        )
    assert queries.writing(Draft.objects.get(pk=draft.pk)).answers["reason"] == "ill"
