# ruff: noqa: E501 - one case a line
"""What a pack file may be, and what a stranger may have put into one."""

from __future__ import annotations

import io
import stat
import warnings
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.rules.packs.samples import HERE, files_of, pack, repacked, written, zipped
from tests.rules.samples import PACKS

from madoguchi.rules import documents, packs
from madoguchi.rules.documents import Document, canonical
from madoguchi.rules.packs import Pack
from madoguchi.rules.packs.pack import Making, made
from madoguchi.rules.problems import Problems


def read(content: bytes) -> Pack:
    """The pack, which is sound."""
    found = packs.read(content)
    assert isinstance(found, Pack), list(found)
    return found


def faults(content: bytes) -> list[str]:
    """What is wrong with it, one line each."""
    found = packs.read(content)
    assert isinstance(found, Problems)
    return [str(fault) for fault in found]


def test_a_pack_is_read_as_it_was_written() -> None:
    content = packs.write(pack(), written)
    assert read(content) == pack()
    assert packs.write(read(content), written) == content


def test_a_pack_is_the_same_bytes_whenever_it_is_written() -> None:
    assert packs.write(pack(), written) == packs.write(pack(), written)
    with zipfile.ZipFile(io.BytesIO(packs.write(pack(), written))) as archive:
        assert [entry.filename for entry in archive.infolist()] == [
            "pack.yaml",
            "procedure.yaml",
            "manual.md",
        ]
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}


def test_a_pack_without_a_manual_has_no_such_file() -> None:
    assert list(files_of(pack(manual=""))) == ["pack.yaml", "procedure.yaml"]


@pytest.mark.parametrize("path", sorted(PACKS.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_procedure_of_the_city_travels_and_comes_back(path: Path) -> None:
    document = documents.parse(documents.load(path.read_text("utf-8")))
    assert isinstance(document, Document)
    plain = document.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude_none=True)
    here = {
        "city": {"ja": "ひばり市", "ja-easy": "ひばり[市|し]", "en": "Hibari City"},
        "mail": "hibari.example",
    }
    making = Making(
        version=1, made_by="ひばり市", made_at=pack().manifest.made_at, licence="CC0-1.0", application="0.1.0"
    )
    first = made(plain, manual="", here=here, making=making, written=written)
    assert "ひばり市" not in first.procedure and "hibari.example" not in first.procedure
    again = read(packs.write(first, written))
    home = again.document()
    assert isinstance(home, Document) and canonical(home) == canonical(document)


def test_slots_are_filled_elsewhere() -> None:
    values = {**pack().examples, "section": "hoiku", "number": "77", "id": "other", "places_school": "club",
              "city": {"ja": "山市"}, "phone": "0000-99-9999"}  # fmt: skip
    found = pack().document(values)
    assert isinstance(found, Document)
    assert (found.id, found.section, found.number) == ("other", "hoiku", "77")
    assert found.purpose.root == {
        "ja": "山市の電話は0000-99-9999です。",
        "ja-easy": "山市です。",
        "en": "山市",
    }
    assert found.question("school").places == "club"  # type: ignore[attr-defined]
    assert "0000-99-9999に電話する" in pack().manual_with(values)


def test_only_what_occurs_becomes_a_slot() -> None:
    assert sorted(pack().manifest.slots) == ["city", "id", "number", "phone", "places_school", "section"]
    assert "mail" in HERE and "mail" not in pack().manifest.slots


def test_what_is_no_archive_is_said_to_be_none() -> None:
    for content in (b"", b"hello", b"PK\x03\x04" + b"\x00" * 80, packs.write(pack(), written)[:-30]):
        assert faults(content) == ["pack: this is no zip archive, or it is damaged"]


def test_a_damaged_byte_is_noticed() -> None:
    content = bytearray(packs.write(pack(), written))
    content[content.index("手引き".encode())] ^= 0xFF
    assert faults(bytes(content)) == ["pack: this is no zip archive, or it is damaged"]


@pytest.mark.parametrize(
    "name", ["../pack.yaml", "/etc/passwd", "a/../../b", "C:\\windows", "..\\up", "\\\\host\\x"]
)
def test_no_name_leads_out(name: str) -> None:
    found = faults(repacked({**files_of(pack()), name: b"x"}))
    assert len(found) == 1 and found[0].endswith("leads out of the pack; expected a plain name")


@pytest.mark.parametrize("name", ["run.sh", "Procedure.yaml", "pictures/", "__MACOSX/x", "manual.html"])
def test_what_has_no_meaning_is_not_carried_along(name: str) -> None:
    found = faults(repacked({**files_of(pack()), name: b"x"}))
    assert any("no meaning in a pack" in fault or "twice" in fault for fault in found)


def test_a_link_is_no_file() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        entry = zipfile.ZipInfo("manual.md")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    assert faults(packed.getvalue()) == ["manual.md: is a link to another place; expected a file"]


def test_a_file_that_stands_twice_is_refused() -> None:
    packed = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(packed, "w") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("pack.yaml", "a: 1")
        archive.writestr("pack.yaml", "a: 2")
    assert faults(packed.getvalue()) == ["pack.yaml: this file stands in it twice; expected it once"]


def test_a_bomb_does_not_go_off() -> None:
    found = faults(zipped({**files_of(pack()), "manual.md": b"0" * 40_000_000}))
    assert found == ["manual.md: has more than 4000000 bytes unpacked"]


def test_a_huge_archive_is_not_opened() -> None:
    assert "expected at most 5000000" in faults(b"x" * 5_000_001)[0]


def test_a_thousand_files_are_counted_and_not_read() -> None:
    assert faults(zipped({f"{number}.md": b"" for number in range(1000)})) == [
        "pack: has 1000 files; expected at most 50"
    ]


def test_a_wrong_hash_is_told_with_the_file() -> None:
    found = faults(zipped({**files_of(pack()), "manual.md": "# 別の手引き"}))
    assert found == ["manual.md: was changed after it was packed: its hash is not the one in pack.yaml"]


def test_a_missing_file_is_named() -> None:
    files = files_of(pack())
    del files["manual.md"]
    assert faults(zipped(files)) == ["manual.md: is missing, though pack.yaml names it"]
    assert faults(zipped({"procedure.yaml": b""})) == [
        "pack.yaml: is missing; it stands at the top of a pack"
    ]


def test_a_file_that_is_not_named_is_refused() -> None:
    files = {**files_of(pack(manual="")), "manual.md": b"# x"}
    assert faults(zipped(files)) == ["manual.md: stands in the pack, but pack.yaml does not name it"]


def test_a_newer_schema_is_said_to_be_newer() -> None:
    assert faults(repacked(files_of(pack()), schema="madoguchi.pack/2")) == [
        "pack.yaml schema: 'madoguchi.pack/2' is newer than this Madoguchi reads"
    ]
    files = files_of(pack())
    newer = files["procedure.yaml"].replace(b"madoguchi.procedure/1", b"madoguchi.procedure/2")
    assert any(
        "procedure.yaml schema" in fault for fault in faults(repacked({**files, "procedure.yaml": newer}))
    )


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ({"colour": "blue"}, "pack.yaml colour: unknown key"),
        ({"version": "3"}, "pack.yaml version: expected a whole number; an upgrade has a greater one; found the text '3'"),
        ({"version": 0}, "pack.yaml version: expected a whole number"),
        ({"id": "Über"}, "pack.yaml id: "),
        ({"title": {"en": "x"}}, "pack.yaml title: the Japanese text is missing"),
        ({"made_at": "yesterday"}, "pack.yaml made_at: expected an instant"),
        ({"slots": {"x": {"kind": "colour", "example": "y"}}}, "pack.yaml slots.x.kind: expected one of id, section, "),
        ({"slots": {"x": {"kind": "text", "example": "y"}}}, "pack.yaml slots.x: 'title' is missing"),
        ({"slots": {"x": {"kind": "city", "example": {"en": "y"}}}}, "pack.yaml slots.x: the Japanese text is missing"),
        ({"figures": {"since": "2026-01-01"}}, "pack.yaml figures.until: is missing"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_the_manifest_is_told_at_its_place(said: dict[str, Any], at: str) -> None:
    assert any(fault.startswith(at) for fault in faults(repacked(files_of(pack()), **said)))


def test_a_manifest_that_is_none() -> None:
    files = files_of(pack())
    assert faults(zipped({**files, "pack.yaml": b"- 1"}))[0].startswith("pack.yaml: expected a mapping")
    assert faults(zipped({**files, "pack.yaml": b"\xff\xfe"})) == ["pack.yaml: is not written in UTF-8"]
    assert "pack.yaml document" in faults(zipped({**files, "pack.yaml": b"a: [1"}))[0]


@pytest.mark.parametrize(
    "html", ["<script>alert(1)</script>", "<b>x</b>", "<img src=x onerror=y>", "<!-- x", "<br/>"]
)
def test_html_is_refused_wherever_it_stands(html: str) -> None:
    assert "procedure.yaml summary.ja: there is HTML in this text; expected plain text" in faults(
        packs.write(pack(summary={"ja": f"見本{html}"}), written)
    )
    assert faults(packs.write(pack(manual=f"手引き {html}"), written)) == [
        "manual.md: there is HTML in this text; expected plain text"
    ]
    assert "pack.yaml made_by: there is HTML" in faults(repacked(files_of(pack()), made_by=f"市{html}"))[0]


@pytest.mark.parametrize(
    "plain", ["年齢<18", "a < b > c", "<https://kawa.example/>", "1<2", "〈在留カード〉"]
)
def test_what_only_looks_like_html_stays(plain: str) -> None:
    assert read(packs.write(pack(summary={"ja": plain}, manual=f"手引き {plain}"), written))


def test_a_link_that_runs_a_program_is_refused() -> None:
    found = faults(packs.write(pack(manual="[押す](javascript:alert(1))"), written))
    assert found == ["manual.md: there is a link that runs a program; expected https:, mailto: or tel:"]


def test_a_slot_nobody_declared_is_told_at_its_place() -> None:
    files = files_of(pack())
    changed = files["procedure.yaml"].replace("見本の手続き".encode(), "⟦mayor⟧の手続き".encode())
    assert faults(repacked({**files, "procedure.yaml": changed})) == [
        "procedure.yaml summary.ja: there is no slot 'mayor'"
    ]


def test_a_document_that_is_not_sound_is_told_with_file_and_place() -> None:
    files = files_of(pack())
    plain = yaml.safe_load(files["procedure.yaml"])
    plain["steps"][0]["questions"][0]["type"] = "telepathy"
    found = faults(repacked({**files, "procedure.yaml": written(plain)}))
    assert any(fault.startswith("procedure.yaml steps[first_step].questions[name]") for fault in found)
