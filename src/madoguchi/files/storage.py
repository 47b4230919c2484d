"""Where the bytes lie: each under its own hash, whole or not at all."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage

PAGES: Final = "pages"  # drawn from the files, and drawn again when lost


class Vault(FileSystemStorage):
    """A directory that only our processes read. A file appears under its name once it is safely on disk."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            **{"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700, "allow_overwrite": True}
            | options
        )

    def _save(self, name: str, content: Any) -> str:
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True, mode=self.directory_permissions_mode or 0o700)
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".", delete=False) as draft:
            for chunk in content.chunks():
                draft.write(chunk)
            draft.flush()
            os.fsync(draft.fileno())
        os.chmod(draft.name, self.file_permissions_mode or 0o600)
        os.replace(draft.name, target)
        return name


def hash_of(content: bytes) -> str:
    """The name under which `content` is kept."""
    return hashlib.sha256(content).hexdigest()


def name_of(sha256: str) -> str:
    """Where a file lies, in one of 256 directories."""
    return f"{sha256[:2]}/{sha256}"


def page_name_of(sha256: str, number: int) -> str:
    """Where a drawn page lies."""
    return f"{PAGES}/{sha256[:2]}/{sha256}-{number}.jpg"


def write(name: str, content: bytes) -> None:
    """Put bytes under a name, whatever lay there."""
    if default_storage.exists(name):
        default_storage.delete(name)
    default_storage.save(name, ContentFile(content))


def read(name: str) -> bytes:
    """The bytes under a name. Raises FileNotFoundError."""
    with default_storage.open(name) as stored:
        return bytes(stored.read())


def holds(sha256: str, *, size: int) -> bool:
    """Whether a file lies there whole."""
    name = name_of(sha256)
    return default_storage.exists(name) and default_storage.size(name) == size


def stored_names() -> Iterator[tuple[str, str, datetime]]:
    """Every stored name with the hash it belongs to and when it was written; pages too."""
    for root in ("", PAGES):
        for folder in sorted(_folders(root)):
            place = f"{root}/{folder}".lstrip("/")
            for file in sorted(default_storage.listdir(place)[1]):
                name = f"{place}/{file}"
                yield name, file[:64], default_storage.get_modified_time(name)


def remove(name: str) -> None:
    """Take away what lies under a name; nothing there is as good."""
    default_storage.delete(name)


def _folders(root: str) -> list[str]:
    try:
        return [folder for folder in default_storage.listdir(root or ".")[0] if len(folder) == 2]
    except FileNotFoundError:
        return []
