"""Reading what waits at this entrance."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.utils.timezone import localdate

from madoguchi.applications.models import Application, Draft, DraftKind
from madoguchi.base import crypto
from madoguchi.messaging.models import (
    Conversation,
    ConversationLine,
    Friend,
    InboxMessage,
    LineAnswer,
    LineEvent,
    StaffAnswer,
)
from madoguchi.people.models import Account, Resident
from madoguchi.procedures.queries import list_public_offers
from madoguchi.rules.lifecycle import ENDED


def list_left_behind(*, before: datetime) -> list[str]:
    """Whose events wait longer than a job takes."""
    waiting = LineEvent.objects.filter(worked_at=None, received_at__lt=before)
    return list(waiting.order_by("line_user_id").values_list("line_user_id", flat=True).distinct())


def account_of(person: str) -> Account | None:
    """The account that somebody on LINE is linked to, unless it is barred."""
    friend = Friend.objects.filter(line_user_id=person).first()
    if friend is None or friend.resident_ref is None:
        return None
    resident = Resident.objects.select_related("account").filter(reference=friend.resident_ref).first()
    return resident.account if resident and resident.account and resident.account.is_active else None


def friend_of(resident: Resident) -> Friend | None:
    """What a resident is on LINE, if they are linked."""
    return Friend.objects.filter(resident_ref=resident.reference).first()


def is_known(person: str) -> bool:
    """Whether we have met somebody on LINE before."""
    return Friend.objects.filter(line_user_id=person).exists()


def open_conversation(friend: Friend) -> Conversation | None:
    """What a friend waits for, or talks in."""
    return Conversation.objects.select_related("friend").filter(friend=friend, closed_at=None).first()


def is_taken_back(friend: Friend, message_id: str) -> bool:
    """Whether its writer took a message back before we read it."""
    if not message_id:
        return False
    unsent = LineEvent.objects.filter(line_user_id=friend.line_user_id, raw__unsend__messageId=message_id)
    return unsent.exists()


def answering_sections(now: datetime) -> dict[str, Any]:
    """The sections that offer something to residents, with their titles: who can be talked to."""
    offers = list_public_offers(now)
    return {offer.section: offer.section_title for offer in sorted(offers, key=lambda each: each.section)}


def good_answers(now: datetime) -> list[StaffAnswer]:
    """What the staff answer, as far as it is still right."""
    still = Q(good_until=None) | Q(good_until__gte=localdate(now))
    return list(StaffAnswer.objects.filter(still).order_by("pk"))


def standing_of(friend: Friend) -> Mapping[str, int] | None:
    """How many drafts, applications and unread messages; None where no account is linked."""
    if friend.resident_ref is None:
        return None
    ref = friend.resident_ref
    drafts = Draft.objects.filter(resident__reference=ref, kind=DraftKind.FIRST, submitted_at=None)
    with_us = Application.objects.filter(resident__reference=ref).exclude(state__in=ENDED)
    return {
        "drafts": drafts.count(),
        "with_us": with_us.count(),
        "to_read": InboxMessage.objects.filter(resident_ref=ref, read_at=None).count(),
    }


def count_waiting(section: str, *, besides: Friend) -> int:
    """How many wait for an officer of a section and have none yet."""
    return _open_in([section]).filter(taken_by="").exclude(friend=besides).count()


def count_lines(talk: Conversation) -> int:
    """How many things were said in it."""
    return talk.lines.count()


def _open_in(sections: Collection[str]) -> QuerySet[Conversation]:
    return Conversation.objects.filter(section__in=sections, closed_at=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One line as officers read it."""

    at: datetime
    officer: str  # number; empty: the other side
    words: str
    is_gone: bool  # taken back by its writer, or forgotten
    status: str  # of what an officer said: how far it is on its way


def list_conversations(*, sections: Collection[str]) -> list[Conversation]:
    """Who waits or talks in these sections: who waits longest for a word stands first."""
    found = _open_in(sections).annotate(spoken=Count("lines"))
    return sorted(found, key=lambda each: (each.heard_at is None, each.heard_at or each.asked_at))


def access_conversation(*, conversation_id: UUID, sections: Collection[str]) -> Conversation:
    """A conversation of these sections, also one that ended; 404 for any other."""
    found = Conversation.objects.filter(pk=conversation_id, section__in=sections)
    talk = found.select_related("friend").first()
    if talk is None:
        raise Http404
    return talk


def list_said(talk: Conversation) -> list[Said]:
    """What was said, in order."""
    lines = list(talk.lines.order_by("said_at", "pk"))
    sent = LineAnswer.objects.filter(pk__in=[each.answer for each in lines if each.answer])
    status = dict(sent.values_list("pk", "status"))
    return [_said(each, status) for each in lines]


def _said(row: ConversationLine, status: Mapping[UUID, str]) -> Said:
    return Said(
        at=row.said_at,
        officer=row.officer,
        words=str(crypto.unseal(row.sealed)) if row.sealed else "",
        is_gone=not row.sealed,
        status=status.get(row.answer, "") if row.answer else "",
    )


def list_answers(*, sections: Collection[str]) -> list[StaffAnswer]:
    """What officers of these sections answer, the latest first."""
    return list(StaffAnswer.objects.filter(section__in=sections).order_by("-written_at", "pk"))


def access_answer(*, answer_id: int, sections: Collection[str]) -> StaffAnswer:
    """One of them; 404 for another section's."""
    found = StaffAnswer.objects.filter(pk=answer_id, section__in=sections).first()
    if found is None:
        raise Http404
    return found
