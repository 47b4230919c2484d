"""Files are taken for what they are, not for what they are called."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from tests.capabilities.files.conftest import (
    SAMPLES,
    archive,
    huge_png,
    pdf,
    picture,
    upside,
    workbook,
)

from madoguchi.files import acceptance, reading
from madoguchi.files.acceptance import accept
from madoguchi.files.kinds import Kind
from madoguchi.files.refusals import CannotStore, Code

HEIC = (SAMPLES / "photo.heic").read_bytes()


def refusal(content, name="certificate.pdf"):
    with pytest.raises(CannotStore) as cannot:
        accept(content, claimed_name=name)
    return cannot.value.refusal


def opened(accepted):
    return Image.open(io.BytesIO(accepted.content))


@pytest.mark.parametrize(
    "content",
    [
        picture(),
        picture("PNG"),
        picture("PNG", mode="RGBA"),
        picture("PNG", mode="P"),
        picture("PNG", mode="L"),
        picture("PNG", mode="I;16"),
        picture("JPEG", mode="CMYK"),
        HEIC,
    ],
    ids=["jpeg", "png", "alpha", "palette", "grey", "16 bits", "cmyk", "heic"],
)
def test_every_photo_becomes_a_jpeg(content):
    accepted = accept(content, claimed_name="photo")
    image = opened(accepted)
    assert (accepted.media_type, image.format, image.mode) == (Kind.JPEG, "JPEG", "RGB")
    assert image.size == (64, 48)


def test_an_iphone_photo_keeps_its_colours():
    red, _, blue = opened(accept(HEIC, claimed_name="IMG_0001.HEIC")).getpixel((5, 5))
    assert red > 180 and blue < 40


def test_a_turned_photo_stands_upright_and_says_nothing_of_the_camera():
    accepted = accept(upside(), claimed_name="a.jpg")
    image = opened(accepted)
    assert image.size == (48, 64)
    assert not image.getexif()
    assert b"Secret" not in accepted.content


def test_a_photo_of_many_megapixels_is_made_smaller():
    accepted = accept(picture(size=(7000, 3000)), claimed_name="a.jpg")
    assert opened(accepted).size == (3000, 1286)


def test_what_is_transparent_becomes_white():
    image = Image.new("RGBA", (10, 10), (0, 0, 0, 0))
    out = io.BytesIO()
    image.save(out, "PNG")
    assert opened(accept(out.getvalue(), claimed_name="sign.png")).getpixel((5, 5)) == (255, 255, 255)


def test_a_pdf_is_kept_as_it_came():
    content = pdf(pages=3)
    accepted = accept(content, claimed_name="x.pdf")
    assert (accepted.content, accepted.media_type, accepted.page_count) == (content, Kind.PDF, 3)


def test_a_workbook_is_kept_as_it_came():
    content = workbook()
    assert accept(content, claimed_name="x.xlsx").content == content


def test_an_upload_is_read_like_bytes():
    sent = SimpleUploadedFile("x.jpg", picture())
    assert accept(sent, claimed_name="x.jpg").media_type == Kind.JPEG


@pytest.mark.parametrize("name", ["photo.png", "photo.pdf", "photo", "写真.HEIC"])
def test_a_wrong_name_does_no_harm(name):
    assert accept(picture(), claimed_name=name).media_type == Kind.JPEG


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.jpg", Code.EMPTY),
        (b"MZ\x90\x00 a program", "photo.jpg", Code.BROKEN),
        (b"<html><script>alert(1)</script>", "photo.jpg", Code.BROKEN),
        (b"\xff\xd8\xff", "photo.jpg", Code.BROKEN),
        (picture()[:-200], "photo.jpg", Code.BROKEN),
        (picture("PNG")[:60], "photo.png", Code.BROKEN),
        (HEIC[:400], "photo.heic", Code.BROKEN),
        (b"%PDF-1.7\n%%EOF", "a.pdf", Code.BROKEN),
        (pdf()[:-900], "a.pdf", Code.BROKEN),
        (pdf(password="himitsu"), "a.pdf", Code.LOCKED),
        (pdf(pages=51), "a.pdf", Code.TOO_LONG),
        (workbook()[:-300], "a.xlsx", Code.BROKEN),
        (archive("xl/workbook.xml", content=b"<broken"), "a.xlsx", Code.BROKEN),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", Code.LOCKED),
        (archive("a.txt"), "a.zip", Code.KIND),
        (archive("word/document.xml"), "a.docx", Code.KIND),
        (archive("xl/vbaProject.bin", base=workbook()), "a.xlsm", Code.KIND),
        (b"GIF89a", "a.gif", Code.KIND),
        (b"x", "noname", Code.BROKEN),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_reason(content, name, code):
    assert refusal(content, name).code == code


def test_the_size_is_told_in_megabytes():
    told = refusal(b"x" * (28 * acceptance.MEGABYTE), "a.pdf")
    assert (told.code, told.facts) == (Code.TOO_LARGE, {"size": "28", "limit": 10})


def test_one_byte_too_many_never_says_ten_of_ten():
    assert refusal(b"x" * (acceptance.LARGEST + 1)).facts["size"] == "10.1"


def test_a_picture_that_would_unpack_to_gigabytes_is_refused_before_it_does():
    told = refusal(huge_png(40_000), "a.png")
    assert (told.code, told.facts["limit"]) == (Code.TOO_DETAILED, 64)


def test_a_workbook_that_would_unpack_to_gigabytes_is_refused():
    bomb = archive("xl/worksheets/sheet9.xml", content=b"0" * (61 * acceptance.MEGABYTE), base=workbook())
    assert refusal(bomb, "a.xlsx").code == Code.BROKEN


def test_a_workbook_of_a_thousand_pieces_is_refused():
    assert refusal(archive(*map(str, range(2001)), base=workbook()), "a.xlsx").code == Code.BROKEN


def test_a_decoder_that_never_ends_is_stopped(monkeypatch):
    monkeypatch.setattr(reading, "SECONDS", 0.01)
    assert refusal(picture(), "a.jpg").code == Code.BROKEN


def test_the_reader_knows_none_of_our_secrets(monkeypatch, tmp_path):
    monkeypatch.setenv("MADOGUCHI_SECRET_KEY", "himitsu")
    spy = tmp_path / "spy.py"
    spy.write_text("import os, sys; sys.stdout.write(' '.join(os.environ))")
    monkeypatch.setattr(reading, "READER", str(spy))
    assert b"MADOGUCHI" not in reading._ask(b"", "photo")


def test_the_reader_cannot_take_all_the_memory(monkeypatch, tmp_path):
    greedy = tmp_path / "greedy.py"
    greedy.write_text(
        reading.Path(reading.READER).read_text().replace("main(sys.argv[1:])", "restrain() or hog()")
    )
    greedy.write_text(
        greedy.read_text().replace("WORDS:", "def hog():\n    len(bytearray(2 * MEMORY))\n\n\nWORDS:")
    )
    monkeypatch.setattr(reading, "READER", str(greedy))
    with pytest.raises(CannotStore):
        reading._ask(b"", "photo")
