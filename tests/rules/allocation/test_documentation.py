"""What docs/rules/allocation.md says is what happens."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from madoguchi.rules import allocation
from madoguchi.rules.allocation import Allocation, Code, Problem, Reason

PAGE = (Path(__file__).parents[3] / "docs/rules/allocation.md").read_text(encoding="utf-8")


def worked(**seats: int) -> Allocation:
    """The worked example of the page, with the seats of the page or others."""
    found = re.search(r"```json problem\n(.*?)```", PAGE, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    for facility in data["facilities"]:
        facility["capacity"] = seats.get(facility["id"], 0) if seats else facility["capacity"]
    problem = allocation.parse(data)
    assert isinstance(problem, Problem), list(problem)
    return allocation.allocate(problem)


def in_the_queue(found: Allocation, facility: str) -> list[str]:
    """Everybody who stands in a queue, in its order."""
    placed = {
        choice.position: child
        for child, explanation in found.explanations.items()
        for choice in explanation.choices
        if choice.facility == facility
    }
    return [placed[position] for position in sorted(placed, key=lambda each: each or 0)]


def test_the_queues_are_those_that_are_printed() -> None:
    found = worked()
    assert {facility: "".join(in_the_queue(found, facility)) for facility in "ABCD"} == {
        "A": "123465",
        "B": "3168",
        "C": "3568",
        "D": "47",
    }


def test_three_seats_and_two() -> None:
    found = worked()
    assert found.queues["A"].admitted == ("1", "2", "4")
    assert found.queues["B"].admitted == ("3", "6")


def test_one_seat() -> None:
    """Going down one list by points and lottery would give household 1 the seat."""
    found = worked(B=1)
    assert {child for child, place in found.placements.items() if place} == {"3"}


def words_in(heading: str) -> set[str]:
    """The words in code type in the first cells of the tables below a heading."""
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    cells = re.findall(r"^\| (`.*?) \|", section, re.MULTILINE)
    return {word for cell in cells for word in re.findall(r"`(\w+)`", cell)}


def test_every_fault_and_every_reason_is_on_the_page_and_no_other() -> None:
    assert words_in("Faults") - {"tie"} == {code.value for code in Code}
    assert {reason.value for reason in Reason} <= words_in("The result")
