"""Taking files in, and letting go of those that no row names any more."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django.core.files import File
from django.db import connection, transaction
from django.db.models import Exists, ForeignObjectRel, Manager, OuterRef, QuerySet

from madoguchi.files import storage
from madoguchi.files.acceptance import accept
from madoguchi.files.models import StoredFile
from madoguchi.files.reading import EDGE
from madoguchi.files.refusals import CannotStore

__all__ = ["CannotStore", "StoredFile", "keep", "store", "sweep_files", "sweep_rows"]

SPARED: Final = timedelta(days=1)  # what came lately may be about to be named


def store(*, content: bytes | File[bytes], claimed_name: str, now: datetime, edge: int = EDGE) -> StoredFile:
    """Take in what somebody sent, in the form that is kept. Raises CannotStore, and then nothing was written.

    A photo is kept at most `edge` pixels long. Decodes outside of any transaction of its own, so call it
    before rows are locked.
    """
    accepted = accept(content, claimed_name=claimed_name, edge=edge)
    return keep(
        content=accepted.content, media_type=accepted.media_type, page_count=accepted.page_count, now=now
    )


@transaction.atomic(savepoint=False)
def keep(*, content: bytes, media_type: str, now: datetime, page_count: int = 1) -> StoredFile:
    """Keep bytes that are known to be good, e.g. a letter just drawn; the same bytes lie there once."""
    sha256 = storage.hash_of(content)
    _lock(sha256)
    if not storage.holds(sha256, size=len(content)):
        storage.write(storage.name_of(sha256), content)
    file = StoredFile(
        sha256=sha256, size=len(content), media_type=media_type, page_count=page_count, stored_at=now
    )
    StoredFile.objects.bulk_create(
        [file], update_conflicts=True, unique_fields=["sha256"], update_fields=["stored_at"]
    )
    return file


def sweep_rows(*, now: datetime) -> int:
    """Remove rows that nothing names. Their bytes go afterwards, once the rows are gone for good."""
    return sum(_remove_row(sha256, now) for sha256 in list(_unnamed(now).values_list("pk", flat=True)))


def sweep_files(*, now: datetime) -> int:
    """Remove bytes that no row knows: what a rolled-back transaction or a removed row left behind."""
    return sum(
        _remove_bytes(name, sha256)
        for name, sha256, written_at in storage.stored_names()
        if written_at < now - SPARED and not StoredFile.objects.filter(pk=sha256).exists()
    )


@transaction.atomic
def _remove_row(sha256: str, now: datetime) -> int:
    _lock(sha256)
    return _unnamed(now).filter(pk=sha256).delete()[0]  # asked again: it may have been stored meanwhile


@transaction.atomic
def _remove_bytes(name: str, sha256: str) -> int:
    _lock(sha256)
    if StoredFile.objects.filter(pk=sha256).exists():
        return 0
    storage.remove(name)
    return 1


def _unnamed(now: datetime) -> QuerySet[StoredFile]:
    """Rows that no other room's row points at. Which rooms point here, the models say themselves."""
    found = StoredFile.objects.filter(stored_at__lt=now - SPARED)
    for relation in StoredFile._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel):
            rows: Manager[Any] = relation.related_model._base_manager
            found = found.filter(~Exists(rows.filter(**{relation.field.name: OuterRef("pk")})))
    return found


def _lock(sha256: str) -> None:
    """One at a time for the same bytes, until commit: storing and sweeping must not cross."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [sha256])
