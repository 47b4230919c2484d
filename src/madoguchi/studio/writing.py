"""A document as people read and write it: YAML in the order of the model, or JSON with indents."""

from __future__ import annotations

import json
from typing import Any, Final

import yaml

from madoguchi.rules.documents import Document
from madoguchi.rules.documents.loading import stays_text

YAML: Final = "yaml"
JSON: Final = "json"
MEDIA_TYPES: Final = {YAML: "application/yaml; charset=utf-8", JSON: "application/json"}
WIDTH: Final = 110


def write(document: Document, as_: str) -> str:
    """The document as text; reading it again gives an equal document."""
    said = plain(document)
    if as_ == JSON:
        return json.dumps(said, ensure_ascii=False, indent=2) + "\n"
    return as_yaml(said)


def plain(document: Document) -> dict[str, Any]:
    """The document as plain data in the order of the model, without what it says by saying nothing."""
    return document.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude_none=True)


def as_yaml(said: Any) -> str:
    """A document, or a part of one, as people read it."""
    return yaml.dump(said, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=WIDTH)


class _Dumper(yaml.SafeDumper):
    """Writes long texts as blocks and never an alias."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None if stays_text(text) else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)
