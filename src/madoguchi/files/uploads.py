"""A limit on what one request may send, before anything of it is written to disk."""

from __future__ import annotations

from typing import Any, Final

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

LARGEST_REQUEST: Final = 64 * 1024 * 1024  # bytes: five files of 10 MB, and what stands around them


class Bound(FileUploadHandler):
    """Refuses a request that announces too much (400); files are left to the handlers behind."""

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *more: Any) -> None:
        if content_length > LARGEST_REQUEST:
            raise RequestDataTooBig

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
