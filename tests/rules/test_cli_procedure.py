"""The commands an author of documents works with."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.rules.samples import PACK_NAMES, PACKS, data, question

from madoguchi.config import cli_procedure

WRITTEN = data(question("more", "yes_no"), question("why", ask_when={"answer": "more"}))


@pytest.fixture
def file(tmp_path: Path) -> Any:
    """Writes JSON to a file and gives its name."""

    def write(value: Any, name: str = "file.json") -> str:
        (tmp_path / name).write_text(json.dumps(value), encoding="utf-8")
        return str(tmp_path / name)

    return write


def test_a_document_without_fault_is_silent(file: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli_procedure.main(["check", file(WRITTEN)]) == 0
    assert capsys.readouterr() == ("", "")


def test_every_fault_is_one_line(file: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli_procedure.main(["check", file({**WRITTEN, "titel": 1, "minutes": "5"})]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "minutes: expected how many minutes it takes, a whole number; found the text '5'",
        "titel: unknown key; did you mean 'title'?",
    ]


def test_several_files_are_told_apart_on_the_side(file: Any, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = file(WRITTEN, "good.json"), file({**WRITTEN, "extra": 1}, "bad.json")
    assert cli_procedure.main(["check", good, bad]) == 1
    found = capsys.readouterr()
    assert found.err == f"{bad}\n"
    assert found.out.startswith("extra: unknown key")


def test_the_packs_are_without_fault() -> None:
    assert cli_procedure.main(["check", *(str(PACKS / f"{name}.yaml") for name in PACK_NAMES)]) == 0


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_a_file_that_cannot_be_read_is_a_fault(
    content: bytes | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = tmp_path / "nothing.yaml"
    if content is not None:
        name.write_bytes(content)
    assert cli_procedure.main(["check", str(name)]) == 1
    assert capsys.readouterr().out.startswith(f"{name}: ")


def test_a_journey_is_printed_as_json(file: Any, capsys: pytest.CaptureFixture[str]) -> None:
    words = [
        "run",
        file(WRITTEN),
        "--answers",
        file({"more": True}, "a.json"),
        "--at",
        "2026-11-22T09:00+09:00",
    ]
    assert cli_procedure.main(words) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["visible"] == found["required"] == ["more", "why"]
    assert found["errors"] == {"why": "required"}
    assert found["complete"] is False
    assert found["computed"] == {}


def test_facts_and_the_hour_can_be_given(file: Any, capsys: pytest.CaptureFixture[str]) -> None:
    value = {"business_days_after": [{"fact": "today"}, 1]}
    written = {**WRITTEN, "computed": [{"id": "day", "title": {"ja": "日"}, "type": "date", "value": value}]}
    facts = {"closed_days": ["2026-11-23", "2026-11-24"]}
    words = ["run", file(written), "--answers", file({}, "a.json"), "--facts", file(facts, "f.json")]
    assert cli_procedure.main([*words, "--at", "2026-11-22T23:30"]) == 0
    assert json.loads(capsys.readouterr().out)["computed"] == {"day": "2026-11-25"}


def test_without_an_hour_it_is_now(file: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli_procedure.main(["run", file(WRITTEN), "--answers", file({}, "a.json")]) == 0
    assert json.loads(capsys.readouterr().out)["next"] == "first_step"


@pytest.mark.parametrize(
    ("answers", "facts", "status"),
    [([], {}, 2), ({}, {"unknown": 1}, 2), ({}, {"today": "soon"}, 2), ({}, [], 2)],
)
def test_bad_answers_and_facts_are_said_aside(
    answers: Any, facts: Any, status: int, file: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["run", file(WRITTEN), "--answers", file(answers, "a.json"), "--facts", file(facts, "f.json")]
    assert cli_procedure.main(words) == status
    found = capsys.readouterr()
    assert found.out == ""
    assert len(found.err.splitlines()) == 1


def test_a_faulty_document_does_not_run(file: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli_procedure.main(["run", file({}), "--answers", file({}, "a.json")]) == 1
    assert "title: is missing" in capsys.readouterr().err


def test_the_schema_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli_procedure.main(["schema"]) == 0
    schema = json.loads(capsys.readouterr().out)
    assert schema["$defs"]["Step"]["properties"]["ask_when"]["$ref"] == "#/$defs/Expression"


@pytest.mark.parametrize("words", [[], ["publish"]])
def test_other_words_are_misuse(words: list[str]) -> None:
    assert cli_procedure.main(words) == 2


def test_the_commands_need_neither_settings_nor_database() -> None:
    loaded = "import sys, madoguchi.config.cli_procedure; print(*sys.modules)"
    found = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert not {"django", "psycopg", "madoguchi.config.settings"} & set(found.stdout.split())
