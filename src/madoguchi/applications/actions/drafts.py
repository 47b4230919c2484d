"""Writing: begin, save, add papers, follow a newer version, take over after sign-in."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from madoguchi.applications import passages
from madoguchi.applications.models import Application, Attachment, Draft, DraftKind
from madoguchi.applications.queries import Filed, Writing, writing
from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.base import crypto, rows
from madoguchi.files.models import StoredFile
from madoguchi.people.models import Officer, Resident
from madoguchi.procedures.queries import ahead_of, document_of
from madoguchi.rules import care, corrections, traits
from madoguchi.rules.documents import Document
from madoguchi.rules.doors import Door
from madoguchi.rules.rebasing import Rebased, draft_moves


class StaleDraft(Exception):
    """Somebody saved this draft elsewhere since the page was drawn; `writing` holds what stands now."""

    def __init__(self, writing: Writing) -> None:
        super().__init__("the draft was saved elsewhere")
        self.writing = writing


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the page knew that saves: the revision it was drawn from, and which page it is.

    A page saves with every change and again when it is left. Its later save holds all that the earlier one
    held, so one that comes late (`in_passing`) is let go, and a page never conflicts with itself.
    """

    revision: int
    tab: str = ""
    in_passing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Through:
    """The door a draft comes through: its writer's own, unless somebody helps, types, or stands in."""

    door: Door = Door.OWN
    section: str = ""  # whose officers type it, or help
    officer: Officer | None = None  # who types
    slip: Mapping[str, Any] = field(default_factory=dict)


OWN_DOOR: Final = Through()


class AlreadyFiled(Exception):
    """The draft has become `application`; nothing more can be written into it."""

    def __init__(self, application: Application) -> None:
        super().__init__(application.reference)
        self.application = application


@transaction.atomic
def begin(
    *,
    version_id: int,
    resident: Resident | None,
    language: str,
    by: Actor,
    now: datetime,
    like: Filed | None = None,
    known: Mapping[str, Any] | None = None,
    through: Through = OWN_DOOR,
) -> Draft:
    """Open an empty draft, or one that starts from a sibling's application, or from what is `known`."""
    draft = Draft(
        version_id=version_id,
        resident=resident,
        language=language,
        created_at=now,
        saved_at=now,
        door=through.door,
        section=through.section,
        entered_by=through.officer,
        slip=dict(through.slip),
    )
    _write(draft, document_of(version_id), _carried_over(like) if like else known or {})
    draft.save(force_insert=True)
    audit.record(verb="draft.begun", about=("draft", str(draft.pk)), by=by, now=now)
    return draft


def _carried_over(like: Filed) -> dict[str, Any]:
    """What a sibling shares: all but the person applied for, the papers and the consents."""
    return care.without(like.answers, traits.personal_to_subject(like.document))


@transaction.atomic
def save(
    *, draft_id: UUID, answers: Mapping[str, Any], seen: Seen, language: str, by: Actor, now: datetime
) -> Writing:
    """Keep what was typed, right or wrong; nothing is refused but a stale page (StaleDraft)."""
    draft = _lock(draft_id)
    if draft.revision != seen.revision:
        if not seen.tab or seen.tab != draft.tab:
            raise StaleDraft(writing(draft))
        if seen.in_passing:
            return writing(draft)
    draft.tab = seen.tab
    before = writing(draft)
    permitted = _permitted(before, answers)
    _write(draft, before.document, permitted)
    _let_go_of_lost_rows(draft, permitted, now)
    if draft.news and not writing(draft).open_news(now):
        draft.news = {}
    saved = writing(draft)
    ignored = _ignored(before, saved, answers, now)
    with rows.together():
        _touch(draft, now, language=language)
        audit.record(
            verb="draft.saved",
            about=("draft", str(draft_id)),
            by=by,
            now=now,
            details={"ignored": ignored} if ignored else None,
        )
    return saved


def _ignored(before: Writing, saved: Writing, posted: Mapping[str, Any], now: datetime) -> list[str]:
    """Which questions were answered without being asked: an unlucky order of clicks, or a forged page."""
    dropped = [path for path in posted if posted[path] != saved.answers.get(path)]
    unasked = saved.journey(now).ignored
    return sorted({*dropped, *(path for path in unasked if _value(before, path) != _value(saved, path))})


def _value(held: Writing, path: str) -> Any:
    return held.document.value_at(path, held.answers)


def _let_go_of_lost_rows(draft: Draft, answers: Mapping[str, Any], now: datetime) -> None:
    """Papers of a row that was removed go with it: its id may be given to a new row."""
    kept = draft.attachments.filter(removed_at=None, path__contains="/")
    lost = [paper.pk for paper in kept if not corrections.has_row(answers, paper.path)]
    if lost:
        Attachment.objects.filter(pk__in=lost).update(removed_at=now)


def _permitted(held: Writing, answers: Mapping[str, Any]) -> Mapping[str, Any]:
    """In a correction only the marked questions change; whatever else was posted is dropped."""
    if not held.is_correction:
        return answers
    changed = corrections.only_open(
        before=held.answers, after=answers, opened=held.draft.open_paths, asked=held.visible_when_filed()
    )
    return {**held.answers, **changed}


@transaction.atomic
def add_papers(
    *, draft_id: UUID, path: str, papers: Sequence[tuple[StoredFile, str]], by: Actor, now: datetime
) -> Writing:
    """Add files, in order and each with the name its sender gave it, to the answer at `path`.

    A file that is held there already, since it was sent twice, stays one.
    """
    draft = _lock(draft_id)
    there = list(draft.attachments.filter(path=path, removed_at=None))
    held = {each.file_id for each in there}
    added = [
        Attachment(
            draft=draft,
            application=None,
            path=path,
            file=file,
            name=name,
            added_at=now + timedelta(microseconds=place),
        )
        for place, (file, name) in enumerate(papers)
        if file.pk not in held
    ]
    with rows.together():
        rows.add(*added)
        _answer_with_papers(draft, path, [*there, *added], by=by, now=now, verb="draft.paper_added")
    return writing(draft)


@transaction.atomic
def remove_paper(*, draft_id: UUID, attachment_id: UUID, by: Actor, now: datetime) -> Writing:
    """Take one file out of the answer it belongs to; the bytes are swept later."""
    draft = _lock(draft_id)
    paper = draft.attachments.filter(pk=attachment_id, removed_at=None).first()
    if paper is None:  # pressed twice
        return writing(draft)
    kept = list(draft.attachments.filter(path=paper.path, removed_at=None).exclude(pk=paper.pk))
    with rows.together():
        rows.change(paper, removed_at=now)
        _answer_with_papers(draft, paper.path, kept, by=by, now=now, verb="draft.paper_removed")
    return writing(draft)


@transaction.atomic
def note_ignored(*, draft_id: UUID, paths: Sequence[str], by: Actor, now: datetime) -> None:
    """Record that files came for questions that nobody asked; they were let go unread."""
    details = {"ignored": sorted(paths)}
    audit.record(verb="draft.papers_ignored", about=("draft", str(draft_id)), by=by, now=now, details=details)


def _answer_with_papers(
    draft: Draft, path: str, papers: Sequence[Attachment], *, by: Actor, now: datetime, verb: str
) -> None:
    kept = sorted(papers, key=lambda paper: (paper.added_at, paper.pk))
    answer = [{"name": paper.name, "sha256": paper.file_id} for paper in kept]
    answers = corrections.put(writing(draft).answers, path, answer)
    _write(draft, document_of(draft.version_id), answers)
    _touch(draft, now)
    audit.record(verb=verb, about=("draft", str(draft.pk)), by=by, now=now, details={"question": path})


@transaction.atomic
def follow(*, draft_id: UUID, by: Actor, now: datetime) -> Writing:
    """Take a draft on to the version in force, if its author wished it so.

    What has to be answered anew, and what is left out, stands in the draft until it is settled.
    """
    draft = _lock(draft_id)
    before, ahead = writing(draft), ahead_of(draft.version_id)
    if before.is_correction or ahead is None:
        return before
    found = passages.of_draft(before, document_of(ahead.version_id), now)
    if not draft_moves(found.effect, ahead.policy):
        return before
    take_on(draft=draft, version_id=ahead.version_id, found=found, by=by, now=now)
    return writing(draft)


@transaction.atomic
def take_on(*, draft: Draft, version_id: int, found: Rebased, by: Actor, now: datetime) -> None:
    """Let a draft that is held go on under a newer version, with what that makes of its answers."""
    draft.moved_from_id, draft.version_id = draft.version_id, version_id
    draft.news = {
        "again": [[each.path, each.why.value] for each in found.again],
        "left_out": list(found.left_out),
    }
    _write(draft, document_of(version_id), found.answers)
    _touch(draft, now, moved=True)
    audit.record(
        verb="draft.moved",
        about=("draft", str(draft.pk)),
        by=by,
        now=now,
        details={"version": version_id, "asked_again": [each.path for each in found.again]},
    )


@transaction.atomic
def take_over(*, draft_ids: Sequence[UUID], resident: Resident, by: Actor, now: datetime) -> None:
    """Give drafts begun before sign-in to the resident who signed in, unless they are somebody's by now."""
    begun = Draft.objects.filter(pk__in=draft_ids, kind=DraftKind.FIRST, submitted_at=None)
    taken = begun.filter(resident=None, entered_by=None).update(resident=resident)
    if taken:
        audit.record(verb="draft.taken_over", about=("resident", str(resident.reference)), by=by, now=now)


@transaction.atomic
def make_resumable(*, draft_id: UUID, by: Actor, now: datetime) -> str:
    """A fresh secret that reopens this draft on another device; the one before stops working."""
    secret = secrets.token_urlsafe(24)
    hashed = crypto.salted_hash("resume", secret)
    Draft.objects.filter(pk=draft_id, submitted_at=None).update(resume_hash=hashed)
    audit.record(verb="draft.made_resumable", about=("draft", str(draft_id)), by=by, now=now)
    return secret


@transaction.atomic
def discard(*, draft_id: UUID, by: Actor, now: datetime) -> None:
    """Throw a draft away at its writer's wish. A correction stays: the city waits for it."""
    if Draft.objects.filter(pk=draft_id, kind=DraftKind.FIRST, submitted_at=None).delete()[0]:
        audit.record(verb="draft.discarded", about=("draft", str(draft_id)), by=by, now=now)


def _lock(draft_id: UUID) -> Draft:
    """What it became is read after the lock: joined to it, it would be as it was before the wait."""
    draft = Draft.objects.select_for_update().get(pk=draft_id)
    if draft.submitted_at is not None and draft.application is not None:
        raise AlreadyFiled(draft.application)
    return draft


def _write(draft: Draft, document: Document, answers: Mapping[str, Any]) -> None:
    plain, sensitive = care.part(document, answers)
    draft.answers = plain
    draft.sealed = crypto.seal(sensitive) if sensitive else ""


def _touch(draft: Draft, now: datetime, *, language: str = "", moved: bool = False) -> None:
    if not moved or draft.revision > 1:  # what nobody has saved yet stays untouched
        draft.revision += 1
    draft.saved_at = draft.saved_at if moved else now
    draft.language = language or draft.language
    written = ("answers", "sealed", "revision", "saved_at", "language", "tab", "news")
    taken_on = ("version_id", "moved_from_id") if moved else ()
    rows.change(draft, **{name: getattr(draft, name) for name in (*written, *taken_on)})
