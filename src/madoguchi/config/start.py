"""How every process begins: which settings, demo or production, and whether they are safe to go on with."""

from __future__ import annotations

import gc
import os

import django
from django.core import checks


def prepare() -> None:
    """Name the settings. What answers people or works for them is a demo, or else it is production."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.config.settings")
    if os.environ.get("MADOGUCHI_DEMO") != "1":
        os.environ.setdefault("MADOGUCHI_PRODUCTION", "1")


def set_up() -> None:
    """Make Django ready for a command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.config.settings")
    django.setup()


class Unsafe(SystemExit):
    """Production would not be safe; ends the process with the reasons."""


def refuse_unsafe() -> None:
    """Raises Unsafe, naming every setting that production must not have. Needs no set-up."""
    from madoguchi.config.checks import LINE, PRODUCTION

    if errors := [error for error in checks.run_checks(tags=[PRODUCTION, LINE]) if error.is_serious()]:
        raise Unsafe("\n".join(f"{error.id}: {error.msg} {error.hint or ''}" for error in errors))


def look_for_no_garbage() -> None:
    """While all is being loaded, nearly nothing is garbage: looking for it is a fifth of the start."""
    gc.disable()


def keep_what_is_here() -> None:
    """Once all is loaded: it stays, so that looking for garbage passes over it, and looks less often.

    A page makes and drops thousands of values that refer to nothing in circles.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)
    gc.enable()
