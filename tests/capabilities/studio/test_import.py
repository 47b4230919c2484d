"""A document comes in: as a draft when it is sound, and not at all when it is not."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from tests.city.people import make_officer, signed_in
from tests.city.procedures import CLUB, club_document, publish_club

from madoguchi.audit.models import Line
from madoguchi.people.models import Officer
from madoguchi.procedures.models import Procedure
from madoguchi.procedures.queries import access_document
from madoguchi.rules.documents import canonical
from madoguchi.studio import commands

IMPORT = "/desk/procedures/import-document/"


def club(**changes: Any) -> str:
    """The club's document as somebody would hand it in."""
    return yaml.safe_dump({**deepcopy(CLUB), **changes}, allow_unicode=True, sort_keys=False)


def hand_in(desk: Client, text: str) -> HttpResponse:
    """Paste a document into the import page."""
    return desk.post(IMPORT, {"text": text})  # type: ignore[return-value]


def test_chika_pastes_a_document_and_it_becomes_a_draft(chikas_desk: Client) -> None:
    assert hand_in(chikas_desk, club()).headers["Location"] == "/desk/procedures/club/"
    document, version = access_document("club", draft=True)
    assert (canonical(document), version) == (canonical(club_document()), None)
    assert Line.objects.get(verb="procedure.created").actor_ref == "1001"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_file_is_as_good_as_pasted_text(chikas_desk: Client, encoding: str) -> None:
    file = SimpleUploadedFile("club.json", json.dumps(CLUB, ensure_ascii=False).encode(encoding))
    assert chikas_desk.post(IMPORT, {"file": file}).status_code == 302
    assert Procedure.objects.get().slug == "club"


def test_a_file_in_another_encoding_is_named_as_such(chikas_desk: Client) -> None:
    file = SimpleUploadedFile("club.yaml", club().encode("cp932", errors="ignore"))
    answer = chikas_desk.post(IMPORT, {"file": file})
    assert answer.status_code == 422 and "UTF-8 で保存してから" in answer.content.decode()


def test_a_file_beyond_all_measure_is_not_even_read(chikas_desk: Client) -> None:
    answer = chikas_desk.post(IMPORT, {"file": SimpleUploadedFile("club.yaml", b"x" * 8_000_001)})
    assert answer.status_code == 422 and "8MBまで" in answer.content.decode()


def test_nothing_handed_in_is_asked_for(chikas_desk: Client) -> None:
    answer = hand_in(chikas_desk, "  ")
    assert answer.status_code == 422 and "ファイルを選ぶか" in answer.content.decode()


def test_the_number_of_another_procedure_is_refused(chikas_desk: Client) -> None:
    publish_club()
    answer = hand_in(chikas_desk, club(id="parking"))
    assert answer.status_code == 422 and "番号「26」は、ほかの手続きが使っています" in answer.content.decode()
    assert hand_in(chikas_desk, club(minutes=20)).status_code == 302  # its own it keeps
    assert Procedure.objects.get().slug == "club"


def test_every_problem_is_listed_with_its_path_and_nothing_is_imported(chikas_desk: Client) -> None:
    faulty = club(minutes="ten", colour="blue", number="7")
    answer = hand_in(chikas_desk, faulty)
    html = answer.content.decode()
    assert answer.status_code == 422 and "3件の問題" in html
    for path in ("minutes", "colour", "number"):
        assert f"<code>{path}</code>" in html
    assert "colour: blue" in html  # what was typed is still there
    assert not Procedure.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "a: &a [*a]",
        "a: &a [x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b]",
        "!!python/object/apply:os.system ['true']",
        "id: one\nid: two",
        "[" * 5000,
        "<script>alert(1)</script>",
        "\x00",
        '{"title": {"ja": "\\u0000"}}',
    ],
)
def test_what_is_no_document_is_refused_in_words(chikas_desk: Client, text: str) -> None:
    answer = hand_in(chikas_desk, text)
    assert answer.status_code == 422
    assert "<code>" in answer.content.decode() or "＊" in answer.content.decode()
    assert "<script>alert" not in answer.content.decode()


@pytest.mark.parametrize(("id", "words"), [("new", "ページのアドレスです"), ("x" * 51, "50文字以下")])
def test_an_id_that_no_page_could_have_is_refused(chikas_desk: Client, id: str, words: str) -> None:
    answer = hand_in(chikas_desk, club(id=id))
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not Procedure.objects.exists()


def test_four_megabytes_are_refused_in_words(chikas_desk: Client) -> None:
    answer = hand_in(chikas_desk, "x" * 4_000_000)
    assert answer.status_code == 422 and "2000000" in answer.content.decode()


def test_the_draft_page_says_what_would_change(chikas_desk: Client) -> None:
    publish_club()
    hand_in(chikas_desk, club(minutes=20))
    html = chikas_desk.get("/desk/procedures/club/").content.decode()
    assert "公開中の版との違い" in html and "20" in html


def test_a_reviewer_reads_but_does_not_import(city: SimpleNamespace) -> None:
    publish_club()
    desk = signed_in(make_officer(section=city.kosodate))
    assert desk.get("/desk/procedures/club/").status_code == 200
    assert desk.get(IMPORT).status_code == 404
    assert hand_in(desk, club()).status_code == 404


def test_dan_cannot_write_for_chikas_section(dans_desk: Client, chika: Officer) -> None:
    answer = hand_in(dans_desk, club())
    assert answer.status_code == 422 and "<code>section</code>" in answer.content.decode()
    assert not Procedure.objects.exists()


def test_dan_cannot_take_chikas_procedure_over(dans_desk: Client, chika: Officer) -> None:
    publish_club()
    answer = hand_in(dans_desk, club(section="fukushi"))
    assert answer.status_code == 422 and "<code>section</code>" in answer.content.decode()


def test_the_command_imports_and_says_the_difference(
    city: SimpleNamespace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    publish_club()
    file = tmp_path / "club.yaml"
    file.write_text(club(minutes=20), "utf-8")
    assert commands.import_main([str(file)]) == 0
    said = capsys.readouterr().out
    assert said.startswith("club: saved as a draft") and "20" in said


def test_the_command_lists_every_problem(
    city: SimpleNamespace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "club.yaml"
    file.write_text(club(minutes="ten", colour="blue"), "utf-8")
    assert commands.import_main([str(file)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(":")[0] for line in lines] == ["minutes", "colour"]


def test_the_command_cannot_read_what_is_not_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert commands.import_main([str(tmp_path / "nothing.yaml")]) == 1
    assert "nothing.yaml" in capsys.readouterr().err


@pytest.mark.parametrize("as_", ["yaml", "json"])
def test_what_is_exported_can_be_imported_again(
    city: SimpleNamespace, tmp_path: Path, capsys: pytest.CaptureFixture[str], as_: str
) -> None:
    publish_club()
    assert commands.export_main(["club", "--as", as_]) == 0
    file = tmp_path / "club"
    file.write_text(capsys.readouterr().out, "utf-8")
    assert commands.import_main([str(file)]) == 0
    assert canonical(access_document("club", draft=True)[0]) == canonical(club_document())


def test_nothing_is_exported_of_what_is_not_there(
    city: SimpleNamespace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert commands.export_main(["club"]) == 1
    assert "no such procedure" in capsys.readouterr().err


def test_a_download_is_recorded(chikas_desk: Client, now: datetime) -> None:
    publish_club()
    answer = chikas_desk.get("/desk/procedures/club/v1.yaml")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="club-v1.yaml"'
    assert "学童クラブ利用申請" in answer.content.decode()
    assert Line.objects.get(verb="procedure.exported").details == {"version": 1}


def test_dan_downloads_nothing_of_chikas(dans_desk: Client, chika: Officer) -> None:
    publish_club()
    assert dans_desk.get("/desk/procedures/club/v1.yaml").status_code == 404
    assert dans_desk.get("/desk/procedures/club/draft.yaml").status_code == 404
    assert dans_desk.get("/desk/procedures/club/").status_code == 404
    assert "学童クラブ利用申請" not in dans_desk.get("/desk/procedures/").content.decode()
