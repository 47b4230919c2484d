"""What holds of every journey, whatever the document and the answers."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.rules.samples import FACTS, PACK_NAMES, check, computed, data, group, pack, parsed, question

from madoguchi.rules.documents import Document
from madoguchi.rules.journey import Journey, journey

CONDITIONS = [
    {"answer": "more"},
    {"not": {"answer": "more"}},
    {"is": [{"answer": "kind"}, "work"]},
    {"any": [{"answer": "more"}, {"at_least": [{"answer": "count"}, 3]}]},
    {"answered": "count"},
    {"any_row": {"rows": "people", "where": {"is": [{"row": "stage"}, "study"]}}},
    {"more_than": [{"computed": "double"}, 4]},
]
ROW_CONDITIONS = [{"is": [{"row": "stage"}, "work"]}, {"answer": "more"}, {"answered": "stage"}]
maybe_condition = st.none() | st.sampled_from(CONDITIONS)


@st.composite
def some_documents(draw: st.DrawFn) -> Document:
    """Documents of every kind of condition over the same few questions."""
    inner = draw(st.none() | st.sampled_from(ROW_CONDITIONS))
    return parsed(
        data(
            question("more", "yes_no", required=draw(st.booleans())),
            question("kind", "choice", ask_when=draw(st.sampled_from([None, CONDITIONS[0], CONDITIONS[1]]))),
            question("count", "integer", required=False, at_most=9),
            group("people", question("stage", "choice"), question("school", ask_when=inner), at_most=3),
            question("day", "date", ask_when=draw(maybe_condition), latest={"fact": "today"}),
            question("why", ask_when=draw(maybe_condition), required_when=draw(maybe_condition)),
            computed=[computed("double", "integer", {"plus": [{"answer": "count"}, {"answer": "count"}]})],
            checks=[check("refused", draw(st.sampled_from(CONDITIONS)), "more", "why")],
        )
    )


rows = st.lists(
    st.fixed_dictionaries(
        {"_id": st.sampled_from(["r1", "r2", "r3", "r4"])},
        optional={"stage": st.sampled_from(["work", "study", "none"]), "school": st.text(max_size=5)},
    ),
    max_size=4,
)
some_answers = st.fixed_dictionaries(
    {},
    optional={
        "more": st.sampled_from([True, False, "yes", "no", None, "perhaps"]),
        "kind": st.sampled_from(["work", "study", "nothing", 5]),
        "count": st.integers(-3, 12) | st.sampled_from(["３", "x"]),
        "people": rows,
        "day": st.sampled_from(["2026-01-01", "令和8年4月1日", "2026-02-30", "2099-01-01"]),
        "why": st.text(max_size=20),
        "unknown": st.text(max_size=3),
    },
)


def walked(document: Document, answers: dict[str, Any]) -> Journey:
    return journey(document, answers, FACTS)


@given(some_documents(), some_answers)
def test_its_own_answers_lead_the_same_way(document: Document, answers: dict[str, Any]) -> None:
    first = walked(document, answers)
    again = walked(document, dict(first.answers))
    assert (again.answers, again.visible, again.computed) == (first.answers, first.visible, first.computed)
    assert again.ignored == ()


@given(some_documents(), some_answers)
def test_the_order_of_answers_does_not_matter(document: Document, answers: dict[str, Any]) -> None:
    there, back = walked(document, answers), walked(document, dict(reversed(answers.items())))
    assert sorted(there.ignored) == sorted(back.ignored)
    assert (there.answers, there.visible, there.errors) == (back.answers, back.visible, back.errors)


@given(some_documents(), some_answers)
def test_what_is_not_asked_has_no_answer(document: Document, answers: dict[str, Any]) -> None:
    found = walked(document, answers)
    assert set(found.answers) <= set(found.visible)
    for row in found.answers.get("people", ()):
        assert {f"people/{row['_id']}/{key}" for key in row if key != "_id"} <= set(found.visible)


@given(some_documents(), some_answers)
def test_hidden_answers_change_nothing(document: Document, answers: dict[str, Any]) -> None:
    found = walked(document, answers)
    shown = {key: value for key, value in answers.items() if key in found.visible}
    assert walked(document, shown).answers == found.answers
    assert walked(document, shown).visible == found.visible


@given(some_documents(), some_answers)
def test_what_is_required_is_answered_or_an_error(document: Document, answers: dict[str, Any]) -> None:
    found = walked(document, answers)
    wrong = {problem.path for problem in found.errors}
    for path in found.required:
        assert document.value_at(path, found.answers) is not None or path in wrong
    assert set(found.required) <= set(found.visible)


@given(some_documents(), some_answers)
def test_a_journey_goes_on_where_the_first_error_is(document: Document, answers: dict[str, Any]) -> None:
    found = walked(document, answers)
    assert found.complete == (found.next is None) == (not found.errors)
    assert sum(len(found.errors_in(step)) for step in found.path) == len(found.errors)
    assert [path for step in found.path for path in found.at(step)] == list(found.visible)


@given(some_documents(), some_answers)
def test_a_journey_is_plain_json(document: Document, answers: dict[str, Any]) -> None:
    found = walked(document, answers)
    for part in (found.answers, found.computed, [dict(problem.facts) for problem in found.errors]):
        assert json.loads(json.dumps(part)) == part


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(["", "x", "2026-04-01", "1", "\u3000"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["_id", "family", "mon", "year", "cannot", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)
_PACKS = {name: pack(name) for name in PACK_NAMES}


@given(st.sampled_from(PACK_NAMES), st.data())
def test_no_answers_to_a_real_procedure_are_a_crash(name: str, drawn: st.DataObject) -> None:
    document = _PACKS[name]
    ids = [question.id for step in document.steps for question in step.questions]
    golden = dict(drawn.draw(st.sampled_from(document.golden)).answers)
    golden.update(drawn.draw(st.dictionaries(st.sampled_from(ids), json_values, max_size=4)))
    first = walked(document, golden)
    assert walked(document, dict(first.answers)).answers == first.answers
