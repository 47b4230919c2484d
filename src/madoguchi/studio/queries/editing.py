"""The draft as it is being edited: its text, what can be undone, who else is at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.http import Http404

from madoguchi.people.queries import officer_names
from madoguchi.procedures import queries as procedures
from madoguchi.procedures.models import Procedure
from madoguchi.rules import documents
from madoguchi.rules.documents import Document
from madoguchi.studio.models import Edit, Editing
from madoguchi.studio.queries.benches import Reach

HERE: Final = timedelta(seconds=45)
"""Whoever has not been seen for so long is no longer at it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Somebody else who has the draft open."""

    name: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A draft on the builder's table."""

    slug: str
    document: Document
    text: str  # canonical
    seen: str  # its digest
    is_draft: bool  # else it is what is in force, until the first change
    saved_at: datetime | None
    undo: Edit | None  # the change that would be undone
    redo: Edit | None


def access_table(slug: str, reach: Reach) -> Table:
    """The draft of a procedure that the officer may write, or what would become its draft."""
    procedure = procedures.access_procedure_row(slug, reach.publishes)
    current = current_edit(procedure)
    is_draft = bool(procedure.draft_text)
    return Table(
        slug=slug,
        document=procedures.parsed(current.text),
        text=current.text,
        seen=current.sha256,
        is_draft=is_draft,
        saved_at=procedure.draft_at if is_draft else None,
        undo=current if is_draft and current.before_id else None,
        redo=redoable(current),
    )


def current_edit(procedure: Procedure) -> Edit:
    """The change that led to what the draft says; not yet a row where nothing has been edited here.

    A draft may come from elsewhere, e.g. by import: then that was the last change.
    """
    text = _text(procedure)
    latest = _latest(procedure) if procedure.draft_text else None
    if latest is not None and latest.text == text:
        return latest
    return Edit(
        procedure=procedure,
        before=latest,
        text=text,
        sha256=documents.digest(text),
        verb="taken_in" if procedure.draft_text else "begun",
        by=procedure.draft_by,
        at=procedure.draft_at or procedure.current.published_at,  # type: ignore[union-attr]
        is_current=True,
    )


def redoable(current: Edit) -> Edit | None:
    """The change that was undone last, where nothing else was changed since."""
    return current.later.order_by("-pk").first() if current.pk else None


def text_seen(slug: str, seen: str) -> str | None:
    """The text of that digest, as far as the history reaches."""
    return Edit.objects.filter(procedure=slug, sha256=seen).values_list("text", flat=True).first()


def list_colleagues(slug: str, *, but: str, now: datetime) -> list[Colleague]:
    """Who else has the draft open just now; `but` is the number of who asks."""
    found = list(Editing.objects.filter(procedure=slug, at__gt=now - HERE).exclude(officer=but))
    names = officer_names({each.officer for each in found}) if found else {}
    return [
        Colleague(name=names.get(each.officer, each.officer), place=each.place)
        for each in sorted(found, key=lambda each: each.officer)
    ]


def _text(procedure: Procedure) -> str:
    """What is edited: the draft, else the version in force."""
    if procedure.draft_text:
        return procedure.draft_text
    if procedure.current_id is None:
        raise Http404
    return documents.canonical(procedures.document_of(procedure.current_id))


def _latest(procedure: Procedure) -> Edit | None:
    return procedure.edits.select_related("before").filter(is_current=True).first()
