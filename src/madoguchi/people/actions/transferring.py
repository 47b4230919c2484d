"""April's transfers: a list is handed in, taken into the calendar, and taken back before its day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.people.actions import staff
from madoguchi.people.models import Officer, Post, Role, Section, TransferPlan
from madoguchi.people.plans import OUTCOME, plan_of, written
from madoguchi.rules import calendar, transfers
from madoguchi.rules.transfers import Fault, Plan, Row


class Reason(StrEnum):
    """Why a list is not taken, or not taken back."""

    FAULTY = "faulty"
    CHANGED = "changed"  # since the officer looked
    NOTHING = "nothing"
    TAKEN = "taken"
    NOT_TAKEN = "not_taken"
    DAY_HAS_COME = "day_has_come"


class CannotTake(Exception):
    """Nothing of the list was written; `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def hand_in(*, content: bytes, name: str, officer: Officer, by: Actor, now: datetime) -> TransferPlan | Fault:
    """Keep a list as it is; nothing changes by it. A file that is none is told."""
    rows = transfers.read(content)
    if isinstance(rows, Fault):
        return rows
    plan = TransferPlan(name=name, rows=_kept(rows), imported_by=officer, imported_at=now)
    plan.first_day = plan_of(plan=plan, officer=officer, on=calendar.local_day(now)).first_day
    plan.save()
    _record("transfers.handed_in", plan, by, now, lines=len(rows))
    return plan


@transaction.atomic
def confirm_past(*, plan_id: UUID, by: Actor, now: datetime) -> None:
    """Days gone by are meant: what happened late is written as it was."""
    plan = _lock(plan_id)
    plan.past_confirmed = True
    plan.save(update_fields=["past_confirmed"])
    _record("transfers.past_confirmed", plan, by, now)


@transaction.atomic
def name_deputy(
    *, plan_id: UUID, section: str, number: str, on: date, last_day: date, by: Actor, now: datetime
) -> None:
    """Somebody stands in for the head whom the list takes away: one more line of it."""
    plan = _lock(plan_id)
    line = transfers.deputy(number=number, section=section, on=on, last_day=last_day)
    plan.rows = [*plan.rows, *_kept([line])]
    plan.save(update_fields=["rows"])
    _record("transfers.deputy_named", plan, by, now, section=section, officer=number)


@transaction.atomic
def remove_added(*, plan_id: UUID, by: Actor, now: datetime) -> None:
    """Only the lines of the file count again."""
    plan = _lock(plan_id)
    plan.rows = [row for row in plan.rows if row["line"]]
    plan.save(update_fields=["rows"])
    _record("transfers.added_removed", plan, by, now)


@transaction.atomic
def throw_away(*, plan_id: UUID, by: Actor, now: datetime) -> None:
    """Forget a list that was not taken."""
    plan = _lock(plan_id)
    _record("transfers.thrown_away", plan, by, now)
    plan.delete()


@transaction.atomic
def take(*, plan_id: UUID, seen: str, officer: Officer, by: Actor, now: datetime) -> Plan:
    """Write the list into the calendar, whole or not at all: from then on the days do the rest.

    `seen`: the digest of what the officer looked at. Raises CannotTake.
    """
    plan = _lock(plan_id)
    list(Section.objects.select_for_update().order_by("pk"))  # no two lists, no list and the end of a section
    decided = plan_of(plan=plan, officer=officer, on=calendar.local_day(now))
    if reason := _refuse(decided, seen):
        raise CannotTake(reason)
    _write(decided, plan, by, now)
    plan.outcome, plan.taken_at, plan.first_day = written(decided), now, decided.first_day
    plan.save(update_fields=["outcome", "taken_at", "first_day"])
    _record("transfers.taken", plan, by, now, lines=len(decided.lines))
    return decided


@transaction.atomic
def take_back(*, plan_id: UUID, by: Actor, now: datetime) -> None:
    """Undo what the list wrote, as long as none of its days has come. Raises CannotTake."""
    plan = TransferPlan.objects.select_for_update().get(pk=plan_id)
    if plan.taken_at is None or plan.taken_back_at is not None:
        raise CannotTake(Reason.NOT_TAKEN)
    decided = OUTCOME.validate_python(plan.outcome)
    if decided.first_day is None or decided.first_day <= calendar.local_day(now):
        raise CannotTake(Reason.DAY_HAS_COME)
    plan.posts.all().delete()
    for end in decided.ends:
        post = Post.objects.select_related("officer").filter(pk=end.post, ends_on=end.on).first()
        if post is not None:  # changed by another hand since: that stays
            staff.end_post(post=post, ends_on=end.was, by=by, now=now)
    for each in decided.accounts:
        _close(each.number, each.was_closed_from, each.was_closed_until, by, now)
    for newcomer in decided.newcomers:
        _close(newcomer.number, calendar.local_day(now), None, by, now)
    plan.taken_back_at = now
    plan.save(update_fields=["taken_back_at"])
    _record("transfers.taken_back", plan, by, now)


def _lock(plan_id: UUID) -> TransferPlan:
    plan = TransferPlan.objects.select_for_update().get(pk=plan_id)
    if plan.taken_at is not None:
        raise CannotTake(Reason.TAKEN)
    return plan


def _refuse(decided: Plan, seen: str) -> Reason | None:
    if decided.faults:
        return Reason.FAULTY
    if decided.digest != seen:
        return Reason.CHANGED
    return None if decided.first_day else Reason.NOTHING


def _write(decided: Plan, plan: TransferPlan, by: Actor, now: datetime) -> None:
    for newcomer in decided.newcomers:
        staff.register_officer(number=newcomer.number, name=newcomer.name, kana=newcomer.kana, by=by, now=now)
    for post in Post.objects.select_related("officer").filter(pk__in=[end.post for end in decided.ends]):
        on = next(end.on for end in decided.ends if end.post == post.pk)
        staff.end_post(post=post, ends_on=on, by=by, now=now)
    numbers = {begin.number for begin in decided.begins}
    officers = {each.number: each for each in Officer.objects.filter(number__in=numbers)}
    sections = Section.objects.in_bulk()
    for begin in decided.begins:
        post = staff.appoint(
            officer=officers[begin.number],
            section=sections[begin.section],
            role=Role(begin.role),
            title=begin.title,
            starts_on=begin.starts_on,
            ends_on=begin.ends_on,
            by=by,
            now=now,
        )
        plan.posts.add(post)
    for each in decided.accounts:
        _close(each.number, each.closed_from, each.closed_until, by, now)


def _close(
    number: str, closed_from: date | None, closed_until: date | None, by: Actor, now: datetime
) -> None:
    officer = Officer.objects.get(number=number)
    staff.close_account(officer=officer, closed_from=closed_from, closed_until=closed_until, by=by, now=now)


def _kept(rows: Sequence[Row]) -> list[dict[str, object]]:
    return [{"line": row.line, "cells": dict(row.cells)} for row in rows]


def _record(verb: str, plan: TransferPlan, by: Actor, now: datetime, **details: object) -> None:
    audit.record(verb=verb, about=("transfers", str(plan.pk)), by=by, now=now, details=details)
