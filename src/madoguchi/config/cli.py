"""The command `madoguchi`: which words run what. Nothing is imported before it is known to be needed."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What some words do, and the function `module:name` that takes the words after them."""

    does: str
    runs: str
    takes: str = ""
    needs_database: bool = False


COMMANDS: Final = {
    "demo": Command(
        does="show the fictional city: database, web and worker in one go",
        takes="[--applications N]",
        runs="madoguchi.config.supervisor:demo",
    ),
    "serve": Command(
        does="answer the web", takes="[--host H] [--port N]", runs="madoguchi.config.serve:serve"
    ),
    "worker": Command(does="do what was promised for later", runs="madoguchi.config.worker:worker"),
    "migrate": Command(
        does="bring the tables up to date", runs="madoguchi.config.commands:migrate", needs_database=True
    ),
    "line-simulator": Command(
        does="stand in for LINE on this machine (LINE_SIM=1 opens its control interface)",
        takes="[--port N] [--seed FILE] [--keep FILE]",
        runs="line_simulator.cli:main",
    ),
    "line key": Command(
        does="make the key by which LINE knows the city, and print its public half",
        takes="FILE",
        runs="madoguchi.config.cli_line:key",
    ),
    "procedure check": Command(
        does="list what is wrong with procedure documents",
        takes="FILE…",
        runs="madoguchi.config.cli_procedure:check",
    ),
    "procedure schema": Command(
        does="print the JSON Schema of the document", runs="madoguchi.config.cli_procedure:schema"
    ),
    "procedure run": Command(
        does="print the journey of some answers as JSON",
        takes="FILE --answers A.json [--facts F.json] [--at INSTANT]",
        runs="madoguchi.config.cli_procedure:run",
    ),
    "procedure import": Command(
        does="take a document in as a draft and print the difference",
        takes="FILE",
        runs="madoguchi.studio.commands:import_main",
        needs_database=True,
    ),
    "procedure export": Command(
        does="print the document in force",
        takes="ID [--draft]",
        runs="madoguchi.studio.commands:export_main",
        needs_database=True,
    ),
    "allocate": Command(
        does="print who gets a place where, and why, as JSON",
        takes="FILE.json",
        runs="madoguchi.config.cli_allocate:main",
    ),
    "criteria check": Command(
        does="list what is wrong with criteria documents",
        takes="FILE…",
        runs="madoguchi.config.cli_criteria:check",
    ),
    "criteria score": Command(
        does="print the points of cases as JSON, one a line",
        takes="FILE --cases CASES.jsonl",
        runs="madoguchi.config.cli_criteria:score",
    ),
    "pack check": Command(
        does="list what is wrong with a pack", takes="FILE", runs="madoguchi.config.cli_pack:check"
    ),
    "pack export": Command(
        does="write a procedure as a pack to give away",
        takes="ID [-o FILE] [--licence L]",
        runs="madoguchi.studio.pack_commands:export_main",
        needs_database=True,
    ),
    "pack import": Command(
        does="take a pack in as a draft",
        takes="FILE [--set SLOT=VALUE]… [--ours | --theirs]",
        runs="madoguchi.studio.pack_commands:import_main",
        needs_database=True,
    ),
    "audit verify": Command(
        does="check the record of who did what",
        runs="madoguchi.audit.verify:main",
        needs_database=True,
    ),
    "files verify": Command(
        does="compare stored files with their rows",
        runs="madoguchi.files.verify:main",
        needs_database=True,
    ),
    "section add": Command(
        does="set up a section of the city hall",
        takes="CODE --name NAME [--phone P] [--mark M] [--keeps-posts]",
        runs="madoguchi.people.staffing:add_section",
        needs_database=True,
    ),
    "officer add": Command(
        does="register an officer, with a post and a password",
        takes="NUMBER --name NAME --kana KANA --section CODE --role ROLE [--title T]",
        runs="madoguchi.people.staffing:add",
        needs_database=True,
    ),
    "officer password": Command(
        does="give an officer a new password",
        takes="NUMBER",
        runs="madoguchi.people.staffing:password",
        needs_database=True,
    ),
    "officer reset": Command(
        does="forget an officer's second factors; the next sign-in sets up a new one",
        takes="NUMBER",
        runs="madoguchi.people.staffing:reset",
        needs_database=True,
    ),
    "officer bar": Command(
        does="close an officer's account at once",
        takes="NUMBER",
        runs="madoguchi.people.staffing:bar",
        needs_database=True,
    ),
    "texts compile": Command(
        does="compile the catalogues of the languages", runs="madoguchi.config.catalogues:compile_texts"
    ),
    "texts check": Command(
        does="list texts that lack a language", runs="madoguchi.config.catalogues:check_texts"
    ),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run what the words name. Returns the exit status."""
    words = list(sys.argv[1:] if argv is None else argv)
    for length in (2, 1):
        command = COMMANDS.get(" ".join(words[:length]))
        if command and len(words) >= length:
            return _run(command, words[length:])
    is_asked_for = words in ([], ["--help"], ["-h"], ["help"])
    print(usage(), file=sys.stdout if is_asked_for else sys.stderr)
    return 0 if is_asked_for else 2


def usage() -> str:
    """Every command with what it takes and does."""
    written = {f"{words} {command.takes}".strip(): command.does for words, command in COMMANDS.items()}
    return "\n".join(
        ["usage: madoguchi COMMAND", "", *(f"  {how}\n      {does}" for how, does in written.items())]
    )


def _run(command: Command, words: Sequence[str]) -> int:
    if not command.needs_database:
        return _function(command)(words)

    from django.db import OperationalError

    from madoguchi.config import start

    start.set_up()
    try:
        return _function(command)(words)
    except OperationalError as error:
        print(f"{error}\nStart the demo, or set MADOGUCHI_DATABASE_URL.", file=sys.stderr)
        return 1


def _function(command: Command) -> Callable[[Sequence[str]], int]:
    module, name = command.runs.split(":")
    function: Callable[[Sequence[str]], int] = getattr(importlib.import_module(module), name)
    return function


if __name__ == "__main__":
    raise SystemExit(main())
