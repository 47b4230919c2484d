"""Two accounts of one person become one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import ForeignObjectRel, Model

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.base.announce import announce
from madoguchi.people.announcements import ResidentsJoined
from madoguchi.people.models import Account, Resident


@transaction.atomic
def join(*, kept: Resident, given_up: Resident, by: Actor, now: datetime) -> None:
    """Make what was the second's the first's; the second is no more. The caller holds both rows.

    The rooms settle first what only one of them may have. Whatever else refers to the second is found by its
    columns, so that no table is forgotten, and the row goes: what was still being written to it is refused.
    """
    announce(ResidentsJoined(kept=kept, given_up=given_up, by=by, at=now))
    for model, column in _referring():
        model._base_manager.filter(**{column: given_up}).update(**{column: kept})
    reference = str(given_up.reference)
    Session.objects.filter(sign_in__account__resident=given_up).delete()
    ways_in = list(Account.objects.filter(resident=given_up))
    given_up.delete()
    for account in ways_in:
        account.delete()
    about, details = ("resident", str(kept.reference)), {"given_up": reference}
    audit.record(verb="resident.joined", about=about, by=by, now=now, details=details)


def _referring() -> Iterator[tuple[type[Model], str]]:
    for relation in Resident._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel):
            yield relation.related_model, relation.field.name
