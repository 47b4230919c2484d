"""A small pack to break in every way a stranger could."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

import yaml
from tests.rules.samples import data, question, text

from madoguchi.rules import packs
from madoguchi.rules.packs import Pack
from madoguchi.rules.packs.pack import Making, made, sha256

HERE = {
    "city": {"ja": "川市", "ja-easy": "[川|かわ][市|し]", "en": "Kawa City"},
    "phone": "0000-11-2222",
    "mail": "kawa.example",
}
MAKING = Making(
    version=3,
    made_by="川市",
    made_at=datetime(2026, 11, 22, 12, tzinfo=timezone(timedelta(hours=9))),
    licence="CC-BY-4.0",
    application="0.1.0",
)
SCHOOL = question("school", "place", places="school")


def written(plain: Mapping[str, Any]) -> str:
    """Plain data as the text of a file."""
    return yaml.safe_dump(dict(plain), allow_unicode=True, sort_keys=False)


def document(*questions: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A plain document that names its city, its telephone and a kind of places."""
    asked = questions or (question("name"), SCHOOL)
    said = {"ja": "川市の電話は0000-11-2222です。", "ja-easy": "[川|かわ][市|し]です。", "en": "Kawa City"}
    return data(*asked, **{"purpose": said, **changes})


def pack(manual: str = "# 手引き\n\n0000-11-2222に電話する。\n", **changes: Any) -> Pack:
    """The document as a pack."""
    return made(document(**changes), manual=manual, here=HERE, making=MAKING, written=written)


def files_of(made: Pack) -> dict[str, bytes]:
    """What lies in the archive of a pack."""
    with zipfile.ZipFile(io.BytesIO(packs.write(made, written))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive as somebody else would make it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def repacked(files: Mapping[str, bytes | str], **said: Any) -> bytes:
    """An archive whose manifest has the right hashes, with keys of the manifest changed."""
    plain = yaml.safe_load(files["pack.yaml"])
    contents = {
        name: content.encode() if isinstance(content, str) else content for name, content in files.items()
    }
    hashes = {name: sha256(content) for name, content in contents.items() if name != "pack.yaml"}
    manifest = {**plain, "files": hashes, **said}
    return zipped({**contents, "pack.yaml": json.dumps(manifest, ensure_ascii=False)})


__all__ = [
    "HERE",
    "MAKING",
    "SCHOOL",
    "document",
    "files_of",
    "pack",
    "repacked",
    "text",
    "written",
    "zipped",
]
