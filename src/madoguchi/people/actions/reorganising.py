"""Sections that end, and who takes over from them: history stays where it was written."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.people.actions import staff
from madoguchi.people.models import Post, Role, Section
from madoguchi.rules import calendar, sections
from madoguchi.rules.sections import Days, Reason


class CannotEnd(Exception):
    """The section does not end so; `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def end_section(
    *, code: str, on: date | None, successor: str, with_officers: bool, by: Actor, now: datetime
) -> Section:
    """Let a section end before that day; what is open in it is its successor's from then on.

    `with_officers`: its officers go along in the posts they hold, as when only the name changes.
    Raises CannotEnd.
    """
    known = {each.pk: each for each in Section.objects.select_for_update().order_by("pk")}
    days = {key: Days(starts_on=each.starts_on, ends_on=each.ends_on) for key, each in known.items()}
    today = calendar.local_day(now)
    reason = sections.refuse_ending(code=code, on=on, successor=successor, known=days, today=today)
    if reason or on is None:
        raise CannotEnd(reason or Reason.NO_SUCH_DAY)
    section = known[code]
    section.ends_on, section.successor = on, known[successor]
    section.save(update_fields=["ends_on", "successor"])
    if with_officers:
        for post in section.posts.select_related("officer").order_by("pk"):
            _take_along(post, known[successor], on, by, now)
    _record("section.ended", section, by, now, on=on.isoformat(), successor=successor)
    return section


@transaction.atomic
def keep_section(*, code: str, by: Actor, now: datetime) -> Section:
    """Take the end of a section back, before its day; officers who would have gone along stay.

    Raises CannotEnd once the day has come.
    """
    section = Section.objects.select_for_update().get(pk=code)
    on, successor = section.ends_on, section.successor
    if on is None or successor is None or on <= calendar.local_day(now):
        raise CannotEnd(Reason.PAST)
    section.ends_on = section.successor = None
    section.save(update_fields=["ends_on", "successor"])
    for post in section.posts.filter(ends_on=on).select_related("officer"):
        twin = {"officer": post.officer, "section": successor, "role": post.role, "title": post.title}
        if gone := Post.objects.filter(**twin, starts_on=on, plan=None).first():
            staff.end_post(post=post, ends_on=gone.ends_on, by=by, now=now)
            gone.delete()
    _record("section.kept", section, by, now, on=on.isoformat())
    return section


def _take_along(post: Post, successor: Section, on: date, by: Actor, now: datetime) -> None:
    if post.ends_on is not None and post.ends_on <= on:
        return
    if post.starts_on >= on:
        post.section = successor
        post.save(update_fields=["section"])
        return
    new = staff.appoint(
        officer=post.officer,
        section=successor,
        role=Role(post.role),
        title=post.title,
        starts_on=on,
        ends_on=post.ends_on,
        by=by,
        now=now,
    )
    if post.opens_protected:
        staff.let_open_protected(post=new, allowed=True, by=by, now=now)
    staff.end_post(post=post, ends_on=on, by=by, now=now)


def _record(verb: str, section: Section, by: Actor, now: datetime, **details: str) -> None:
    audit.record(verb=verb, about=("section", section.pk), by=by, now=now, details=details)
