"""Work is promised by name; each name must belong to somebody."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from procrastinate.contrib.django import app
from tests.architecture.house import ROOT, expect_none, files


def promises() -> Iterator[tuple[str, ast.expr]]:
    for path in files(".py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and is_promise(node.func, path):
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node.args[0]


def is_promise(called: ast.expr, path: Path) -> bool:
    """`jobs.defer(…)`, or `defer(…)` where it was imported from there; a queryset defers columns."""
    if isinstance(called, ast.Attribute):
        return called.attr == "defer" and isinstance(called.value, ast.Name) and called.value.id == "jobs"
    return isinstance(called, ast.Name) and called.id == "defer" and "base.jobs import" in path.read_text()


def test_every_promised_job_exists() -> None:
    strangers = [
        f"{where}: {ast.unparse(name)}"
        for where, name in promises()
        if not isinstance(name, ast.Constant) or name.value not in app.tasks
    ]

    expect_none(strangers)


def test_every_job_survives_arguments_it_does_not_know() -> None:
    """A worker of yesterday meets calls of tomorrow."""
    ours = [task for task in app.tasks.values() if task.func.__module__.startswith("madoguchi.")]

    assert ours
    expect_none(task.name for task in ours if not takes_anything(task.func))


def takes_anything(function: object) -> bool:
    import inspect

    return any(p.kind is p.VAR_KEYWORD for p in inspect.signature(function).parameters.values())  # type: ignore[arg-type]
