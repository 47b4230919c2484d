"""Tablets at doors: asked for with a code, paired once, ended when they are lost or taken away."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.base import crypto, letterbox
from madoguchi.checkin.models import Point, Tablet
from madoguchi.rules.references import CARD, card_code, read_card_code

GOOD_FOR: Final = timedelta(minutes=15)


@transaction.atomic
def expect_tablet(*, point: Point, name: str, by: Actor, now: datetime) -> tuple[Tablet, str]:
    """A tablet is to stand at a door; the code by which it is paired, known here alone."""
    code = card_code(secrets.token_bytes(CARD))
    opens, shuts = letterbox.make()
    tablet = Tablet.objects.create(
        point=point, name=name, code_hash=_hash("tablet-code", code), code_until=now + GOOD_FOR,
        opens=crypto.seal(opens), shuts=shuts, made_at=now,
    )  # fmt: skip
    _record("expected", tablet, by, now)
    return tablet, code


@transaction.atomic
def pair_tablet(*, typed: str, by: Actor, now: datetime) -> str | None:
    """This browser is the tablet the code was made for; the secret it keeps. None where no code is good."""
    code = read_card_code(typed)
    waiting = Tablet.objects.select_for_update(of=("self",)).filter(
        code_hash=_hash("tablet-code", code or ""), code_until__gt=now, ended_at=None
    )
    tablet = waiting.first() if code else None
    if tablet is None:
        return None
    secret = secrets.token_urlsafe(32)
    tablet.code_hash, tablet.secret_hash, tablet.paired_at = "", _hash("tablet", secret), now
    tablet.save(update_fields=["code_hash", "secret_hash", "paired_at"])
    _record("paired", tablet, by, now)
    return secret


@transaction.atomic
def believe_tablet(*, tablet: Tablet, public: str, by: Actor, now: datetime) -> None:
    """Believe what is signed by this key from now on: a browser that forgot its key makes another."""
    if tablet.signs == public:
        return
    tablet.signs = public
    tablet.save(update_fields=["signs"])
    _record("key_known", tablet, by, now)


@transaction.atomic
def end_tablet(*, tablet: Tablet, by: Actor, now: datetime) -> None:
    """It is lost or taken away: it lets nobody in any more, and what it still keeps is not taken."""
    tablet.ended_at = now
    tablet.save(update_fields=["ended_at"])
    _record("ended", tablet, by, now)


def _hash(purpose: str, secret: str) -> str:
    return crypto.salted_hash(purpose, secret)


def _record(verb: str, tablet: Tablet, by: Actor, now: datetime) -> None:
    about = ("point", str(tablet.point_id))
    audit.record(verb=f"tablet.{verb}", about=about, by=by, now=now, details={"tablet": str(tablet.pk)})
