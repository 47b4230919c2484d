"""Whoever began and has not filed is told: the end is near, was moved, is over. Each once."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from tests.capabilities.applications.test_filing import written
from tests.city.extensions import CLOSING, MORNING, PERIOD, PROMISED, extend
from tests.city.people import NOW, acting
from tests.city.procedures import publish_club

from madoguchi.applications.actions import drafts, keeping, reminding, submission
from madoguchi.applications.models import Draft
from madoguchi.audit.models import Line
from madoguchi.base.texts import language, read_by
from madoguchi.messaging.models import InboxMessage, OutgoingMessage
from madoguchi.messaging.queries import list_inbox
from madoguchi.people.models import Resident
from madoguchi.rules.calendar import TOKYO

PERSONAL = ("𠮷川", "麦", "葵", "0826")


def evening(day: int) -> datetime:
    """18:00 in the city, when the round is made."""
    return datetime(2026, 12, day, 18, tzinfo=TOKYO)


def told(template: str) -> list[OutgoingMessage]:
    return list(OutgoingMessage.objects.filter(template=template))


@pytest.fixture
def draft(city: SimpleNamespace, aoi: Resident) -> Draft:
    """Aoi has written everything and not filed it."""
    return written(aoi, publish_club(period=PERIOD).pk)


def test_aoi_is_reminded_days_before_and_on_the_eve(draft: Draft) -> None:
    counts = [reminding.remind_writers(now=evening(day)) for day in (12, 13, 13, 14, 15, 16)]
    assert counts == [0, 1, 0, 1, 0, 0]
    assert {each.address for each in told("draft_closing")} == {"aoi@mail.example"}


def test_the_end_is_said_as_it_is_and_what_follows(draft: Draft, aoi: Resident) -> None:
    reminding.remind_writers(now=evening(14))
    (mail,) = told("draft_closing")
    assert "受付は2026年12月15日(火) 午後11時59分までです。" in mail.body
    (message,) = list_inbox(aoi.reference)
    assert "2027年5月20日(木)まで残ります。" in "".join(message.paragraphs)


def test_an_end_on_the_hour_is_not_said_a_minute_early(city: SimpleNamespace, aoi: Resident) -> None:
    closes_at = "2026-12-15T17:00:00+09:00"
    written(aoi, publish_club(period={**PERIOD, "closes_at": closes_at}).pk)
    reminding.remind_writers(now=evening(14))
    assert "午後5時までです。" in told("draft_closing")[0].body


def test_nobody_is_reminded_long_before_the_end(draft: Draft) -> None:
    assert reminding.remind_writers(now=NOW) == 0


def test_after_the_end_aoi_is_told_what_becomes_of_her_draft(draft: Draft, aoi: Resident) -> None:
    counts = [
        reminding.tell_of_closings(now=now)
        for now in (CLOSING + timedelta(hours=1), evening(16), evening(17), evening(25))
    ]
    assert counts == [0, 1, 0, 0]
    (message,) = list_inbox(aoi.reference)
    said = "".join(message.paragraphs)
    assert "入力した内容は消えていません。2027年5月20日(木)まで残ります。" in said


def test_who_filed_is_told_nothing(draft: Draft, aoi: Resident) -> None:
    submission.submit(draft_id=draft.pk, by=acting(aoi), now=NOW)
    extend()
    assert reminding.tell_of_extensions(now=MORNING) == 0
    assert reminding.tell_of_closings(now=PROMISED + timedelta(days=1)) == 0


@pytest.mark.parametrize("reader", ["ja", "ja-easy", "en"])
def test_of_an_extension_everybody_is_told_once_and_nothing_personal_leaves_the_house(
    draft: Draft, aoi: Resident, reader: str
) -> None:
    Draft.objects.update(language=reader)
    extend()
    assert [reminding.tell_of_extensions(now=MORNING) for _ in range(2)] == [1, 0]
    (mail,) = told("closing_extended")
    assert (mail.address, mail.language, mail.expires_at) == ("aoi@mail.example", reader, PROMISED)
    assert not [word for word in PERSONAL if word in mail.subject + mail.body]
    with read_by(reader):
        (message,) = list_inbox(aoi.reference)
        assert language() == reader
    assert "{" not in message.title + "".join(message.paragraphs)


def test_a_second_extension_is_told_again(draft: Draft) -> None:
    extend()
    reminding.tell_of_extensions(now=MORNING)
    later = MORNING + timedelta(hours=1)
    extend(seen=PROMISED, closes_at=PROMISED + timedelta(days=1), now=later)
    assert reminding.tell_of_extensions(now=later) == 1
    assert len(told("closing_extended")) == 2


def test_who_began_after_it_was_announced_knows_already(city: SimpleNamespace, ben: Resident) -> None:
    version = publish_club(period=PERIOD)
    extend()
    now = MORNING + timedelta(minutes=5)
    drafts.begin(version_id=version.pk, resident=ben, language="ja", by=acting(ben), now=now)
    assert reminding.tell_of_extensions(now=now) == 0


def test_when_the_promise_is_over_nobody_is_told_of_it_any_more(draft: Draft) -> None:
    extend()
    assert reminding.tell_of_extensions(now=PROMISED) == 0


def test_before_the_promised_end_aoi_is_reminded_anew(draft: Draft) -> None:
    reminding.remind_writers(now=evening(14))
    extend()
    assert reminding.remind_writers(now=evening(16)) == 1
    assert "12月17日(木) 午後5時までです。" in told("draft_closing")[-1].body


def test_who_was_told_that_it_is_over_is_told_that_it_is_not(draft: Draft) -> None:
    reminding.tell_of_closings(now=evening(16))
    extend(now=evening(16) + timedelta(hours=1))
    assert reminding.tell_of_extensions(now=evening(16) + timedelta(hours=1)) == 1


def test_the_record_says_that_she_was_told(draft: Draft) -> None:
    extend()
    reminding.tell_of_extensions(now=MORNING)
    assert Line.objects.get(verb="draft.told_of_extension").about_ref == str(draft.pk)


def test_what_was_told_of_a_draft_goes_with_it(draft: Draft) -> None:
    reminding.tell_of_closings(now=evening(16))
    keeping.remove_abandoned(now=NOW + timedelta(days=181))
    assert not InboxMessage.objects.exists() and not OutgoingMessage.objects.exists()


def test_a_draft_that_was_left_is_reminded_of_once(draft: Draft) -> None:
    days = (1, 3, 3, 5, 20)
    counts = [reminding.remind_of_drafts(now=draft.saved_at + timedelta(days=day)) for day in days]
    assert counts == [0, 1, 0, 0, 0]
    (mail,) = told("draft_waits")
    assert mail.expires_at == draft.saved_at + timedelta(days=4)


def test_in_the_last_week_the_reminders_of_the_end_are_enough(draft: Draft) -> None:
    Draft.objects.update(saved_at=evening(9))
    assert reminding.remind_of_drafts(now=evening(13)) == 0
