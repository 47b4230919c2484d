"""Which files are taken, and in what form they are kept."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import Final

from django.core.files import File

from madoguchi.files import kinds, names, reading
from madoguchi.files.kinds import Kind
from madoguchi.files.refusals import CannotStore, Code, Refusal

MEGABYTE: Final = 1024 * 1024
LARGEST: Final = 10 * MEGABYTE
MOST_PAGES: Final = 50
MOST_PARTS: Final = 2000  # files inside a workbook
LARGEST_UNPACKED: Final = 60 * MEGABYTE
_PDF_END_WITHIN: Final = 2048
_IS_ENCRYPTED: Final = 0x1  # flag bit of a part of a zip


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A file as it will be kept."""

    content: bytes
    media_type: str
    page_count: int = 1


def accept(content: bytes | File[bytes], *, claimed_name: str, edge: int = reading.EDGE) -> Accepted:
    """The file in the form that is kept: photos as JPEG, PDF and sheets as they came. Raises CannotStore.

    Takes up to a second for a large photo, so call it before rows are locked.
    """
    size = len(content) if isinstance(content, bytes) else content.size
    if not size:
        raise CannotStore(Refusal(code=Code.EMPTY))
    if size > LARGEST:
        raise CannotStore(_too_large(size))
    held = content if isinstance(content, bytes) else content.read()
    kind = kinds.kind_of(held)
    if kind is None:
        raise CannotStore(_unknown(held, claimed_name))
    if kind in kinds.PHOTOS:
        return Accepted(content=reading.read_photo(held, kind, edge), media_type=Kind.JPEG)
    return _accept_pdf(held) if kind is Kind.PDF else _accept_sheet(held)


def _too_large(size: int) -> Refusal:
    told = max(round(size / MEGABYTE, 1), LARGEST / MEGABYTE + 0.1)
    return Refusal(code=Code.TOO_LARGE, facts={"size": f"{told:g}", "limit": LARGEST // MEGABYTE})


def _unknown(content: bytes, claimed_name: str) -> Refusal:
    if kinds.is_locked_office_file(content):
        return Refusal(code=Code.LOCKED)
    _, extension = names.split(claimed_name)
    claims_known = extension.lstrip(".") in {*kinds.EXTENSIONS.values(), "jpeg", "heif"}
    if claims_known or not extension:
        return Refusal(code=Code.BROKEN)
    return Refusal(code=Code.KIND, facts={"extension": extension[:10]})


def _accept_pdf(content: bytes) -> Accepted:
    """A PDF as it came, if it is whole: one cut half-way has no end mark, though viewers may open it."""
    if b"%%EOF" not in content[-_PDF_END_WITHIN:]:
        raise CannotStore(Refusal(code=Code.BROKEN))
    pages = reading.count_pages(content)
    if pages > MOST_PAGES:
        raise CannotStore(Refusal(code=Code.TOO_LONG, facts={"limit": MOST_PAGES}))
    return Accepted(content=content, media_type=Kind.PDF, page_count=pages)


def _accept_sheet(content: bytes) -> Accepted:
    """A workbook as it came, if its cells can be read: an officer looks at them without opening it."""
    try:
        refusal = _refuse_parts(zipfile.ZipFile(io.BytesIO(content)))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, RuntimeError) as error:
        raise CannotStore(Refusal(code=Code.BROKEN)) from error
    if refusal is not None:
        raise CannotStore(refusal)
    reading.read_sheets(content)
    return Accepted(content=content, media_type=Kind.XLSX)


def _refuse_parts(archive: zipfile.ZipFile) -> Refusal | None:
    """What is wrong inside. A part never yields more bytes than it declares, so the sum is a true limit."""
    parts = archive.infolist()
    if any(part.flag_bits & _IS_ENCRYPTED for part in parts):
        return Refusal(code=Code.LOCKED)
    is_bomb = len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED
    return Refusal(code=Code.BROKEN) if is_bomb or archive.testzip() else None
