"""Faults put into an engine on purpose: one engine with one of its lines changed."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec, spec_from_loader
from pathlib import Path
from types import ModuleType
from typing import Any


@contextmanager
def faulty(package: str, module: str, right: str, wrong: str) -> Iterator[ModuleType]:
    """The package, imported anew with one text of one module changed.

    Raises:
        LookupError: the text does not stand there exactly once.
    """
    source = _source(module)
    if source.count(right) != 1:
        raise LookupError(f"{right!r} stands {source.count(right)} times in {module}")
    kept = {name: found for name, found in sys.modules.items() if _is_within(name, package)}
    finder = _Changed(module, source.replace(right, wrong))
    _forget(package)
    sys.meta_path.insert(0, finder)
    try:
        yield importlib.import_module(package)
    finally:
        sys.meta_path.remove(finder)
        _forget(package)
        sys.modules.update(kept)
        for name, found in kept.items():
            parent, _, last = name.rpartition(".")
            setattr(sys.modules[parent], last, found)


def _source(module: str) -> str:
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        raise LookupError(module)
    return Path(spec.origin).read_text()


def _is_within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def _forget(package: str) -> None:
    for name in [each for each in sys.modules if _is_within(each, package)]:
        del sys.modules[name]


class _Changed(MetaPathFinder, Loader):
    """Gives one module with other lines than its file."""

    def __init__(self, module: str, source: str) -> None:
        self.module, self.source = module, source

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> ModuleSpec | None:
        return spec_from_loader(fullname, self) if fullname == self.module else None

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.source, self.module, "exec"), module.__dict__)
