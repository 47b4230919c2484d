"""The one way a document is written for storage, and its fingerprint."""

from __future__ import annotations

import hashlib
import json

from madoguchi.rules.documents.procedure import Document


def canonical(document: Document) -> str:
    """The document as JSON: keys sorted, nothing that equals its default, no white space. Deterministic."""
    plain = document.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude_none=True)
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest(text: str) -> str:
    """SHA-256 of a canonical text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
