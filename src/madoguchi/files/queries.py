"""Reading stored files. Who may see them was asked before, in the room whose row names them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from django.http import Http404

from madoguchi.files import reading, storage
from madoguchi.files.kinds import Kind
from madoguchi.files.models import StoredFile
from madoguchi.files.reading import Sheet
from madoguchi.files.refusals import CannotStore

YOUNG: Final = timedelta(days=1)


def open_file(sha256: str) -> bytes:
    """The bytes. Raises FileNotFoundError when they are lost."""
    return storage.read(storage.name_of(sha256))


def page_image(sha256: str, number: int) -> bytes:
    """A photo, or page `number` (from 1) of a PDF, as a JPEG; drawn once, then kept. 404 beyond the pages."""
    file = StoredFile.objects.filter(pk=sha256).first()
    if file is None or not has_pages(file) or not 1 <= number <= file.page_count:
        raise Http404
    with _unreadable_as_absent():
        return open_file(sha256) if file.media_type == Kind.JPEG else _drawn(sha256, number)


def has_pages(file: StoredFile) -> bool:
    """Whether a file can be looked at as page images."""
    return file.media_type in (Kind.JPEG, Kind.PDF)


def sheets_of(file: StoredFile) -> list[Sheet]:
    """The cells of a workbook, for reading without opening it; 404 for other files."""
    if file.media_type != Kind.XLSX:
        raise Http404
    with _unreadable_as_absent():
        return reading.read_sheets(open_file(file.sha256))


@contextmanager
def _unreadable_as_absent() -> Iterator[None]:
    """Bytes that are lost, or that no reader understands after all, have no page to show."""
    try:
        yield
    except (FileNotFoundError, CannotStore) as unreadable:
        raise Http404 from unreadable


def _drawn(sha256: str, number: int) -> bytes:
    name = storage.page_name_of(sha256, number)
    try:
        return storage.read(name)
    except FileNotFoundError:
        drawn = reading.draw_page(open_file(sha256), number)
    storage.write(name, drawn)
    return drawn


@dataclass(slots=True, kw_only=True)
class Verdict:
    """What comparing rows and bytes found."""

    whole: int = 0
    missing: list[str] = field(default_factory=list)  # a row without bytes
    altered: list[str] = field(default_factory=list)  # bytes that do not fit their hash
    unknown: list[str] = field(default_factory=list)  # bytes without a row, older than a day

    @property
    def is_good(self) -> bool:
        """Nothing that was kept is lost. Unknown bytes are only waiting for the sweeper."""
        return not self.missing and not self.altered


def verify(*, now: datetime) -> Verdict:
    """Compare both ways: every row with its bytes, all bytes with the rows."""
    verdict = Verdict()
    for sha256 in StoredFile.objects.order_by("pk").values_list("pk", flat=True).iterator():
        _compare(sha256, verdict)
    for name, sha256, written_at in storage.stored_names():
        if written_at < now - YOUNG and not StoredFile.objects.filter(pk=sha256).exists():
            verdict.unknown.append(name)
    return verdict


def _compare(sha256: str, verdict: Verdict) -> None:
    try:
        content = open_file(sha256)
    except FileNotFoundError:
        verdict.missing.append(sha256)
        return
    if storage.hash_of(content) == sha256:
        verdict.whole += 1
    else:
        verdict.altered.append(sha256)
