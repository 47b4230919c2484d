"""Addresses of static files: put together once in each process, for every page names a handful of them."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]


class Remembered(CompressedManifestStaticFilesStorage):
    """Files named by the hash of what they hold: read at the start, the same as long as the process lives."""

    def __init__(self, *args: object, **named: object) -> None:
        super().__init__(*args, **named)
        self._known: dict[str, str] = {}

    def url(self, name: str, force: bool = False) -> str:
        """The address of the file called `name`."""
        if (known := self._known.get(name)) is None:
            known = self._known[name] = super().url(name, force)
        return known
