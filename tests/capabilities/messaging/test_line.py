"""On LINE: a pointer and a link reach a phone once, and what fails there goes another way or is seen."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from tests.line import LineSimulator

from madoguchi.audit.actions import SYSTEM
from madoguchi.base import clock
from madoguchi.messaging import queries, texts
from madoguchi.messaging.actions import change_message, tell
from madoguchi.messaging.delivery import deliver, sweep
from madoguchi.messaging.line import channel
from madoguchi.messaging.models import Friend, InboxMessage, LineChannel, OutgoingMessage
from madoguchi.rules import line_messages
from madoguchi.rules.messages import SECRET, Act, Status, Template

pytestmark = pytest.mark.django_db

NOW = clock.now()
AOI = uuid4()
PUSH = "POST /v2/bot/message/push"


@pytest.fixture
def aoi(on_line: LineSimulator) -> Friend:
    """Aoi has added the city as a friend and linked her account."""
    on_line.follow("aoi")
    return Friend.objects.create(
        line_user_id=on_line.user_id("aoi"), resident_ref=AOI, language="ja", followed_at=NOW, linked_at=NOW
    )


def told(key: str = "returned:1", **changes: Any) -> OutgoingMessage:
    """What left the house when Aoi was told that her application is to be corrected."""
    values: dict[str, Any] = {
        "resident_ref": AOI,
        "contact_kind": "email",
        "contact": "aoi@example.jp",
        "language": "ja",
        "template": "returned",
        "values": {"title": {"ja": "学童クラブ"}, "reference": "0826-004217-3", "due_on": date(2026, 12, 25)},
        "about": ("application", "0826-004217-3"),
        "dedupe_key": key,
        "now": NOW,
    }
    tell(**{**values, **changes})
    return OutgoingMessage.objects.get(dedupe_key=key)


def gone_wrong(on_line: LineSimulator, mode: str, times: int = 1) -> None:
    on_line.turn("faults", [{"match": PUSH, "mode": mode, "times": times}])


def state(message: OutgoingMessage) -> tuple[str, int]:
    message.refresh_from_db()
    return message.status, message.attempts


def mails() -> list[OutgoingMessage]:
    return list(OutgoingMessage.objects.filter(channel="mail"))


def test_aoi_gets_a_pointer_that_opens_her_page(aoi: Friend, on_line: LineSimulator) -> None:
    message = told()
    assert deliver(message=message.pk, now=NOW) is Status.SENT
    (bubble,) = on_line.inbox("aoi")
    assert bubble["message"]["altText"].startswith(
        "確認していただきたいことがあります\n2026年12月25日(金)までに"
    )
    action = bubble["message"]["contents"]["footer"]["contents"][0]["action"]
    assert action["uri"] == f"{settings.LINE_LIFF_BASE}/{settings.LINE_LIFF_ID}/me/"
    assert action["label"] == "ページを開く"
    message.refresh_from_db()
    assert (bubble["retryKey"], bubble["requestId"]) == (str(message.pk), message.request_id)
    assert not mails() and InboxMessage.objects.count() == 1
    assert on_line.look("requests")[-1]["body"]["messages"], "nobody could read what goes to LINE"


@pytest.mark.parametrize("language", texts.LANGUAGES)
@pytest.mark.parametrize("template", [each for each in Template if each not in SECRET])
def test_what_goes_to_line_needs_no_care(template: Template, language: str) -> None:
    same_for_all = {"what"} if template is Template.COLLECTION_SOON else set()
    assert set(line_messages.too_personal(texts.needs(texts.LINE, template))) <= same_for_all
    assert texts.words(texts.LINE, template, language)[1][-1] == "{link}"


def test_a_value_nobody_declared_counts_as_personal() -> None:
    assert line_messages.too_personal(["link", "child_name", "title"]) == ["child_name", "title"]


def test_an_attempt_whose_outcome_nobody_learnt_is_asked_again_and_arrives_once(
    aoi: Friend, on_line: LineSimulator
) -> None:
    message = told()
    gone_wrong(on_line, "timeout_after_accept")
    assert deliver(message=message.pk, now=NOW) is Status.RETRY
    later = NOW + timedelta(minutes=1)
    assert sweep(now=later) == 1
    assert deliver(message=message.pk, now=later) is Status.SENT
    assert len(on_line.inbox("aoi")) == 1
    assert [each["status"] for each in on_line.look("requests") if each["endpoint"] == PUSH][-1] == 409


def test_it_is_never_asked_again_after_line_may_have_forgotten_its_key(
    aoi: Friend, on_line: LineSimulator
) -> None:
    message = told(contact_kind="post", contact="", template="received", values=RECEIVED)
    gone_wrong(on_line, "reset_after_accept")
    deliver(message=message.pk, now=NOW)
    OutgoingMessage.objects.update(next_attempt_at=NOW)
    assert deliver(message=message.pk, now=NOW + timedelta(hours=23)) is Status.FAILED
    assert len(on_line.inbox("aoi")) == 1


RECEIVED = {
    "title": {"ja": "学童クラブ"},
    "reference": "0826-004217-3",
    "arrived_at": NOW,
    "accepted_on": date(2026, 12, 15),
}


def test_too_fast_waits_without_using_up_attempts(aoi: Friend, on_line: LineSimulator) -> None:
    message = told()
    gone_wrong(on_line, "429_rate")
    assert deliver(message=message.pk, now=NOW) is Status.RETRY
    assert state(message) == (Status.RETRY, 0)
    assert message.next_attempt_at == NOW + timedelta(seconds=1) and message.unsure_since is None
    other = told("other")
    assert deliver(message=other.pk, now=NOW) is Status.RETRY  # all workers leave LINE alone meanwhile
    for each in (message, other):
        assert deliver(message=each.pk, now=NOW + timedelta(seconds=2)) is Status.SENT


@pytest.mark.parametrize("what", ["blocked", "unlinked", "monthly", "broken", "refused", "stopped"])
def test_whom_line_does_not_reach_a_mail_reaches(aoi: Friend, on_line: LineSimulator, what: str) -> None:
    message = told()
    if what == "blocked":
        Friend.objects.update(blocked_at=NOW)
    if what == "unlinked":
        Friend.objects.update(resident_ref=None, unlinked_at=NOW)
    if what == "monthly":
        gone_wrong(on_line, "429_monthly")
    if what == "broken":
        gone_wrong(on_line, "500")
        OutgoingMessage.objects.update(attempts=2)
    if what == "refused":
        Friend.objects.update(line_user_id="U" + "0" * 32)
    if what == "stopped":
        channel.known()
        LineChannel.objects.update(stopped_at=NOW)
    assert deliver(message=message.pk, now=NOW) is Status.REPLACED
    (mail,) = mails()
    assert (mail.address, mail.status) == ("aoi@example.jp", Status.QUEUED)
    assert "2026年12月25日(金)までに" in mail.body and "http://localhost:8000/me/" in mail.body
    assert on_line.inbox("aoi") == []


def test_who_is_reached_by_nothing_else_is_called_by_an_officer(aoi: Friend, on_line: LineSimulator) -> None:
    Friend.objects.update(line_user_id="U" + "0" * 32)
    message = told(contact_kind="phone", contact="0425550123")
    assert deliver(message=message.pk, now=NOW) is Status.REPLACED
    call = OutgoingMessage.objects.get(channel="phone")
    assert (call.status, call.address) == (Status.BY_HAND, "0425550123")


def test_while_line_is_broken_new_messages_go_by_mail_at_once(aoi: Friend) -> None:
    channel.known()
    LineChannel.objects.update(ailing_since=NOW - timedelta(minutes=15))
    assert told().channel == "mail"
    LineChannel.objects.update(ailing_since=NOW - timedelta(minutes=14))
    assert told("later").channel == "line"


def test_who_wishes_it_gets_a_mail_as_well(aoi: Friend) -> None:
    Friend.objects.update(mail_too=True)
    told()
    assert [each.channel for each in OutgoingMessage.objects.order_by("channel")] == ["line", "mail"]


def test_a_resume_link_never_goes_by_line(aoi: Friend) -> None:
    message = told(template="resume_link", values={"link": "/resume/abc/"})
    assert message.channel == "mail"


def test_a_warning_of_yesterday_is_not_sent(aoi: Friend, on_line: LineSimulator) -> None:
    message = told(expires_at=NOW + timedelta(hours=1))
    assert deliver(message=message.pk, now=NOW + timedelta(hours=1)) is Status.EXPIRED
    assert on_line.inbox("aoi") == []


def test_one_phone_does_not_ring_without_end(aoi: Friend, on_line: LineSimulator) -> None:
    for number in range(11):
        deliver(message=told(str(number)).pk, now=NOW)
    assert len(on_line.inbox("aoi")) == 10
    last = OutgoingMessage.objects.get(dedupe_key="10")
    assert (last.status, last.attempts) == (Status.RETRY, 0)


def test_one_token_serves_twelve_minutes_and_a_dead_one_is_replaced_at_once(
    aoi: Friend, on_line: LineSimulator
) -> None:
    for minutes in (0, 11, 12):
        now = NOW + timedelta(minutes=minutes)
        deliver(message=told(str(minutes), now=now).pk, now=now)
    assert _tokens_asked(on_line) == 2
    on_line.turn("clock", {"advance": 16 * 60})
    assert deliver(message=told("late", now=now).pk, now=now) is Status.SENT
    assert _tokens_asked(on_line) == 3


def _tokens_asked(on_line: LineSimulator) -> int:
    return sum(each["path"] == "/oauth2/v3/token" for each in on_line.look("requests"))


def test_the_token_lies_sealed(aoi: Friend) -> None:
    deliver(message=told().pk, now=NOW)
    assert LineChannel.objects.get().token.startswith("gAAAA")


def test_a_wrong_secret_is_an_ailment_and_the_mail_goes_out(aoi: Friend, settings: Any) -> None:
    settings.LINE_CHANNEL_SECRETS = ["wrong"]
    message = told()
    assert deliver(message=message.pk, now=NOW) is Status.RETRY
    assert LineChannel.objects.get().ailment.startswith("token: 400")
    OutgoingMessage.objects.update(attempts=2, next_attempt_at=NOW)
    assert deliver(message=message.pk, now=NOW) is Status.REPLACED


def test_officers_see_that_it_went_to_line_and_nothing_of_its_address(aoi: Friend) -> None:
    deliver(message=told(section="kosodate").pk, now=NOW)
    (seen,) = queries.list_about("application", "0826-004217-3")
    assert (seen.channel, seen.status) == ("line", Status.SENT)


def test_what_an_officer_sends_again_is_a_message_with_a_key_of_its_own(
    aoi: Friend, on_line: LineSimulator
) -> None:
    message = told()
    deliver(message=message.pk, now=NOW)
    again = change_message(message=message.pk, act=Act.RESEND, by=SYSTEM, now=NOW)
    assert deliver(message=again.pk, now=NOW) is Status.SENT
    assert len({each["retryKey"] for each in on_line.inbox("aoi")}) == 2


def test_without_an_account_on_line_nothing_changes(db: None) -> None:
    assert told(resident_ref=UUID(int=1)).channel == "mail"


def test_the_same_parts_are_the_same_bytes() -> None:
    one = line_messages.payload(to="U1", messages=[{"b": 1, "a": "あ"}])
    assert one == line_messages.payload(messages=[{"a": "あ", "b": 1}], to="U1")
    assert json.loads(one)["messages"][0]["a"] == "あ"
