"""A vault of its own for every test, and files as people send them."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path

import pytest
import xlsxwriter
from PIL import Image
from pypdf import PdfReader, PdfWriter

SAMPLES = Path(__file__).parent / "samples"
RED, WHITE = (200, 0, 0), (255, 255, 255)


@pytest.fixture(autouse=True)
def vault(tmp_path, settings):
    """The directory in which this test's files lie."""
    lying_here = {"BACKEND": "madoguchi.files.storage.Vault", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": lying_here}
    return tmp_path


def picture(form="JPEG", *, size=(64, 48), mode="RGB", **options):
    """A picture, red on its left half."""
    image = Image.new("RGB", size, WHITE)
    image.paste(RED, (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    image.convert(mode).save(out, form, **options)
    return out.getvalue()


def upside():
    """A photo taken with the telephone on its side, with the camera's name and place in it."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Secret Camera"
    return picture(exif=exif, quality=95)


def huge_png(side):
    """A PNG of a few bytes that says it is `side` pixels square."""
    whole = picture("PNG", mode="L")
    head = whole[12:16] + side.to_bytes(4) * 2 + whole[24:29]
    return whole[:12] + head + zlib.crc32(head).to_bytes(4) + whole[33:]


def pdf(*, pages=1, password=None):
    """A PDF whose pages are red on the left."""
    image = Image.open(io.BytesIO(picture()))
    out = io.BytesIO()
    image.save(out, "PDF", save_all=True, append_images=[image] * (pages - 1))
    if password is None:
        return out.getvalue()
    writer, locked = PdfWriter(clone_from=PdfReader(out)), io.BytesIO()
    writer.encrypt(password)
    writer.write(locked)
    return locked.getvalue()


def workbook(rows=(("勤務先", "ひばり製作所"), ("週の日数", 5))):
    """A workbook with one sheet."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("就労証明書")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def archive(*names, content=b"x", base=b""):
    """A zip with files of these names, put behind those of `base`."""
    out = io.BytesIO(base)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as made:
        for name in names:
            made.writestr(name, content)
    return out.getvalue()
