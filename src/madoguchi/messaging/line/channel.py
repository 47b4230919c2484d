"""What all workers know of the channel, kept in the database: token, stop, ailment, calls that are left."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce

from madoguchi.base import crypto
from madoguchi.messaging.line import assertions, wire
from madoguchi.messaging.models import LineBucket, LineChannel
from madoguchi.rules import line_sending as rules
from madoguchi.rules import line_tokens as tokens
from madoguchi.rules.line_sending import Answer, Bucket, Endpoint
from madoguchi.rules.line_tokens import LIVES, Kind

logger = logging.getLogger(__name__)

FAULTS: Final = (Answer.UNKNOWN, Answer.UNREACHED, Answer.UNAUTHORISED)


def is_set_up() -> bool:
    """Whether the city has an account on LINE at all."""
    return bool(settings.LINE_CHANNEL_ID)


def known() -> LineChannel:
    """The channel of the settings."""
    return LineChannel.objects.get_or_create(channel_id=settings.LINE_CHANNEL_ID)[0]


def token_of(channel: LineChannel, *, now: datetime) -> str | wire.Heard:
    """A token that lives long enough for one call; or why there is none.

    One that lasts is asked for by one worker at a time, and early: until it is there the one of now serves.
    """
    kind, held = Kind(settings.LINE_TOKENS), _held(channel, now)
    if held and not tokens.is_due(channel.token_until, kind, now):
        return held
    if kind is Kind.LASTING and _may_ask(channel, now):
        heard = wire.ask_token(kind, assertions.form(channel_id=channel.channel_id, now=now, lives=LIVES))
        if _is_given(heard):
            return _keep_token(channel, heard, now)
        logger.warning("LINE gave no token that lasts: %s", heard.said)
    return held or _stateless(channel, now)


def _held(channel: LineChannel, now: datetime) -> str:
    is_good = bool(channel.token) and tokens.is_good(channel.token_until, now)
    return str(crypto.unseal(channel.token)) if is_good else ""


def _may_ask(channel: LineChannel, now: datetime) -> bool:
    """Whether no other worker asks just now: LINE gives thirty that last, and then none for a day."""
    free = Q(token_asked_at=None) | Q(token_asked_at__lte=now - tokens.ASKED_EVERY)
    return bool(LineChannel.objects.filter(free, pk=channel.pk).update(token_asked_at=now))


def _stateless(channel: LineChannel, now: datetime) -> str | wire.Heard:
    """Two workers may both ask for one at the same moment: LINE gives as many as are asked for."""
    heard = wire.ask_token(Kind.STATELESS, _proof(channel.channel_id, now))
    if _is_given(heard):
        return _keep_token(channel, heard, now)
    return wire.Heard(answer=_why_no_token(heard.answer), said=f"token: {heard.said}", body={})


def _proof(channel_id: str, now: datetime) -> Mapping[str, str]:
    """That we are the channel: by our key, or by the secret of the channel."""
    if settings.LINE_KEY_FILE:
        return assertions.form(channel_id=channel_id, now=now)
    secret = settings.LINE_CHANNEL_SECRETS[0]
    return {"grant_type": "client_credentials", "client_id": channel_id, "client_secret": secret}


def _is_given(heard: wire.Heard) -> bool:
    return heard.answer is Answer.ACCEPTED and bool(heard.body.get("access_token"))


def _keep_token(channel: LineChannel, heard: wire.Heard, now: datetime) -> str:
    """For all workers, unless one of them has kept another meanwhile."""
    token, lives = str(heard.body["access_token"]), int(heard.body.get("expires_in", 0))
    before, sealed, until = channel.token, crypto.seal(token), now + timedelta(seconds=lives)
    LineChannel.objects.filter(pk=channel.pk, token=before).update(token=sealed, token_until=until)
    channel.token, channel.token_until = sealed, until
    return token


def _why_no_token(answer: Answer) -> Answer:
    """Nothing was handed over yet, so whatever happened is no reason to be unsure of the message."""
    return Answer.UNAUTHORISED if answer is Answer.REFUSED else Answer.UNREACHED


def forget_token(channel: LineChannel) -> None:
    """LINE does not take it any more, though it should."""
    LineChannel.objects.filter(pk=channel.pk, token=channel.token).update(token="", token_until=None)
    channel.token, channel.token_until = "", None


def note(channel: LineChannel, heard: wire.Heard, *, now: datetime) -> None:
    """Remember that LINE ails, or is well again; most answers change nothing."""
    this = LineChannel.objects.filter(pk=channel.pk)
    if heard.answer in FAULTS:
        this.update(ailing_since=Coalesce("ailing_since", now), ailment=heard.said)
    elif channel.ailing_since is not None:
        this.update(ailing_since=None, ailment="")


@transaction.atomic
def take(endpoint: Endpoint, *, now: datetime) -> datetime | None:
    """Take one call of the channel's; None: go on. Otherwise: when to ask again."""
    row = _bucket(endpoint, now)
    after, may = rules.take(_counted(row), rules.RATES[endpoint], now=now)
    _keep(row, after)
    return None if may else rules.free_at(after, rules.RATES[endpoint], now=now)


@transaction.atomic
def pause(endpoint: Endpoint, *, now: datetime) -> datetime | None:
    """LINE said it was too fast: nobody asks there for a while. Until when."""
    row = _bucket(endpoint, now)
    after = rules.pause(_counted(row), now=now)
    _keep(row, after)
    return after.paused_until


def _bucket(endpoint: Endpoint, now: datetime) -> LineBucket:
    """The row, locked for the blink of an eye in which it is changed."""
    this = {"channel_id": settings.LINE_CHANNEL_ID, "endpoint": endpoint}
    found = LineBucket.objects.select_for_update().filter(**this).first()
    if found is None:
        LineBucket.objects.bulk_create(
            [LineBucket(**this, **asdict(rules.full(endpoint, now)))], ignore_conflicts=True
        )
        found = LineBucket.objects.select_for_update().get(**this)
    return found


def _counted(row: LineBucket) -> Bucket:
    return Bucket(
        calls=row.calls, filled_at=row.filled_at, paused_until=row.paused_until, refusals=row.refusals
    )


def _keep(row: LineBucket, bucket: Bucket) -> None:
    LineBucket.objects.filter(pk=row.pk).update(**asdict(bucket))
