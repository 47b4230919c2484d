"""Every action takes its arguments by name and leaves a line in the record."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import inspect
import pkgutil
import textwrap
from collections.abc import Callable, Iterator
from functools import cache
from inspect import Parameter
from types import FunctionType, ModuleType

from tests.architecture.house import RUNG, expect_none

# Why these leave no line: nobody would ever ask who did it.
UNRECORDED: dict[str, str] = {
    "applications.actions.telling.tell": "part of the action that tells, which leaves the line",
    "applications.actions.telling.tell_by_mail": "part of joining two accounts, which leaves the line",
    "audit.actions.seal": "what seals the record cannot be in it",
    "booking.actions.claiming.claim": "part of the action that books, which leaves the line",
    "booking.actions.claiming.exchange": "part of the action that moves, which leaves the line",
    "booking.actions.claiming.free": "part of the action that gives back, which leaves the line",
    "booking.actions.claiming.refusing": "says no, and what was asked for is not done",
    "booking.actions.waiting.wait_no_more": "part of the action that books, which leaves the line",
    "files.actions.keep": "part of the action that names the file, which leaves the line",
    "files.actions.store": "part of the action that names the file, which leaves the line",
    "files.actions.sweep_files": "bytes that nobody names belong to nothing that could be asked about",
    "files.actions.sweep_rows": "rows that nobody names belong to nothing that could be asked about",
    "line.actions.receiving.receive": "what LINE told us is kept itself, for a month",
    "messaging.actions.broadcasting.hold_mail": "part of stopping a broadcast, which leaves the line",
    "messaging.actions.broadcasting.mail_many": "part of the action that tells, which leaves the line",
    "messaging.actions.broadcasting.send_held_mail": "part of the action that resumes, which leaves the line",
    "messaging.actions.joining.hand_over": "part of joining two accounts, which leaves the line",
    "messaging.actions.telling.forget": "part of the action that removes, which leaves the line",
    "messaging.actions.telling.tell": "part of the action that promises, which leaves the line",
    "messaging.actions.telling.tell_instead": "part of the promise, which was recorded with its action",
    "outreach.actions.joining.settle": "part of joining two accounts, which leaves the line",
    "outreach.actions.waves.count_opening": "a figure of nobody's, like a counter at a door",
    "studio.actions.translating.note_left_behind": "part of saving the draft, which leaves the line",
    "studio.actions.editing.show_presence": "means nothing a minute later; the change itself leaves a line",
}


def modules() -> Iterator[ModuleType]:
    for room in RUNG:
        name = f"madoguchi.{room}.actions"
        if importlib.util.find_spec(f"madoguchi.{room}") and importlib.util.find_spec(name):
            package = importlib.import_module(name)
            yield package
            for found in pkgutil.iter_modules(getattr(package, "__path__", []), f"{name}."):
                yield importlib.import_module(found.name)


def actions() -> list[FunctionType]:
    return [
        function
        for module in modules()
        for name, function in vars(module).items()
        if inspect.isfunction(function)
        and function.__module__ == module.__name__
        and not name.startswith("_")
    ]


def title(function: Callable[..., object]) -> str:
    return f"{function.__module__.removeprefix('madoguchi.')}.{function.__name__}"


def test_there_are_actions() -> None:
    assert len(actions()) > 10


def test_every_action_takes_its_arguments_by_name() -> None:
    expect_none(title(action) for action in actions() if not is_keyword_only(action))


def is_keyword_only(action: FunctionType) -> bool:
    kinds = {parameter.kind for parameter in inspect.signature(action).parameters.values()}
    return kinds <= {Parameter.KEYWORD_ONLY, Parameter.VAR_KEYWORD}


def test_every_action_says_what_it_does() -> None:
    expect_none(title(action) for action in actions() if not action.__doc__)


def test_every_action_leaves_a_line_in_the_record() -> None:
    assert {title(action) for action in actions() if not is_recorded(action)} == set(UNRECORDED)


def is_recorded(action: FunctionType) -> bool:
    """Whether the action, or one of our functions that it calls, calls `audit.actions.record`."""
    seen, ahead = set[FunctionType](), [inspect.unwrap(action)]
    while ahead:
        function = ahead.pop()
        if title(function) == "audit.actions.record":
            return True
        if function not in seen and function.__module__.startswith("madoguchi."):
            seen.add(function)
            ahead += called_by(function)
    return False


@cache
def called_by(function: FunctionType) -> list[FunctionType]:
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    called = (_resolve(node.func, function) for node in ast.walk(tree) if isinstance(node, ast.Call))
    return [each for each in called if each is not None]


def _resolve(called: ast.expr, inside: FunctionType) -> FunctionType | None:
    """What `name(…)` or `module.name(…)` stands for in the module of `inside`."""
    if isinstance(called, ast.Name):
        found = inside.__globals__.get(called.id)
    elif isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
        found = getattr(inside.__globals__.get(called.value.id), called.attr, None)
    else:
        return None
    found = inspect.unwrap(found) if callable(found) else None
    return found if inspect.isfunction(found) else None
