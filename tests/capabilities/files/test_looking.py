"""Officers look at pictures of pages; what strangers sent is never run in our name."""

from __future__ import annotations

import io

import pytest
from django.http import Http404
from PIL import Image
from tests.capabilities.files.conftest import pdf, picture, workbook

from madoguchi.files import actions, queries, reading
from madoguchi.files.responses import attachment_response, page_response

pytestmark = pytest.mark.django_db


def put(content, now):
    return actions.store(content=content, claimed_name="x", now=now)


def test_a_page_of_a_pdf_is_drawn(now):
    file = put(pdf(pages=2), now)
    image = Image.open(io.BytesIO(queries.page_image(file.sha256, 2)))
    red, green, _ = image.getpixel((image.width // 4, image.height // 2))
    assert image.format == "JPEG" and red > 150 > green


def test_a_page_is_drawn_once(now, monkeypatch):
    file = put(pdf(), now)
    first = queries.page_image(file.sha256, 1)
    monkeypatch.setattr(reading, "draw_page", None)
    assert queries.page_image(file.sha256, 1) == first


def test_a_photo_is_its_own_page(now):
    file = put(picture(), now)
    assert queries.page_image(file.sha256, 1) == queries.open_file(file.sha256)


@pytest.mark.parametrize("number", [0, -1, 3])
def test_there_is_no_page_beyond_the_last(now, number):
    file = put(pdf(pages=2), now)
    with pytest.raises(Http404):
        queries.page_image(file.sha256, number)


@pytest.mark.parametrize("content", [b"%PDF-1.7 lost on the way", None])
def test_what_cannot_be_read_after_all_has_no_page(now, vault, content):
    file = put(pdf(), now)
    (lies_at,) = (path for path in vault.rglob(file.sha256))
    lies_at.unlink() if content is None else lies_at.write_bytes(content)
    with pytest.raises(Http404):
        queries.page_image(file.sha256, 1)


def test_a_workbook_has_cells_instead_of_pages(now):
    file = put(workbook(), now)
    assert not queries.has_pages(file)
    (sheet,) = queries.sheets_of(file)
    assert (sheet.name, sheet.rows) == ("就労証明書", [["勤務先", "ひばり製作所"], ["週の日数", "5.0"]])
    with pytest.raises(Http404):
        queries.page_image(file.sha256, 1)


def test_only_workbooks_have_cells(now):
    with pytest.raises(Http404):
        queries.sheets_of(put(picture(), now))


def test_a_file_is_given_out_for_download_alone(now):
    response = attachment_response(put(pdf(), now), "就労証明書.exe")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E5%B0%B1%E5%8A%B4")
    assert response["Content-Disposition"].endswith(".pdf")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]


def test_a_page_is_a_picture_and_nothing_else(now):
    response = page_response(put(pdf(), now), 1)
    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_lost_bytes_are_not_found(now, vault):
    file = put(pdf(), now)
    next(vault.rglob(file.sha256)).unlink()
    with pytest.raises(Http404):
        attachment_response(file, "a.pdf")
