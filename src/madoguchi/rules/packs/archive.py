"""A pack as bytes: a zip of a few named texts. Reading trusts nothing that stands in it."""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from madoguchi.rules import documents
from madoguchi.rules.documents.loading import Loaded
from madoguchi.rules.documents.tidying import Tidying
from madoguchi.rules.packs import manifest as manifests
from madoguchi.rules.packs import slots
from madoguchi.rules.packs.manifest import Manifest
from madoguchi.rules.packs.pack import MANUAL, PROCEDURE, Pack, sha256
from madoguchi.rules.problems import Fault, Problems

MANIFEST: Final = "pack.yaml"
NAMES: Final = (MANIFEST, PROCEDURE, MANUAL)
ENDING: Final = ".madoguchi.zip"
LARGEST: Final = 5_000_000  # bytes of the whole
LARGEST_FILE: Final = 4_000_000  # unpacked
MOST_FILES: Final = 50
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED: Final = 0x1
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # no clock in it: the same pack is the same bytes
_HTML: Final = re.compile(r"<(?:!--|/?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?>|(?:script|style|iframe)\b)", re.I)
_SCRIPT_LINK: Final = re.compile(r"[(<:]\s*(?:javascript|vbscript|data)\s*:", re.I)


def read(content: bytes) -> Pack | Problems:
    """The pack that `content` is, its document sound with the examples in its slots; or all its faults."""
    if len(content) > LARGEST:
        return _problem("pack", f"has {len(content)} bytes; expected at most {LARGEST}")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if faults := list(_faults_of_names(archive.infolist())):
                return Problems(faults)
            found = {info.filename: _bytes(archive, info) for info in archive.infolist()}
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, OSError):
        return _problem("pack", "this is no zip archive, or it is damaged")
    except _TooLarge as file:
        return _problem(str(file), f"has more than {LARGEST_FILE} bytes unpacked")
    return _pack(found)


def write(pack: Pack, written: Callable[[Mapping[str, Any]], str]) -> bytes:
    """The pack as bytes: the same for the same pack, on every machine. `written` makes YAML of plain data."""
    plain = pack.manifest.model_dump(mode="json", by_alias=True, exclude_none=True)
    texts = {MANIFEST: written(plain), PROCEDURE: pack.procedure, MANUAL: pack.manual}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name in NAMES:
            if texts[name]:
                entry = zipfile.ZipInfo(name, _EPOCH)
                entry.create_system = 3  # not the system of whoever packs
                entry.external_attr = (stat.S_IFREG | 0o644) << 16
                archive.writestr(entry, texts[name].encode())
    return packed.getvalue()


class _TooLarge(Exception):
    """A file that swells beyond its measure; named by it."""


def _problem(path: str, message: str) -> Problems:
    return Problems([Fault(path, message)])


def _faults_of_names(entries: list[zipfile.ZipInfo]) -> Iterator[Fault]:
    if len(entries) > MOST_FILES:
        yield Fault("pack", f"has {len(entries)} files; expected at most {MOST_FILES}")
        return
    seen: set[str] = set()
    for entry in entries:
        name = entry.filename
        if name.lower() in seen:
            yield Fault(_shown(name), "this file stands in it twice; expected it once")
        elif fault := _fault_of(entry):
            yield Fault(_shown(name), fault)
        seen.add(name.lower())


def _fault_of(entry: zipfile.ZipInfo) -> str:
    """What is wrong with an entry, before anything of it is read; empty where nothing is."""
    name = entry.orig_filename  # before zipfile cuts it at a NUL
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "is a link to another place; expected a file"
    if name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or re.match(r"[A-Za-z]:", name):
        return "leads out of the pack; expected a plain name"
    if entry.flag_bits & _ENCRYPTED:
        return "is locked with a password"
    if entry.compress_type not in _METHODS:
        return "is compressed in a way that is not read here; expected deflate"
    if name not in NAMES:
        return f"has no meaning in a pack; expected only {', '.join(NAMES)}"
    return ""


def _shown(name: str) -> str:
    return re.sub(r"[^\w./\\ -]", "?", name)[:100] or "?"


def _bytes(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """What the file holds; what its header says of the size is not believed."""
    with archive.open(entry) as file:
        content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise _TooLarge(entry.filename)
    return content


def _pack(found: Mapping[str, bytes]) -> Pack | Problems:
    if MANIFEST not in found:
        return _problem(MANIFEST, "is missing; it stands at the top of a pack")
    said = _plain(MANIFEST, found[MANIFEST])
    manifest = said if isinstance(said, Problems) else manifests.parse(said, MANIFEST)
    if isinstance(manifest, Problems):
        return manifest
    if faults := list(_faults_of_files(manifest, found)):
        return Problems(faults)
    return _contents(manifest, found)


def _faults_of_files(manifest: Manifest, found: Mapping[str, bytes]) -> Iterator[Fault]:
    if PROCEDURE not in manifest.files:
        yield Fault(f"{MANIFEST} files", f"'{PROCEDURE}' is missing")
    for name, expected in manifest.files.items():
        if name not in found:
            yield Fault(_shown(name), f"is missing, though {MANIFEST} names it")
        elif sha256(found[name]) != expected:
            yield Fault(
                _shown(name), f"was changed after it was packed: its hash is not the one in {MANIFEST}"
            )
    for name in found:
        if name != MANIFEST and name not in manifest.files:
            yield Fault(_shown(name), f"stands in the pack, but {MANIFEST} does not name it")


def _contents(manifest: Manifest, found: Mapping[str, bytes]) -> Pack | Problems:
    template = _plain(PROCEDURE, found[PROCEDURE])
    manual = _text(MANUAL, found.get(MANUAL, b""))
    if isinstance(template, Problems) or isinstance(manual, Problems):
        return Problems([*_of(template), *_of(manual)])
    if not isinstance(template, dict):
        return _problem(PROCEDURE, "expected a mapping with the keys of a document")
    pack = Pack(
        manifest=manifest, template=template, procedure=found[PROCEDURE].decode("utf-8"), manual=manual
    )
    if faults := list(_faults_of_texts(pack)):
        return Problems(faults)
    document = pack.document()
    return document if isinstance(document, Problems) else pack


def _faults_of_texts(pack: Pack) -> Iterator[Fault]:
    plain = pack.manifest.model_dump(mode="json", by_alias=True)
    for file, data in ((MANIFEST, plain), (PROCEDURE, pack.template), (MANUAL, pack.manual)):
        for path, text in slots.texts(data):
            if _HTML.search(text):
                yield Fault(f"{file} {path}".strip(), "there is HTML in this text; expected plain text")
            if file == MANUAL and _SCRIPT_LINK.search(text):
                yield Fault(file, "there is a link that runs a program; expected https:, mailto: or tel:")
    for file, data in ((PROCEDURE, pack.template), (MANUAL, pack.manual)):
        for fault in slots.unfilled(data, pack.manifest.slots):
            yield Fault(f"{file} {fault.path}".strip(), fault.message)


def _plain(name: str, content: bytes) -> Any:
    """The plain data of a YAML file, or what is wrong with it."""
    text = _text(name, content)
    if isinstance(text, Problems):
        return text
    found = documents.load(text)
    loaded = found if isinstance(found, Loaded) else Loaded(found)
    tidying = Tidying()
    data = tidying.tidy(loaded.data)
    faults = [*loaded.faults, *tidying.faults]
    return Problems(Fault(f"{name} {fault.path}", fault.message) for fault in faults) if faults else data


def _text(name: str, content: bytes) -> str | Problems:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _problem(name, "is not written in UTF-8")


def _of(found: Any) -> tuple[Fault, ...]:
    return found if isinstance(found, Problems) else ()
