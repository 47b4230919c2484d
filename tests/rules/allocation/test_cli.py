"""The command `madoguchi allocate`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.rules.allocation.asked import child, data

from madoguchi.config import cli_allocate


def written(tmp_path: Path, text: str) -> str:
    (tmp_path / "problem.json").write_text(text, encoding="utf-8")
    return str(tmp_path / "problem.json")


def test_it_prints_who_gets_a_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = json.dumps(data(child("aoi", points=20), child("ben", points="20.5"), seats={"A": 1}))
    assert cli_allocate.main([written(tmp_path, text)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["placements"] == {"aoi": None, "ben": "A"}
    assert found["waiting"] == {"A": ["aoi"]}
    assert found["cutoffs"]["A"] == {
        "phase": 1,
        "points": 20.5,
        "choice_rank": 1,
        "tie": [],
        "lottery": None,
        "full": True,
    }
    assert found["explanations"]["aoi"]["choices"][0]["reason"] == "points"


def test_faults_are_lines_on_the_side_and_codes_for_programs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli_allocate.main([written(tmp_path, json.dumps(data(child("aoi", "AZ"))))]) == 1
    found = capsys.readouterr()
    assert found.err == "children[0].choices[1]: there is no facility Z\n"
    [error] = json.loads(found.out)["errors"]
    assert (error["path"], error["code"]) == ("children[0].choices[1]", "unknown_facility")


@pytest.mark.parametrize(
    "text", ["{", "[" * 100_000, '{"children": [], "children": []}', '{"preassigned": {"a": 1, "a": 2}}']
)
def test_what_cannot_be_read_is_said(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli_allocate.main([written(tmp_path, text)]) == 2
    assert "is no JSON" in capsys.readouterr().err


def test_a_file_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli_allocate.main(["nowhere.json"]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_it_needs_neither_settings_nor_database(tmp_path: Path) -> None:
    text = written(tmp_path, json.dumps(data(child("aoi"))))
    script = (
        "import sys; from madoguchi.config.cli import main; "
        f"status = main(['allocate', {text!r}]); sys.exit(status or 'django' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], capture_output=True).returncode == 0
