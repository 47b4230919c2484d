"""The command `madoguchi`: what its words run."""

from __future__ import annotations

import importlib

import pytest

from madoguchi.config import cli


@pytest.mark.parametrize("command", cli.COMMANDS.values(), ids=cli.COMMANDS.keys())
def test_what_a_command_runs_exists(command: cli.Command) -> None:
    module, name = command.runs.split(":")

    assert callable(getattr(importlib.import_module(module), name))


@pytest.mark.parametrize("words", [[], ["--help"], ["help"]])
def test_every_command_is_listed(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(words) == 0

    said = capsys.readouterr().out
    assert all(f"  {name}" in said for name in cli.COMMANDS)


@pytest.mark.parametrize("words", [["fly"], ["procedure"], ["procedure", "fly"]])
def test_unknown_words_are_refused_with_the_list(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(words) == 2

    assert "procedure check" in capsys.readouterr().err


@pytest.mark.django_db
def test_files_are_verified(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["files", "verify"]) == 0

    assert "0 files whole" in capsys.readouterr().out
