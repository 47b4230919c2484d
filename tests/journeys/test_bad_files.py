"""Files as unlucky or hostile people send them: refused in words, and nothing else of the step is lost."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import encode_multipart
from django.urls import reverse
from tests.capabilities.files.conftest import archive, huge_png, pdf, picture, workbook
from tests.city.procedures import publish_club
from tests.journeys.addresses import photo
from tests.journeys.aoi import HOME, apply, at_home, correct, give_back
from tests.journeys.pages import Boxes, here, press, text_of

from madoguchi.applications.models import Attachment, Draft
from madoguchi.applications.queries import writing
from madoguchi.audit.models import Line
from madoguchi.files import acceptance, actions

MB = 1024 * 1024
GIVE = {**HOME, "certificate__mode": "give"}


@pytest.fixture(autouse=True)
def vault(tmp_path: Path, settings: Any) -> Path:
    """The directory in which this test's files lie."""
    lying_here = {"BACKEND": "madoguchi.files.storage.Vault", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": lying_here}
    return tmp_path


@pytest.fixture
def page(city: SimpleNamespace, aois_phone: Client) -> Any:
    """Aoi stands before the question for papers."""
    publish_club()
    return press(aois_phone, at_home(aois_phone), step_url(), reason="work", stay="1")


def step_url() -> str:
    """Where the papers are asked for."""
    return reverse("applications:step", args=[Draft.objects.get().pk, "home_step"])


def sent(content: bytes, name: str = "証明書.jpg", kind: str = "image/jpeg") -> Any:
    """A file as a browser sends it; what it says of its type is its own affair."""
    return partial(SimpleUploadedFile, name, content, kind)


def held() -> list[str]:
    """Names of the files that the draft holds."""
    return [paper.name for paper in Attachment.objects.filter(removed_at=None).order_by("added_at", "pk")]


REFUSED = {
    "a program": (sent(b"MZ\x90\x00 a program"), "ファイルを開けませんでした"),
    "a page": (sent(b"<!doctype html><script>alert(1)</script>", "a.pdf"), "ファイルを開けませんでした"),
    "a drawing that runs": (sent(b"<svg onload='alert(1)'/>", "a.svg", "image/svg+xml"), ".svg"),
    "an archive": (sent(archive("a.txt"), "a.zip"), ".zip"),
    "macros": (sent(archive("xl/vbaProject.bin", base=workbook()), "a.xlsm"), ".xlsm"),
    "nothing": (sent(b""), "空"),
    "28 MB": (sent(picture() + b"0" * (28 * MB)), "28"),
    "a pixel bomb": (sent(huge_png(60_000), "a.png"), "6400万"),
    "a password": (sent(pdf(password="himitsu"), "a.pdf"), "パスワード"),
    "51 pages": (sent(pdf(pages=51), "a.pdf"), "50"),
    "half a photo": (sent(picture()[:-200]), "ファイルを開けませんでした"),
    "half a PDF": (sent(pdf()[:-900], "a.pdf"), "ファイルを開けませんでした"),
    "a zip bomb": (
        sent(archive("xl/worksheets/s9.xml", content=b"0" * (61 * MB), base=workbook()), "a.xlsx"),
        "ファイルを開けませんでした",
    ),
}


@pytest.mark.parametrize(("file", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_used_is_said_and_nothing_typed_is_lost(
    page: Any, aois_phone: Client, file: Any, sentence: str
) -> None:
    answer = press(aois_phone, page, step_url(), **{**GIVE, "allergy": "ひみつの卵", "certificate": file})
    beside = text_of(answer).split('id="q-certificate_error"')
    assert answer.status_code == 422 and sentence in beside[1][:300]
    assert "ひみつの卵" in text_of(answer) and held() == []
    assert writing(Draft.objects.get()).answers["phone"] == HOME["phone"]


def test_while_the_page_saves_itself_the_file_is_refused_beside_its_question(
    page: Any, aois_phone: Client
) -> None:
    file = SimpleUploadedFile("a.zip", archive("a.txt"))
    posted = {"certificate": file, "certificate.mode": "give", "revision": Draft.objects.get().revision}
    answer = aois_phone.post(step_url(), posted, headers={"HX-Request": "true"})
    assert ".zip" in text_of(answer) and 'id="q-certificate_place"' in text_of(answer)


def test_of_too_many_files_the_first_are_kept_and_the_rest_never_opened(
    page: Any, aois_phone: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = []
    accept = acceptance.accept
    monkeypatch.setattr(actions, "accept", lambda *what, **more: opened.append(1) or accept(*what, **more))
    photos = [SimpleUploadedFile(f"{side}.jpg", picture(size=(side, side))) for side in range(60, 100)]
    posted = {"revision": Draft.objects.get().revision, "upload": "certificate", "certificate": photos}
    answer = aois_phone.post(step_url(), posted)
    assert answer.status_code == 422 and "2" in text_of(answer).split('id="q-certificate_error"')[1][:200]
    assert held() == ["60.jpg", "61.jpg"] and len(opened) == 2


def test_a_file_sent_twice_is_there_once(page: Any, aois_phone: Client) -> None:
    for _ in range(2):
        press(aois_phone, aois_phone.get(step_url()), step_url(), **GIVE, certificate=photo)
    assert held() == ["証明書.jpg"]


def test_an_upload_cut_half_way_loses_nothing_and_keeps_no_half(page: Any, aois_phone: Client) -> None:
    boxes = Boxes("step")
    boxes.feed(text_of(page))
    whole = encode_multipart("cut", {**boxes.values, "phone": "03-0000-0000", "certificate": photo()})
    for length in (len(whole) - 200, len(whole) // 2, 300, 0):
        answer = aois_phone.post(step_url(), whole[:length], content_type="multipart/form-data; boundary=cut")
        assert answer.status_code in (302, 400, 409, 422), length
    assert held() == [] and writing(Draft.objects.get()).answers["child"]["given"] == "麦"


@pytest.mark.parametrize(
    "kind", ["multipart/form-data", "multipart/form-data; boundary=", "text/xml", "x" * 9000]
)
def test_a_body_of_another_kind_changes_nothing(page: Any, aois_phone: Client, kind: str) -> None:
    before = dict(writing(Draft.objects.get()).answers)
    answer = aois_phone.post(step_url(), b"\x00\xff<x/>", content_type=kind)
    assert answer.status_code in (302, 400, 409, 422)
    assert writing(Draft.objects.get()).answers == before


NAMES = (
    "../../../etc/passwd.jpg",
    "..\\..\\windows\\system.jpg",
    "証明書\u202egpj.exe",
    "a\0b\x07.jpg",
    "a%0d%0aSet-Cookie: x=y.jpg",
    "x" * 300 + ".jpg",
    "。" * 300,
    "葛\U000e0100𠮷.jpg",
    "<script>alert(1)</script>.jpg",
    "a&quot;; filename=b.exe",
    ".jpg",
    "CON.jpg",
)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_plays_tricks_plays_none(page: Any, aois_phone: Client, vault: Path, name: str) -> None:
    said = f'--cut\r\nContent-Disposition: form-data; name="certificate"; filename="{name}"\r\n\r\n'.encode()
    rest = encode_multipart("cut", {"upload": "certificate", "revision": Draft.objects.get().revision})
    body = said + picture() + b"\r\n" + rest
    answer = aois_phone.post(step_url(), body, content_type="multipart/form-data; boundary=cut", follow=True)
    assert answer.status_code == 200 and "<script>alert" not in text_of(answer)
    paper = Attachment.objects.get()
    assert len(paper.name) <= 255 and paper.name.isprintable() and not {"/", "\\"} & set(paper.name)
    taken = aois_phone.get(reverse("applications:paper", args=[Draft.objects.get().pk, paper.pk]))
    assert re.fullmatch(
        r'attachment; filename(="[^"\\]+\.jpg"|\*=utf-8\'\'[\w%.~-]+\.jpg)',
        taken.headers["Content-Disposition"],
    )
    assert taken.headers["Content-Type"] == "image/jpeg" and "Set-Cookie" not in taken.headers
    assert {len(path.name) for path in vault.rglob("*") if path.is_file()} == {64}


def test_a_file_nobody_asked_for_is_let_go_and_noted(city: SimpleNamespace, aois_phone: Client) -> None:
    publish_club()
    page = at_home(aois_phone)
    press(aois_phone, page, here(page), reason="ill", certificate=photo, allergy=photo, nothing=photo)
    assert held() == []
    assert Line.objects.get(verb="draft.papers_ignored").details == {"ignored": ["allergy", "certificate"]}


def test_a_correction_takes_no_file_that_was_not_marked(
    city: SimpleNamespace, aois_phone: Client, chikas_desk: Client
) -> None:
    publish_club()
    application = apply(aois_phone)
    give_back(chikas_desk, application, "phone", "番号が違います。")
    correct(aois_phone, application, phone="09000000009", certificate=photo)
    assert held() == []


def test_a_file_is_given_out_as_what_it_is_and_runs_nothing(
    page: Any, aois_phone: Client, chikas_desk: Client
) -> None:
    hidden = picture()[:-2] + b"<script>alert(1)</script>\xff\xd9"
    press(aois_phone, page, step_url(), **GIVE, certificate=sent(hidden, "a.html", "text/html"))
    paper = Attachment.objects.get()
    taken = aois_phone.get(reverse("applications:paper", args=[Draft.objects.get().pk, paper.pk]))
    assert taken.headers["Content-Type"] == "image/jpeg" and b"<script>" not in taken.content
    assert taken.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert taken.headers["X-Content-Type-Options"] == "nosniff"
