"""The commands for a table of points."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from madoguchi.config import cli_criteria

PACKS = Path(__file__).parents[3] / "packs"
URASOE = str(PACKS / "criteria/urasoe_r8.yaml")
CASE = {
    "id": "aoi",
    "on": "2026-12-15",
    "guardians": [{"work_hours": 159.99}, {"w100": True}],
    "household": {"arrears": True},
}


def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], *lines: str) -> list[dict[str, Any]]:
    cases = tmp_path / "cases.jsonl"
    cases.write_text("\n".join(lines), encoding="utf-8")
    assert cli_criteria.score([URASOE, "--cases", str(cases)]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_one_json_a_case(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (found,) = run(
        tmp_path, capsys, json.dumps({**CASE, "facilities": {"a": {"sib_enrolled": True}, "b": {}}})
    )
    assert {key: found[key] for key in ("id", "total", "totals", "errors")} == {
        "id": "aoi",
        "total": 22,
        "totals": {"a": 25, "b": 22},
        "errors": [],
    }
    assert found["lines"][0] == {
        "item": "w140",
        "label": "就労（自営で挙証資料のあるものを含む）",
        "points": 18,
        "worth": 18,
        "subject": "guardian 1",
        "why": "counts",
        "detail": ["月140時間以上160時間未満"],
    }


def test_lines_that_are_no_cases_are_told_and_the_rest_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = run(tmp_path, capsys, "{", '{"id": "x"}', "", '["a"]', json.dumps(CASE))
    assert [[error["code"] for error in each["errors"]] for each in found] == [
        ["not_json"],
        ["malformed"],
        ["malformed"],
        [],
    ]
    assert [each["total"] for each in found] == [None, None, None, 22]


def test_check_tells_faults_and_files_that_are_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli_criteria.check([URASOE]) == 0
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("schema: madoguchi.criteria/1\nid: Wrong\n", encoding="utf-8")
    assert cli_criteria.check([str(wrong)]) == 1
    assert "title: is missing" in capsys.readouterr().out
    assert cli_criteria.check([str(tmp_path / "nothing.yaml")]) == 1
    assert cli_criteria.score([str(wrong), "--cases", "-"]) == 1
    assert cli_criteria.score([URASOE, "--cases", str(tmp_path / "nothing")]) == 2


def test_no_settings_and_no_database() -> None:
    code = (
        "import sys; from madoguchi.config.cli import main; "
        "status = main(['criteria', 'check', sys.argv[1]]); "
        "sys.exit(status or ('django' in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code, URASOE], check=False).returncode == 0
