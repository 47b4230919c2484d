"""Bytes lie under their hash, before their row and after it."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from django.db import transaction
from tests.capabilities.files.conftest import pdf, picture

from madoguchi.applications.models import Attachment
from madoguchi.files import actions, queries, storage
from madoguchi.files.actions import CannotStore
from madoguchi.files.kinds import Kind
from madoguchi.files.models import StoredFile

pytestmark = pytest.mark.django_db
LATER = timedelta(days=2)


def keep(now, content=b"%PDF a letter"):
    return actions.keep(content=content, media_type=Kind.PDF, now=now)


def stored(vault):
    return sorted(path.name for path in vault.rglob("*") if path.is_file())


def age(vault):
    """Two days pass for the bytes."""
    for path in vault.rglob("*"):
        os.utime(path, (1, 1))


def test_what_is_kept_can_be_opened(now, vault):
    file = keep(now)
    assert queries.open_file(file.sha256) == b"%PDF a letter"
    assert (file.size, file.media_type) == (13, Kind.PDF)


def test_only_we_may_read_the_bytes(now, vault):
    file = keep(now)
    path = vault / storage.name_of(file.sha256)
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_the_same_bytes_lie_there_once(now, vault):
    assert keep(now).pk == keep(now).pk
    assert len(stored(vault)) == StoredFile.objects.count() == 1


def test_half_written_bytes_are_written_again(now, vault):
    file = keep(now)
    (vault / storage.name_of(file.sha256)).write_bytes(b"%PDF a")
    keep(now)
    assert queries.open_file(file.sha256) == b"%PDF a letter"


def test_a_refused_file_leaves_nothing_behind(now, vault):
    with pytest.raises(CannotStore):
        actions.store(content=b"MZ a program", claimed_name="photo.jpg", now=now)
    assert not stored(vault) and not StoredFile.objects.exists()


def test_a_photo_is_stored_as_what_became_of_it(now):
    file = actions.store(content=picture("PNG"), claimed_name="a.png", now=now)
    assert file.media_type == Kind.JPEG
    assert queries.open_file(file.sha256).startswith(b"\xff\xd8")


def test_young_bytes_and_rows_are_spared(now, vault):
    keep(now)
    assert actions.sweep_rows(now=now + timedelta(hours=23)) == 0
    StoredFile.objects.all().delete()
    assert actions.sweep_files(now=now) == 0


def test_what_nobody_names_is_swept_row_first(now, vault):
    keep(now)
    age(vault)
    assert actions.sweep_rows(now=now + LATER) == 1
    assert len(stored(vault)) == 1
    assert actions.sweep_files(now=now + LATER) == 1
    assert not stored(vault)


def test_what_was_stored_again_lately_is_spared(now, vault):
    keep(now)
    keep(now + LATER)
    assert actions.sweep_rows(now=now + LATER) == 0


def test_bytes_of_a_rolled_back_transaction_are_swept(now, vault):
    with pytest.raises(RuntimeError), transaction.atomic():
        keep(now)
        raise RuntimeError
    age(vault)
    assert len(stored(vault)) == 1
    assert actions.sweep_files(now=now + LATER) == 1


def test_drawn_pages_go_with_their_file(now, vault):
    file = actions.store(content=pdf(), claimed_name="a.pdf", now=now)
    queries.page_image(file.sha256, 1)
    assert len(stored(vault)) == 2
    StoredFile.objects.all().delete()
    age(vault)
    assert actions.sweep_files(now=now + LATER) == 2


def test_a_file_that_another_room_names_is_not_swept(now):
    named, unnamed = keep(now), keep(now, b"%PDF another")
    Attachment.objects.create(file=named, path="papers", name="a.pdf", added_at=now)
    assert actions.sweep_rows(now=now + LATER) == 1
    assert StoredFile.objects.get() == named != unnamed
