"""Packs to hand in, made of the club's document."""

from __future__ import annotations

import io
import zipfile
from copy import deepcopy
from datetime import datetime
from typing import Any

import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from tests.city.people import NOW
from tests.city.procedures import CLUB

from madoguchi.rules import packs
from madoguchi.rules.packs.pack import Making, made
from madoguchi.studio import writing
from madoguchi.studio.models import ArrivedPack

HAND_IN = "/desk/procedures/import-pack/"
HERE = {"city": {"ja": "川市"}, "phone": "0000-11-2222"}
MANUAL = "# 手引き\n\n川市の受付は0000-11-2222です。\n"


def club_pack(*, version: int = 1, manual: str = MANUAL, made_at: datetime = NOW, **changes: Any) -> bytes:
    """The club's procedure as another city shares it."""
    plain = {**deepcopy(CLUB), **changes}
    del plain["golden"]
    making = Making(
        version=version, made_by="川市", made_at=made_at, licence="CC-BY-4.0", application="0.1.0"
    )
    pack = made(plain, manual=manual, here=HERE, making=making, written=writing.as_yaml)
    return packs.write(pack, writing.as_yaml)


def hand_in(desk: Client, content: bytes) -> HttpResponse:
    """Hand a pack in at the desk."""
    return desk.post(HAND_IN, {"file": SimpleUploadedFile("club.madoguchi.zip", content)})  # type: ignore[return-value]


def page_of(desk: Client, content: bytes) -> str:
    """Hand a sound pack in; the address of its page."""
    return str(hand_in(desk, content).headers["Location"])


def filled(**changes: str) -> dict[str, str]:
    """What Chika puts into the slots."""
    return {
        "id": "club",
        "section": "kosodate",
        "number": "26",
        "city.ja": "山市",
        "phone": "0000-33-4444",
        "seen": "",
        **changes,
    }


def take(desk: Client, content: bytes, **changes: str) -> HttpResponse:
    """Hand a pack in and take it in at once; of what stands there already the page knows."""
    where = page_of(desk, content)
    seen = shown_fingerprint(desk.get(where).content.decode())
    return desk.post(where, filled(**{"seen": seen, **changes}))  # type: ignore[return-value]


def shown_fingerprint(html: str) -> str:
    """What the page says it was looked at with."""
    return html.partition('name="seen" value="')[2].partition('"')[0]


def changed_pack(content: bytes, name: str, text: str) -> bytes:
    """A pack of which one file was changed afterwards."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w") as new:
        for each in old.namelist():
            new.writestr(each, text if each == name else old.read(each))
    return packed.getvalue()


def document_in(content: bytes) -> Any:
    """The document in a pack, as plain data."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return yaml.safe_load(archive.read("procedure.yaml"))


def latest() -> ArrivedPack:
    """The pack that was handed in last."""
    return ArrivedPack.objects.latest("at")
