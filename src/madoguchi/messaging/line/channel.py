"""What all workers know of the channel, kept in the database: token, stop, ailment, calls that are left."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Coalesce

from madoguchi.base import crypto
from madoguchi.messaging.line import wire
from madoguchi.messaging.models import LineBucket, LineChannel
from madoguchi.rules import line_sending as rules
from madoguchi.rules.line_sending import Answer, Bucket, Endpoint

FAULTS: Final = (Answer.UNKNOWN, Answer.UNREACHED, Answer.UNAUTHORISED)


def is_set_up() -> bool:
    """Whether the city has an account on LINE at all."""
    return bool(settings.LINE_CHANNEL_ID)


def known() -> LineChannel:
    """The channel of the settings."""
    return LineChannel.objects.get_or_create(channel_id=settings.LINE_CHANNEL_ID)[0]


def token_of(channel: LineChannel, *, now: datetime) -> str | wire.Heard:
    """A token that lives long enough for one call; or why there is none.

    Two workers may both ask for one at the same moment: LINE gives as many as are asked for.
    """
    since = channel.token_since
    if channel.token and since is not None and since <= now < since + rules.TOKEN_KEPT:
        return str(crypto.unseal(channel.token))
    heard = wire.ask_token(channel_id=channel.channel_id, secret=settings.LINE_CHANNEL_SECRETS[0])
    token = str(heard.body.get("access_token", ""))
    if heard.answer is Answer.ACCEPTED and token:
        channel.token, channel.token_since = crypto.seal(token), now
        channel.save(update_fields=["token", "token_since"])
        return token
    return wire.Heard(answer=_why_no_token(heard.answer), said=f"token: {heard.said}", body={})


def _why_no_token(answer: Answer) -> Answer:
    """Nothing was handed over yet, so whatever happened is no reason to be unsure of the message."""
    return Answer.UNAUTHORISED if answer is Answer.REFUSED else Answer.UNREACHED


def forget_token(channel: LineChannel) -> None:
    """LINE does not take it any more, though it should."""
    LineChannel.objects.filter(pk=channel.pk, token=channel.token).update(token="", token_since=None)
    channel.token, channel.token_since = "", None


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
