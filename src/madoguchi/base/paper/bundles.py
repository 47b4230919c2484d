"""Many PDFs as one, each page as it was drawn: what one print run needs in one file."""

from __future__ import annotations

import io
from collections.abc import Iterable
from threading import Lock
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:  # loaded by who needs it, as in files/reader.py
    from pypdfium2 import PdfDocument

_ONE_AT_A_TIME: Final = Lock()  # PDFium knows no threads


def bundle(parts: Iterable[bytes], *, two_sided: bool) -> tuple[bytes, int]:
    """The PDFs one after the other, and how many pages there are.

    `two_sided`: each begins on a new sheet, so that no two people's letters share one.
    """
    from pypdfium2 import PdfDocument

    with _ONE_AT_A_TIME:
        whole = PdfDocument.new()
        for part in parts:
            _add(whole, part)
            if two_sided and len(whole) % 2:
                whole.new_page(*whole[len(whole) - 1].get_size())
        written = io.BytesIO()
        whole.save(written)
        return written.getvalue(), len(whole)


def _add(whole: PdfDocument, part: bytes) -> None:
    from pypdfium2 import PdfDocument

    opened = PdfDocument(part)
    whole.import_pages(opened)
    opened.close()
