"""Small documents to test with, and the packs' own."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from madoguchi.rules import documents
from madoguchi.rules.documents import Document
from madoguchi.rules.journey import Journey, journey
from madoguchi.rules.problems import Problems

PACKS = Path(__file__).parents[2] / "packs/hibari/procedures"
AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
FACTS: dict[str, Any] = {
    "today": date(2026, 11, 22),
    "now": AT,
    "fiscal_year": 2026,
    "target_year": 2027,
    "closed_days": frozenset({date(2026, 11, 23)}),
}

OPTIONS = {
    "choice": ["work", "study", "illness"],
    "choices": ["mon", "tue", "sat"],
}
EXTRAS: dict[str, dict[str, Any]] = {
    "consent": {"statement": {"ja": "同意します"}},
    "explanation": {"body": {"ja": "説明"}},
    "place": {"places": "school"},
    "slot": {"offering": "interview"},
    "ranked_places": {"places": "club"},
}


def text(ja: str) -> dict[str, str]:
    return {"ja": ja}


def question(id: str, type: str = "text", **more: Any) -> dict[str, Any]:
    """A question of any type, with whatever its type cannot do without."""
    found = {"id": id, "type": type, "title": text(id), **EXTRAS.get(type, {})}
    if type in OPTIONS:
        found["options"] = [{"id": each, "title": text(each)} for each in OPTIONS[type]]
    return {**found, **more}


def group(
    id: str, *questions: dict[str, Any], at_least: int = 0, at_most: int = 5, **more: Any
) -> dict[str, Any]:
    repeat = {"at_least": at_least, "at_most": at_most, "noun": text("行")}
    return {
        "id": id,
        "type": "group",
        "title": text(id),
        "repeat": repeat,
        "questions": list(questions),
        **more,
    }


def step(id: str, *questions: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": id, "title": text(id), "questions": list(questions), **more}


def data(*questions: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A document that asks these questions on one step, or the `steps` given."""
    return {
        "schema": "madoguchi.procedure/1",
        "id": "sample",
        "number": "26",
        "title": text("見本"),
        "summary": text("見本の手続き"),
        "section": "kosodate",
        "identity": "none",
        "minutes": 5,
        "purpose": text("見本のため"),
        "retention": {"years": 5, "basis": "文書管理規則"},
        "effect": {"resident_minutes": "60", "officer_minutes": "20", "sheets": "3"},
        "steps": [step("first_step", *questions)],
        "review": {
            "standard_days": 10,
            "outcomes": [{"id": "done", "kind": "accepted", "title": text("受理")}],
        },
        **more,
    }


def computed(id: str, type: str, value: Any) -> dict[str, Any]:
    return {"id": id, "title": text(id), "type": type, "value": value}


def check(id: str, refuse_when: Any, *at: str) -> dict[str, Any]:
    return {"id": id, "refuse_when": refuse_when, "message": text("だめです"), "at": list(at)}


def parsed(written: Any) -> Document:
    """The document, which must be without fault."""
    found = documents.parse(written)
    assert isinstance(found, Document), "\n".join(map(str, found))
    return found


def faults(written: Any) -> list[str]:
    """Every fault as `path: message`."""
    found = documents.parse(written)
    return [str(fault) for fault in found] if isinstance(found, Problems) else []


def walk(written: Any, answers: dict[str, Any], **facts: Any) -> Journey:
    """The journey through a document written as data."""
    return journey(parsed(written), answers, {**FACTS, **facts})


def pack(name: str) -> Document:
    """A document of the packs."""
    return parsed(documents.load((PACKS / f"{name}.yaml").read_text(encoding="utf-8")))


PACK_NAMES = sorted(path.stem for path in PACKS.glob("*.yaml"))
