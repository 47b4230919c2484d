"""Whether a document that comes in may have its section, its id and its number."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from madoguchi.procedures.queries import list_numbers
from madoguchi.rules.documents import Document
from madoguchi.rules.problems import Fault
from madoguchi.rules.starting import LONGEST_ID, RESERVED


def faults_of_names(document: Document, sections: Collection[str] | None) -> Iterator[Fault]:
    """What keeps `document` out.

    `sections`: whose procedures may be written; None for whoever runs the machine.
    """
    if sections is not None and document.section not in sections:
        expected = ", ".join(sorted(sections)) or "nothing: you may only read"
        said = f"'{document.section}' is not a section you publish for; expected {expected}"
        yield Fault("section", said)
    if document.id in RESERVED:
        yield Fault("id", f"'{document.id}' is the address of a page; expected an id of its own")
    elif len(document.id) > LONGEST_ID:
        yield Fault("id", f"expected at most {LONGEST_ID} characters")
    if document.number in list_numbers(besides=document.id):
        said = f"the number '{document.number}' is another procedure's; expected two digits of its own"
        yield Fault("number", said)
