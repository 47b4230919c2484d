"""`madoguchi pack check`, for whoever writes a pack by hand."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from tests.rules.packs.samples import files_of, pack, repacked, written

from madoguchi import VERSION
from madoguchi.config import cli_pack
from madoguchi.rules import packs
from madoguchi.rules.packs import manifest

DOCS = Path(__file__).parents[3] / "docs" / "rules" / "packs.md"


def check(content: bytes | None, folder: Path) -> int:
    """The exit status for a file of these bytes, or of none."""
    file = folder / "sample.madoguchi.zip"
    if content is not None:
        file.write_bytes(content)
    return cli_pack.check([str(file)])


def test_a_sound_pack_is_silent(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(packs.write(pack(), written), tmp_path) == 0
    assert capsys.readouterr() == ("", "")


def test_every_fault_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(repacked(files_of(pack()), version="x", colour="blue"), tmp_path) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(":")[0] for line in lines] == ["pack.yaml version", "pack.yaml colour"]


def test_an_example_that_comes_out_otherwise_is_a_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    example = {
        "id": "wrong",
        "title": "空",
        "at": "2026-11-22T12:00:00+09:00",
        "answers": {},
        "expect": {"complete": True},
    }
    assert check(packs.write(pack(golden=[example]), written), tmp_path) == 1
    assert capsys.readouterr().out.startswith("procedure.yaml golden[wrong]")


def test_a_file_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(None, tmp_path) == 1
    assert "cannot be read: No such file" in capsys.readouterr().out


def test_it_needs_neither_settings_nor_database(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(packs.write(pack(), written))
    code = (
        "import sys; from madoguchi.config.cli import main;"
        f"status = main(['pack', 'check', {str(tmp_path / 'x.zip')!r}]);"
        "sys.exit(2 if 'django' in sys.modules else status)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_example_of_the_page_is_a_manifest() -> None:
    example = DOCS.read_text("utf-8").partition("```yaml pack\n")[2].partition("```")[0]
    plain = yaml.safe_load(example)
    assert set(plain) == {info.alias or name for name, info in manifest.Manifest.model_fields.items()}
    assert {slot["kind"] for slot in plain["slots"].values()} <= set(manifest.Kind)
    plain["files"] = {name: "0" * 64 for name in plain["files"]}
    assert isinstance(manifest.parse(plain, "pack.yaml"), manifest.Manifest)


def test_the_version_in_packs_is_the_programs() -> None:
    project = tomllib.loads((DOCS.parents[2] / "pyproject.toml").read_text())["project"]
    assert project["version"] == VERSION


def test_the_page_names_every_kind_of_slot() -> None:
    for kind in manifest.Kind:
        assert f"| `{kind}` |" in DOCS.read_text("utf-8")
