"""docs/rules/procedure-document.md says what the program does: its tables are compared with the models."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel
from pydantic_core import PydanticUndefined, to_jsonable_python
from tests.rules.samples import EXTRAS, OPTIONS, data, parsed
from tests.rules.samples import group as group_of
from tests.rules.samples import question as question_of

from madoguchi.rules import documents, letters
from madoguchi.rules.analysis import analyse
from madoguchi.rules.documents import procedure, questions
from madoguchi.rules.documents.questions import Question
from madoguchi.rules.facts import KNOWN

PAGE = (Path(__file__).parents[3] / "docs/rules/procedure-document.md").read_text(encoding="utf-8")


def section(heading: str) -> str:
    """What stands below a heading, up to the next one."""
    found = re.search(rf"^#+ {heading}\n(.*?)(?=^#+ |\Z)", PAGE, re.DOTALL | re.MULTILINE)
    assert found, f"the page has no section '{heading}'"
    return found[1]


def table(heading: str) -> dict[str, str]:
    """Keys of the first table below a heading, with their defaults."""
    rows = re.findall(r"^\| `([a-z_]+)` \| (.*?) \| ", section(heading), re.MULTILINE)
    return dict(rows)


def default(info: Any) -> str:
    """A field's default as the page writes it."""
    if info.is_required():
        return "required"
    value = info.get_default(call_default_factory=True)
    assert value is not PydanticUndefined
    if isinstance(value, BaseModel):
        value = value.model_dump(exclude_defaults=True)
    return "null" if value is None else f"`{json.dumps(to_jsonable_python(value))}`"


def fields(model: type[BaseModel], without: type[BaseModel] | None = None) -> dict[str, str]:
    inherited = set(without.model_fields) if without else set()
    return {
        info.alias or name: default(info)
        for name, info in model.model_fields.items()
        if name not in inherited
    }


MODELS: dict[str, type[BaseModel]] = {
    "Keys of the document": procedure.Document,
    "period": procedure.Period,
    "retention": procedure.Retention,
    "effect": procedure.Effect,
    "limits": procedure.Limits,
    "applicant": procedure.Applicant,
    "absence": procedure.Absence,
    "step": procedure.Step,
    "Questions": Question,
    "computed": procedure.Computed,
    "checks": procedure.Check,
    "review": procedure.Review,
    "outcome": procedure.Outcome,
    "letters": procedure.Letter,
    "messages": procedure.Messages,
    "golden": procedure.Golden,
    "expect": procedure.Expectation,
}
TYPES: dict[str, type[Question]] = {
    get_args(model.model_fields["type"].annotation)[0]: model
    for model in vars(questions).values()
    if isinstance(model, type)
    and issubclass(model, Question)
    and get_args(model.model_fields["type"].annotation)
}


def test_the_example_is_without_fault() -> None:
    (written,) = re.findall(r"```yaml document\n(.*?)```", PAGE, re.DOTALL)
    assert analyse(parsed(documents.load(written))) == ()


@pytest.mark.parametrize("heading", MODELS)
def test_a_table_has_every_key_with_its_default(heading: str) -> None:
    assert table(heading) == fields(MODELS[heading])


@pytest.mark.parametrize("name", TYPES)
def test_a_type_has_every_key_with_its_default(name: str) -> None:
    assert table(name) == fields(TYPES[name], without=Question)


@pytest.mark.parametrize("name", TYPES)
def test_a_type_has_its_care_its_place_in_lists_and_its_parts(name: str) -> None:
    written = " ".join(section(name).split())
    assert (
        f"Care: {TYPES[name].default_care}. Listed: {'yes' if TYPES[name].may_be_listed else 'no'}."
        in written
    )
    sample = group_of("it", question_of("x")) if name == "group" else question_of("it", name)
    parts = list(parsed(data(sample)).question("it").parts)
    listed = re.search(r"Parts[^:]*: (.*?)\.(?: |$)", written)
    shown = re.findall(r"`(\w+)`", listed[1]) if listed else []
    assert [each for each in shown if each != "at_most"] == (parts[:2] if name == "ranked_places" else parts)


def test_the_page_names_what_letters_insert_and_what_facts_there_are() -> None:
    document = parsed(data(question_of("child", "child"), question_of("clubs", "ranked_places")))
    inserted = [name for name in letters.names_in(section("letters")) if name != "names"]
    assert inserted
    assert all(letters.is_known(document, name) for name in inserted)
    assert all(f"`{name}`" in section("golden") for name in KNOWN)


def test_the_samples_need_nothing_that_is_not_written() -> None:
    assert set(EXTRAS) | set(OPTIONS) <= set(TYPES)
