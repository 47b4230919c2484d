"""What a file is, told from its bytes alone; what it is called proves nothing."""

from __future__ import annotations

import io
import zipfile
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """The files the city takes."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    HEIC = "image/heic"
    PDF = "application/pdf"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


EXTENSIONS: Final = {Kind.JPEG: "jpg", Kind.PNG: "png", Kind.HEIC: "heic", Kind.PDF: "pdf", Kind.XLSX: "xlsx"}
PHOTOS: Final = frozenset({Kind.JPEG, Kind.PNG, Kind.HEIC})

_HEIC_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"})
_ENCRYPTED_OFFICE: Final = "EncryptedPackage".encode("utf-16-le")
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PDF_MARK_WITHIN: Final = 1024


def kind_of(content: bytes) -> Kind | None:
    """Which of the files the city takes this is; None for everything else."""
    if content.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        return Kind.HEIC
    if b"%PDF-" in content[:_PDF_MARK_WITHIN]:
        return Kind.PDF
    return Kind.XLSX if _is_sheet(content) else None


def is_locked_office_file(content: bytes) -> bool:
    """Whether this is a sheet behind a password: Excel hides it in another container."""
    return content.startswith(_OLE) and _ENCRYPTED_OFFICE in content


def _is_sheet(content: bytes) -> bool:
    if not content.startswith(b"PK\x03\x04"):
        return False
    try:
        names = set(zipfile.ZipFile(io.BytesIO(content)).namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return b"xl/workbook.xml" in content
    return "xl/workbook.xml" in names and "xl/vbaProject.bin" not in names
