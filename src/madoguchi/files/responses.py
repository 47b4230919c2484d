"""How a room gives out a file after its own `access_*`: nothing a stranger sent is ever run in our name."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from madoguchi.files import names, queries
from madoguchi.files.models import StoredFile


def attachment_response(file: StoredFile, name: str) -> HttpResponse:
    """The file for download, called `name` with the extension of what it really is."""
    try:
        content = queries.open_file(file.sha256)
    except FileNotFoundError as lost:
        raise Http404 from lost
    response = HttpResponse(content, content_type=file.media_type)
    called = names.fitting(name, file.media_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, called) or "attachment"
    return _guarded(response)


def page_response(file: StoredFile, number: int) -> HttpResponse:
    """One page as a picture that our own page shows."""
    return _guarded(HttpResponse(queries.page_image(file.sha256, number), content_type="image/jpeg"))


def _guarded(response: HttpResponse) -> HttpResponse:
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-store"
    return response
