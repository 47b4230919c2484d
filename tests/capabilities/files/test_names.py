"""A name is shown as its sender wrote it, and can do nothing."""

from __future__ import annotations

import pytest

from madoguchi.files.kinds import Kind
from madoguchi.files.names import fitting


@pytest.mark.parametrize(
    ("claimed", "media_type", "called"),
    [
        ("就労証明書.pdf", Kind.PDF, "就労証明書.pdf"),
        ("IMG_0001.HEIC", Kind.JPEG, "IMG_0001.jpg"),
        ("母子手帳.1ページ.png", Kind.JPEG, "母子手帳.1ページ.jpg"),
        ("../../etc/passwd", Kind.PDF, "passwd.pdf"),
        (r"C:\Users\aoi\証明書.xlsx", Kind.XLSX, "証明書.xlsx"),
        ("photo\u202egpj.exe", Kind.JPEG, "photogpj.jpg"),
        ('a"b<c>\r\nX-Header: 1\x00.pdf', Kind.PDF, "abcX-Header 1.pdf"),
        ("葛󠄀西.pdf", Kind.PDF, "葛󠄀西.pdf"),
        ("𠮷川.pdf", Kind.PDF, "𠮷川.pdf"),
        (".pdf", Kind.PDF, "pdf.pdf"),
        ("", Kind.PDF, "file.pdf"),
        ("…/", Kind.JPEG, "file.jpg"),
        ("x", "application/unknown", "x.bin"),
        ("あ" * 300 + ".pdf", Kind.PDF, "あ" * 100 + ".pdf"),
    ],
)
def test_a_name_without_what_could_harm(claimed, media_type, called):
    assert fitting(claimed, media_type) == called
