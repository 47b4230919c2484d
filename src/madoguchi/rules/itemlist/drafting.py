"""From the items of a list, as an officer left them, to a document that asks for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from madoguchi.rules import starting
from madoguchi.rules.itemlist.guessing import GROUP, LEFT_OUT, PEOPLE, STEP, Item, type_of

MOST_QUESTIONS: Final = 100  # on a step
MOST_STEPS: Final = 50
MOST_IN_ROWS: Final = 50
FIRST_PAGE: Final = "申請の内容"


def drafted(items: Sequence[Item], *, id: str, number: str, title: str, section: str) -> starting.Plain:
    """A document that asks for these items; who applies and how to reach them is found among them."""
    steps = list(_steps(items))
    asked = [question for step in steps for question in step["questions"]]
    if name := next((each for each in asked if each["type"] == "person_name"), None):
        name["listed"] = True
    base = starting.blank(id=id, number=number, title=title, section=section)
    return {**base, **_reached(asked), "minutes": max(1, min(60, len(asked) // 2)), "steps": steps}


def _steps(items: Sequence[Item]) -> Iterator[dict[str, Any]]:
    """Pages of questions; what is too long for one page goes on with the next."""
    held: set[str] = set()
    for heading, members in _pages(items):
        questions = list(_questions(members, held))
        for page, start in enumerate(range(0, len(questions), MOST_QUESTIONS), start=1):
            id = starting.numbered("step", held)
            held.add(id)
            title = heading if page == 1 else f"{heading}（{page}）"
            yield {"id": id, "title": {"ja": title}, "questions": questions[start : start + MOST_QUESTIONS]}


def _pages(items: Sequence[Item]) -> Iterator[tuple[str, list[Item]]]:
    """A heading and what stands below it; after the last page that is possible, headings open no more."""
    heading, members, count = FIRST_PAGE, list[Item](), 1
    for item in items:
        if item.type == STEP and count < MOST_STEPS - len(items) // MOST_QUESTIONS:
            yield heading, members
            heading, members, count = item.title, [], count + bool(members)
        elif item.type not in (STEP, LEFT_OUT):
            members.append(item)
    yield heading, members


def _questions(items: Sequence[Item], held: set[str]) -> Iterator[dict[str, Any]]:
    """The questions of a page; a group takes those marked as inner that follow it. An empty one is none."""
    group: dict[str, Any] = {"questions": [None] * MOST_IN_ROWS}
    found: list[dict[str, Any]] = []
    for item in items:
        if item.type == GROUP:
            group = _group(item, held)
            found.append(group)
        elif item.inner and len(group["questions"]) < MOST_IN_ROWS:
            group["questions"].append(_question(item, held))
        else:
            found.append(_question(item, held))
    yield from (each for each in found if each.get("questions") != [])


def _group(item: Item, held: set[str]) -> dict[str, Any]:
    id = starting.numbered("group", held)
    held.add(id)
    return {
        "id": id,
        "type": GROUP,
        "title": {"ja": item.title},
        "repeat": {
            "at_least": int(item.required),
            "noun": {"ja": "人" if PEOPLE.search(item.title) else "件"},
        },
        "questions": [],
    }


def _question(item: Item, held: set[str]) -> dict[str, Any]:
    fits, stem = type_of(item.title, item.title)
    id = starting.numbered(stem if fits == item.type else item.type, held)
    held.add(id)
    made: dict[str, Any] = {"id": id, "type": item.type, "title": {"ja": item.title}}
    if not item.required:
        made["required"] = False
    return {**made, **_needs(item, stem)}


def _needs(item: Item, stem: str) -> dict[str, Any]:
    """What a question of this type cannot do without."""
    match item.type:
        case "choice" | "choices":
            options = item.options or ("選択肢1", "選択肢2")
            listed = [
                {"id": f"option_{place}", "title": {"ja": option}} for place, option in enumerate(options, 1)
            ]
            return {"options": listed, **({"shown_as": "select"} if _is_long(item) else {})}
        case "consent":
            return {"statement": {"ja": item.title}}
        case "explanation":
            return {"body": {"ja": item.title}}
        case "place" | "ranked_places":
            return {"places": "school"}
        case "slot":
            return {"offering": "appointment"}
        case "date" if stem == "birth_date":
            return {"care": "personal", "latest": {"fact": "today"}}
        case "files":
            return {"cannot_provide": True}
        case _:
            return {}


def _is_long(item: Item) -> bool:
    return item.type == "choice" and len(item.options) > 8


def _reached(questions: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Who applies, how they are reached, and so how sure of them the city can be."""
    first = {question["type"]: question["id"] for question in reversed(questions)}
    found = {
        key: first[type]
        for key, type in (
            ("name", "person_name"),
            ("phone", "phone"),
            ("email", "email"),
            ("address", "postal_address"),
        )
        if type in first
    }
    ways = [way for way, key in (("email", "email"), ("phone", "phone"), ("post", "address")) if key in found]
    if "name" in found and ways:
        return {"identity": "contact", "contact_by": ways, "applicant": found}
    return {"identity": "none", "contact_by": ["email", "phone", "post"], "applicant": found}
