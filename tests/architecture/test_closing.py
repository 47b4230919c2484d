"""When applications end is asked in one place: a document knows only what was published."""

from __future__ import annotations

import re

from tests.architecture.house import SOURCE, expect_none, files, place

READS_THE_PUBLISHED_ONE = re.compile(r"period\.closes_at")
# The one answer, the rules of documents, and where documents are written: by hand, or for the next year.
MAY_READ_IT = {
    SOURCE / "procedures" / "queries.py",
    SOURCE / "rules" / "documents" / "procedure.py",
    SOURCE / "rules" / "editions.py",
    SOURCE / "studio" / "sheets.py",
}


def test_nobody_reads_the_closing_of_a_document_but_the_one_who_knows_of_extensions() -> None:
    """Ask `Offer.closes_at`, or `procedures.queries.closing_of`."""
    expect_none(
        place(path, text, match.start())
        for path in files(".py", ".html")
        if path not in MAY_READ_IT
        for text in [path.read_text()]
        for match in READS_THE_PUBLISHED_ONE.finditer(text)
    )
