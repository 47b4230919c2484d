"""What those who began and have not filed are told about the end: that it is near, was moved, or is over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from madoguchi.applications import queries
from madoguchi.applications.models import Draft
from madoguchi.audit import actions as audit
from madoguchi.audit.actions import SYSTEM
from madoguchi.messaging import actions as messaging
from madoguchi.messaging import queries as messages
from madoguchi.procedures import queries as procedures
from madoguchi.procedures.queries import Offer
from madoguchi.rules import reminders, retention
from madoguchi.rules.messages import Template
from madoguchi.rules.opening import Opening


@dataclass(frozen=True, slots=True, kw_only=True)
class _News:
    """What there is to tell everybody who writes for one procedure, once each."""

    offer: Offer
    template: Template
    verb: str  # in the record
    about: str  # which end: told once for each
    values: Mapping[str, Any] = field(default_factory=dict)
    expires_at: datetime | None = None
    begun_by: datetime | None = None  # who began later knows it already
    is_for: Callable[[Draft], bool] = lambda _: True

    def key(self, draft: Draft) -> str:
        """By which the message is told from all others."""
        return f"{self.template}:{draft.pk}:{self.about}"


def remind_writers(*, now: datetime) -> int:
    """Tell those who began that the end is near: days before and on its eve; how many were told."""
    return _tell_all(_reminder, now)


def tell_of_extensions(*, now: datetime) -> int:
    """Tell those who had begun when it was announced that the end was moved; how many were told."""
    return _tell_all(_extension, now)


def tell_of_closings(*, now: datetime) -> int:
    """Tell those who did not file what becomes of what they wrote; how many were told."""
    return _tell_all(_end, now)


def remind_of_drafts(*, now: datetime) -> int:
    """Tell those who began days ago and left it, once, while there is still time; how many were told."""
    return _tell_all(_left, now)


def _left(offer: Offer, now: datetime) -> _News | None:
    if offer.opening is not Opening.OPEN:  # in its last week the reminders of the end are enough
        return None
    return _News(
        offer=offer,
        template=Template.DRAFT_WAITS,
        verb="draft.reminded",
        about="left",
        expires_at=now + timedelta(days=1),
        is_for=lambda draft: reminders.is_draft_left(saved_at=draft.saved_at, now=now),
    )


def _reminder(offer: Offer, now: datetime) -> _News | None:
    which = retention.reminder(offer.closes_at, now)
    if which is None:
        return None
    return _News(
        offer=offer,
        template=Template.DRAFT_CLOSING,
        verb="draft.reminded",
        about=f"{offer.closes_at}:{which}",
        values={"closes_at": offer.last_minute},
        expires_at=offer.closes_at,
    )


def _extension(offer: Offer, now: datetime) -> _News | None:
    extension = offer.extension
    if extension is None:
        return None
    return _News(
        offer=offer,
        template=Template.CLOSING_EXTENDED,
        verb="draft.told_of_extension",
        about=str(extension.pk),
        values={
            "closes_at": offer.last_minute,
            "outage_from_at": extension.outage_from,
            "outage_until_at": extension.outage_until,
        },
        expires_at=extension.closes_at,
        begun_by=extension.at,
    )


def _end(offer: Offer, now: datetime) -> _News | None:
    if not retention.is_just_over(offer.closes_at, now):
        return None
    return _News(
        offer=offer,
        template=Template.DRAFT_CLOSED,
        verb="draft.told_of_end",
        about=str(offer.closes_at),
        values={"closes_at": offer.last_minute},
    )


def _tell_all(news_of: Callable[[Offer, datetime], _News | None], now: datetime) -> int:
    found = (news_of(offer, now) for offer in procedures.list_offers(now))
    return sum(_tell_everybody(news, now) for news in found if news)


def _tell_everybody(news: _News, now: datetime) -> int:
    writing = queries.writers(news.offer.slug)
    if news.begun_by:
        writing = writing.filter(created_at__lte=news.begun_by)
    meant = [draft for draft in writing if news.is_for(draft)]
    told = messages.promised(news.key(draft) for draft in meant)
    untold = [draft for draft in meant if news.key(draft) not in told]
    for draft in untold:
        _tell(draft, news, now)
    return len(untold)


@transaction.atomic
def _tell(draft: Draft, news: _News, now: datetime) -> None:
    if draft.resident is None or draft.resident.account is None:
        return
    about = ("draft", str(draft.pk))
    messaging.tell(
        resident_ref=draft.resident.reference,
        contact_kind="email",
        contact=draft.resident.account.email,
        language=draft.language,
        template=news.template,
        values={
            "title": news.offer.document.title.root,
            "kept_until_on": retention.kept_until(draft.saved_at),
            **news.values,
        },
        about=about,
        dedupe_key=news.key(draft),
        now=now,
        expires_at=news.expires_at,
        section=news.offer.section,
    )
    audit.record(verb=news.verb, about=about, by=SYSTEM, now=now)
