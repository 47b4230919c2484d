"""住所等の秘匿: marking a household, opening what is marked with a reason, letting go of the mark."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from madoguchi.applications import listing
from madoguchi.applications.actions import sharing
from madoguchi.applications.models import Application, Protection, Unveiling
from madoguchi.applications.queries import filed
from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.base import crypto
from madoguchi.people.models import Officer, Resident
from madoguchi.people.queries import administers, opens_protected
from madoguchi.rules import calendar, protection
from madoguchi.rules.protection import Reason


class CannotProtect(Exception):
    """The household may not be marked, opened or released so; `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@transaction.atomic
def protect(
    *, application: Application, reason: str, officer: Officer, by: Actor, now: datetime
) -> Protection:
    """Mark the household: everything of this resident's, now and later. Raises CannotProtect."""
    _hold_resident(application)
    held = list(_of_household(application).select_for_update(of=("self",)).order_by("pk"))
    _refuse(
        is_permitted=_is_permitted(application, officer, now),
        is_already=_in_force(application).exists(),
        reason=reason,
        needs_reason=False,
    )
    began = Protection.objects.create(
        **_whose(application), began_at=now, began_by=officer, reason=_sealed(reason)
    )
    _mark(application, held, is_protected=True)
    _record("application.protected", application, held, by=by, now=now)
    for each in held:
        sharing.end_all(application=each, by=by, now=now)
    return began


@transaction.atomic
def release(*, application: Application, reason: str, officer: Officer, by: Actor, now: datetime) -> None:
    """Let go of the mark: an administrator says why. Raises CannotProtect."""
    _hold_resident(application)
    held = list(_of_household(application).select_for_update(of=("self",)).order_by("pk"))
    _refuse(
        is_permitted=application.section in administers(officer=officer, on=calendar.local_day(now)),
        is_already=not _in_force(application).exists(),
        reason=reason,
        needs_reason=True,
    )
    _in_force(application).update(ended_at=now, ended_by=officer, end_reason=_sealed(reason))
    _mark(application, held, is_protected=False)
    _record("application.protection_ended", application, held, by=by, now=now)


@transaction.atomic
def unveil(*, application: Application, reason: str, officer: Officer, by: Actor, now: datetime) -> Unveiling:
    """Open a protected application for a while, with a reason that is kept. Raises CannotProtect."""
    _refuse(
        is_permitted=_is_permitted(application, officer, now),
        is_already=not application.is_protected,
        reason=reason,
        needs_reason=True,
    )
    opened = Unveiling.objects.create(
        application=application, officer=officer, reason=_sealed(reason), at=now
    )
    audit.record(
        verb="application.unveiled",
        about=("application", application.reference),
        by=by,
        now=now,
        details={"unveiling": opened.pk},
    )
    return opened


@transaction.atomic
def note_read(*, sections: Collection[str], officer: Officer, by: Actor, now: datetime) -> None:
    """Note that an administrator has read who opened what."""
    unread = Unveiling.objects.filter(application__section__in=sections, read_at=None)
    seen = list(unread.values_list("application__reference", flat=True))
    if unread.update(read_at=now, read_by=officer):
        audit.record(
            verb="unveilings.read",
            about=("section", " ".join(sorted(sections))),
            by=by,
            now=now,
            details={"references": seen},
        )


def _refuse(*, is_permitted: bool, is_already: bool, reason: str, needs_reason: bool) -> None:
    refusal = protection.refuse(
        is_permitted=is_permitted, is_already=is_already, reason=reason, needs_reason=needs_reason
    )
    if refusal:
        raise CannotProtect(refusal)


def _is_permitted(application: Application, officer: Officer, now: datetime) -> bool:
    return opens_protected(officer=officer, section=application.section, on=calendar.local_day(now))


def _hold_resident(application: Application) -> None:
    """Who files meanwhile waits, and then finds the mark."""
    if application.resident_id:
        Resident.objects.select_for_update(no_key=True).get(pk=application.resident_id)


def _of_household(application: Application) -> QuerySet[Application]:
    """Everything of this resident's; of somebody without an account this one alone."""
    is_theirs = Q(resident=application.resident_id) if application.resident_id else Q(pk=application.pk)
    return Application.objects.filter(is_theirs)


def _whose(application: Application) -> dict[str, int | None]:
    if application.resident_id:
        return {"resident_id": application.resident_id, "application_id": None}
    return {"resident_id": None, "application_id": application.pk}


def _in_force(application: Application) -> QuerySet[Protection]:
    return Protection.objects.filter(**_whose(application), ended_at=None)


def _mark(application: Application, held: Collection[Application], *, is_protected: bool) -> None:
    if application.resident_id:
        Resident.objects.filter(pk=application.resident_id).update(is_protected=is_protected)
    for each in held:
        _list_anew(each, is_protected=is_protected)


def _list_anew(application: Application, *, is_protected: bool) -> None:
    """What lists and searches find of it is made anew, with or without what tells a place."""
    read = filed(application)
    application.is_protected = is_protected
    listing.name(application, read.document, read.answers)
    application.save(
        update_fields=["is_protected", "applicant_name", "applicant_kana", "kana_order", "search_key"]
    )
    application.listed.all().delete()
    listing.put(application, read.document, read.answers)


def _record(
    verb: str, application: Application, held: Collection[Application], *, by: Actor, now: datetime
) -> None:
    audit.record(
        verb=verb,
        about=("application", application.reference),
        by=by,
        now=now,
        details={"references": [each.reference for each in held]},
    )


def _sealed(reason: str) -> str:
    return crypto.seal(reason.strip()) if reason.strip() else ""
