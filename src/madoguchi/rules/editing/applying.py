"""Carrying out operations on plain data. Whether what comes out is a document, `changing` decides."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any, Final

from madoguchi.rules.editing import newborn
from madoguchi.rules.editing.operations import (
    FIRST,
    Add,
    All,
    Duplicate,
    Group,
    Move,
    Operation,
    Paste,
    Remove,
    Retype,
    Set,
    Ungroup,
)
from madoguchi.rules.editing.places import Gone, at, index_of, must_be_at, split

Plain = dict[str, Any]
_NAMING: Final = frozenset({"answer", "row", "rows", "computed", "near"})
"""Keys whose value names a question, also one of the same group."""
_TOKEN: Final = re.compile(r"_[a-z0-9]*[0-9][a-z0-9]*$")


def applied(plain: Plain, operation: Operation) -> Plain:
    """A copy of the document with the operation carried out. Raises Gone."""
    changed = deepcopy(plain)
    _apply(changed, operation)
    return changed


def _apply(plain: Plain, operation: Operation) -> None:
    match operation:
        case Set(path, value):
            _set(plain, path, value)
        case Add(to, item, after):
            _insert(_list_at(plain, to), deepcopy(item), after)
        case All(operations):
            for each in operations:
                _apply(plain, each)
        case Remove(path):
            _take(plain, path)
            _tidy(plain, path)
        case Move(path, to, after):
            _move(plain, path, to, after)
        case _:
            _reshape(plain, operation)


def _reshape(plain: Plain, operation: Duplicate | Group | Ungroup | Retype | Paste) -> None:
    """What makes other entries of an entry."""
    match operation:
        case Duplicate(path, token):
            _duplicate(plain, path, token)
        case Group(path, id):
            _replace(plain, path, [newborn.group(id, _question_at(plain, path))])
        case Ungroup(path):
            _replace(plain, path, _inside(plain, path))
        case Retype(path, type):
            _replace(plain, path, [_retyped(_question_at(plain, path), type)])
        case Paste(path, rows, token):
            asked = _question_at(plain, path)
            asked["options"] = list(_pasted(asked.get("options", []), rows, token))


def _question_at(plain: Plain, path: str) -> Plain:
    found = at(plain, path)
    if not isinstance(found, dict) or "type" not in found:
        raise Gone(path)
    return found


def _inside(plain: Plain, path: str) -> list[Plain]:
    inner: list[Plain] | None = _question_at(plain, path).get("questions")
    if inner is None:
        raise Gone(path)
    return inner


def _set(plain: Plain, path: str, value: Any) -> None:
    holder_path, key = split(path)
    nothing = value is None or isinstance(value, str) and not value.strip()
    holder = _made(plain, holder_path)
    if isinstance(holder, list):
        index = index_of(holder, key)
        if index is None:
            raise Gone(path)
        holder[index : index + 1] = [] if nothing else [deepcopy(value)]
    elif nothing:
        holder.pop(key, None)
        _drop_empty(plain, holder_path)
    else:
        holder[key] = deepcopy(value)


def _made(plain: Plain, path: str) -> Any:
    """What stands at `path`; a mapping is made where there is none yet, an entry of a list is not."""
    if not path:
        return plain
    found = at(plain, path)
    if found is not None:
        return found
    holder_path, key = split(path)
    holder = _made(plain, holder_path)
    if not isinstance(holder, dict):
        raise Gone(path)
    return holder.setdefault(key, {})


def _drop_empty(plain: Plain, path: str) -> None:
    """A mapping with nothing left in it goes: no hint is no key, not an empty one."""
    if path and at(plain, path) == {}:
        _take(plain, path)


def _list_at(plain: Plain, path: str) -> list[Any]:
    holder_path, key = split(path)
    holder = _made(plain, holder_path)
    found = holder.setdefault(key, []) if isinstance(holder, dict) else None
    if not isinstance(found, list):
        raise Gone(path)
    return found


def _insert(items: list[Any], item: Any, after: str | None) -> None:
    if after == FIRST:
        items.insert(0, item)
        return
    index = None if after is None else index_of(items, after)
    items.insert(len(items) if index is None else index + 1, item)


def _take(plain: Plain, path: str) -> Any:
    """Take out what stands at `path`."""
    holder_path, key = split(path)
    holder = at(plain, holder_path) if holder_path else plain
    if isinstance(holder, dict) and key in holder:
        return holder.pop(key)
    index = index_of(holder, key) if isinstance(holder, list) else None
    if index is None:
        raise Gone(path)
    return holder.pop(index)


def _replace(plain: Plain, path: str, items: list[Any]) -> None:
    """Put `items` in the place of one entry."""
    holder_path, key = split(path)
    holder = must_be_at(plain, holder_path)
    index = index_of(holder, key)
    if index is None:
        raise Gone(path)
    holder[index : index + 1] = items


def _move(plain: Plain, path: str, to: str, after: str | None) -> None:
    _list_at(plain, to)
    item = _take(plain, path)
    _insert(_list_at(plain, to), item, after)
    _tidy(plain, path)


def _tidy(plain: Plain, path: str) -> None:
    """Whatever held the last question goes with it: first a group, then the step around it."""
    holder_path, key = split(path)
    if key and holder_path.endswith("questions") and not at(plain, holder_path):
        around = split(holder_path)[0]
        _take(plain, around)
        _tidy(plain, around)


def _retyped(old: Plain, type: str) -> Plain:
    known = newborn.MODELS[type].model_fields
    kept = {key: value for key, value in old.items() if key in known and key != "type"}
    fresh = newborn.question(type, old["id"])
    return {**fresh, **kept, "type": type}


def _pasted(old: list[Plain], rows: tuple[tuple[str, str], ...], token: str) -> Iterator[Plain]:
    """One option per row; the same words stand once."""
    known = {each["title"]["ja"]: each for each in reversed(old)}
    seen: dict[str, str] = {}
    for words, hint in rows:
        seen.setdefault(words, hint)
    for number, (words, hint) in enumerate(seen.items(), start=1):
        if words in known:
            yield _with_hint(known[words], hint)
        else:
            yield newborn.option(f"option_{token}{number}", words, hint)


def _with_hint(option: Plain, hint: str) -> Plain:
    if not hint or option.get("hint", {}).get("ja") == hint:
        return option
    return {**option, "hint": {"ja": hint}}


def _duplicate(plain: Plain, path: str, token: str) -> None:
    original = must_be_at(plain, path)
    holder_path, key = split(path)
    renamed = {id: f"{_TOKEN.sub('', id)[:40]}_{token}{n or ''}" for n, id in enumerate(_ids(original))}
    _insert(must_be_at(plain, holder_path), _renamed(deepcopy(original), renamed), key)


def _ids(thing: Plain) -> Iterator[str]:
    """The ids that have to be new in a copy: those of options count inside their question alone."""
    if isinstance(thing.get("id"), str):
        yield thing["id"]
    for inner in thing.get("questions", ()):
        yield from _ids(inner)


def _renamed(value: Any, ids: Mapping[str, str]) -> Any:
    """The copy with its own new ids; what it says about others stays."""
    if isinstance(value, list):
        return [_renamed(each, ids) for each in value]
    if not isinstance(value, dict):
        return value
    copy = {key: _name(key, each, ids) for key, each in value.items()}
    if value.get("id") in ids:
        copy["id"] = ids[value["id"]]
        copy.pop("listed", None)  # a list has room for few columns: copying does not claim one
    return copy


def _name(key: str, value: Any, ids: Mapping[str, str]) -> Any:
    if key in _NAMING and isinstance(value, str):
        head, dot, part = value.partition(".")
        return ids.get(head, head) + dot + part
    if key == "options":  # an option may be called like a question
        return value
    return _renamed(value, ids)
