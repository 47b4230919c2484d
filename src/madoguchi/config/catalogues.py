"""The catalogues of the system's texts: compiled with Babel, so that a fresh machine needs no gettext tools,
and checked against what templates and code say.

    python -m madoguchi.config.catalogues            compile what is stale
    python -m madoguchi.config.catalogues --check    list what lacks a language
"""

from __future__ import annotations

import ast
import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from string import Formatter
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

PACKAGE: Final = Path(__file__).resolve().parent.parent
LANGUAGES: Final = ("ja", "ja_Easy")  # English is what the messages are called by
SAYING: Final = frozenset({"say", "say_plain", "say_marked"})
_READS_LIKE_ONE: Final = re.compile(r"[A-Z“{].*[a-z}]|\S+ \S+")
_HAS_MESSAGES: Final = re.compile(r"#[^.]*\bmsgid")
_IN_TEMPLATE: Final = re.compile(r"""{%\s*say(?:_plain)?\s+(?:"([^"]*)"|'([^']*)')""")


def compile_all(package: Path = PACKAGE) -> int:
    """Write a .mo beside each .po that is newer; how many were written."""
    stale = [source for source in sources(package) if _is_stale(source)]
    for source in stale:
        _compile(source)
    return len(stale)


def sources(package: Path = PACKAGE, language: str = "*") -> list[Path]:
    """The catalogues of all rooms, or those of one language."""
    return sorted(package.glob(f"*/locale/{language}/LC_MESSAGES/django.po"))


def _is_stale(source: Path) -> bool:
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime


def _compile(source: Path) -> None:
    compiled = source.with_suffix(f".new-{os.getpid()}")  # two may start at once
    with compiled.open("wb") as writing:
        write_mo(writing, _read(source))
    compiled.replace(source.with_suffix(".mo"))


def _read(source: Path) -> Catalog:
    with source.open("rb") as reading:
        return read_po(reading, abort_invalid=True)


def faults(package: Path = PACKAGE) -> list[str]:
    """What is wrong with the texts, one line each: not translated, translated in two ways, unfillable."""
    said = messages(package)
    for language in LANGUAGES:  # what one language knows, all must know
        for message, rooms in _translations(package, language).items():
            said.setdefault(message, {package / room for room in rooms})
    return [
        *(fault for language in LANGUAGES for fault in _untranslated(said, package, language)),
        *(fault for source in sources(package) for fault in _unfillable(source)),
    ]


def messages(package: Path = PACKAGE) -> dict[str, set[Path]]:
    """Every message that templates and code say by name, and where."""
    found: dict[str, set[Path]] = defaultdict(set)
    for template in sorted(package.glob("*/templates/**/*")):
        if template.suffix in {".html", ".txt"}:
            for double, single in _IN_TEMPLATE.findall(template.read_text()):
                found[double or single].add(template)
    for module in sorted(package.rglob("*.py")):
        for message in _said_in(module.read_text()):
            found[message].add(module)
    return found


def _said_in(source: str) -> Iterator[str]:
    """Messages said by name; where others are looked up, also what reads like one in the module's tables."""
    tree = ast.parse(source)
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and _name(node.func) in SAYING)
    said = [_text(call.args[0]) for call in calls if call.args]
    yield from filter(None, said)
    if None in said or _HAS_MESSAGES.search(source):
        yield from filter(_READS_LIKE_ONE.match, _tabled_in(tree))


def _tabled_in(tree: ast.Module) -> Iterator[str]:
    for statement in tree.body:
        if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value:
            nodes = list(ast.walk(statement.value))
            keys = {id(key) for node in nodes if isinstance(node, ast.Dict) for key in node.keys}
            yield from (text for node in nodes if id(node) not in keys and (text := _text(node)))


def _text(node: ast.AST) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _name(function: ast.expr) -> str:
    return getattr(function, "id", "") or getattr(function, "attr", "")


def _untranslated(said: dict[str, set[Path]], package: Path, language: str) -> Iterator[str]:
    known = _translations(package, language)
    for message, where in said.items():
        if message not in known:
            place = sorted(str(path.relative_to(package)) for path in where)[0]
            yield f"{place}: {language} lacks {message!r}"
    for message, ways in known.items():
        if len(set(ways.values())) > 1:
            yield f"{', '.join(sorted(ways))}: {language} says {message!r} in more than one way"


def _translations(package: Path, language: str) -> dict[str, dict[str, str]]:
    """message → room → translation."""
    known: dict[str, dict[str, str]] = defaultdict(dict)
    for source in sources(package, language):
        for message in _read(source):
            if message.id and message.string and not message.fuzzy:
                known[str(message.id)][source.relative_to(package).parts[0]] = str(message.string)
    return known


def _unfillable(source: Path) -> Iterator[str]:
    """A translation may leave a value out, but cannot ask for one that the message does not bring."""
    for message in _read(source):
        if message.id and (extra := _blanks(str(message.string)) - _blanks(str(message.id))):
            yield f"{source}: {message.id!r} brings no {', '.join(sorted(extra))}"


def _blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def compile_texts(words: Sequence[str]) -> int:
    """`madoguchi texts compile`."""
    print(f"{compile_all()} catalogues compiled")
    return 0


def check_texts(words: Sequence[str]) -> int:
    """`madoguchi texts check`."""
    found = faults()
    print("\n".join(found) or "every text is there in every language")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(check_texts([]) if "--check" in sys.argv else compile_texts([]))
