# ruff: noqa: E501 - one case a line
"""What is wrong with a document is told with its place, the reason and what was expected, all at once."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.rules.samples import check, computed, data, faults, group, parsed, question, step, text

from madoguchi.rules import documents
from madoguchi.rules.documents import Document, Text

Q = "steps[first_step].questions"


def with_question(**more: Any) -> dict[str, Any]:
    return data(question("name", **more))


SHAPE = [
    # keys and types
    ({**with_question(), "titel": 1}, "titel: unknown key; did you mean 'title'?"),
    (with_question(titel=1), f"{Q}[name].titel: unknown key; did you mean 'title'?"),
    (with_question(title="なまえ"), f"{Q}[name].title: expected the question as the resident reads it"),
    ({**with_question(), "title": "題名"}, "title: expected texts by language such as {ja: \"…\"}; found the text"),
    ({**with_question(), "title": {"en": "Title"}}, "title: the Japanese text is missing"),
    ({**with_question(), "title": {"ja": " "}}, "title: the text in 'ja' is empty"),
    ({**with_question(), "title": {"ja": "題", "JP": "x"}}, "title: 'JP' is no language"),
    ({**with_question(), "title": {"ja": 5}}, "title.ja: expected a text; found the number 5"),
    ({**with_question(), "number": 26}, 'number: expected two digits in quotes, e.g. "26"; they stand in receipt'),
    ({**with_question(), "minutes": "5"}, "minutes: expected how many minutes it takes, a whole number; found the text"),
    ({**with_question(), "minutes": True}, "minutes: expected how many minutes it takes, a whole number; found true"),
    ({**with_question(), "minutes": 0}, "minutes: expected at least 1; found the number 0"),
    ({**with_question(), "retention": {"years": 7, "basis": "x"}}, "retention.years: expected one of 1, 3, 5, 10, 30; found the number 7"),
    ({**with_question(), "retention": {"years": 5}}, "retention.basis: is missing; expected the rule that says so"),
    ({**with_question(), "identity": "secret"}, "identity: expected one of none, contact, account; found the text 'secret'"),
    ({**with_question(), "life_events": ["party"]}, "life_events[0]: expected one of pregnancy, "),
    ({**with_question(), "schema": "madoguchi.procedure/2"}, "schema: "),
    ({**with_question(), "effect": {"resident_minutes": 60, "officer_minutes": "1", "sheets": "0"}}, 'effect.resident_minutes: expected a decimal number in quotes, e.g. "1.5"'),
    ({**with_question(), "period": {"opens_at": "2026-11-01"}}, "period.opens_at: expected an instant such as"),
    ({**with_question(), "period": {"opens_at": "2026-11-01T00:00:00"}}, "period.opens_at: expected an instant such as"),
    ({**with_question(), "period": {"opens_at": "2026-11-02T00:00+09:00", "closes_at": "2026-11-01T00:00+09:00"}}, "period: closes_at is not after opens_at"),
    ({**with_question(), "steps": []}, "steps: expected at least 1 entries; found 0"),
    ({**with_question(), "review": {"standard_days": 5}}, "review.outcomes: there are none; expected one or more, or 'noted'"),
    ({**with_question(), "review": {"standard_days": 5, "noted": True}}, "review.standard_days: nothing is answered to what is 'noted'; expected 0"),
    ({**with_question(), "review": {"standard_days": 0, "noted": True, "two_person": True}}, "review.two_person: nobody decides what is 'noted'"),
    ({**with_question(), "review": {"standard_days": 0, "noted": True, "outcomes": [{"id": "o", "kind": "approved", "title": text("x")}]}}, "review.outcomes: there are outcomes; expected none"),
    (data(), f"{Q}: expected at least 1 entries; found 0"),
    # questions
    (data(question("Name")), f"{Q}[Name].id: expected an id: small letters, digits and _"),
    (data({"id": "x", "title": text("x")}), f"{Q}[x]: 'type' is missing; expected one of "),
    (data(question("x", "txt")), f"{Q}[x]: unknown question type 'txt'; did you mean 'text'?"),
    (data(question("x", "map_point")), f"{Q}[x]: unknown question type 'map_point'; expected one of bank_account, "),
    (data(question("x", "choice", options=[])), f"{Q}[x].options: expected at least 1 entries; found 0"),
    (data({"id": "x", "type": "choice", "title": text("x")}), f"{Q}[x].options: is missing; expected a list"),
    (data(question("x", "choice", shown_as="table")), f"{Q}[x].shown_as: expected one of radio, select"),
    (data(question("x", "integer", at_least="1")), f"{Q}[x].at_least: expected a whole number; found the text '1'"),
    (data(question("x", "decimal", at_least=1)), f'{Q}[x].at_least: expected a decimal number in quotes, e.g. "1.5"'),
    (with_question(required="no"), f"{Q}[name].required: expected whether it must be answered (default true); found the text 'no'"),
    (with_question(care="public"), f"{Q}[name].care: expected none, personal or sensitive"),
    (with_question(options=[]), f"{Q}[name].options: unknown key; expected one of "),
    (data(group("g", group("h", question("x")))), f"{Q}[g].questions[h]: a group stands inside a group; groups may not nest"),
    (data({"id": "g", "type": "group", "title": text("g"), "questions": [question("x")]}), f"{Q}[g].repeat: is missing; expected {{at_least, at_most, noun}}"),
    (data(group("g", question("x"), at_most=51)), f"{Q}[g].repeat.at_most: expected at most 50; found the number 51"),
]  # fmt: skip

MEANING = [
    # ids
    (data(question("a"), question("a")), f"{Q}[a].id: the id 'a' is given twice"),
    (data(steps=[step("a", question("a"))]), "steps[a].questions[a].id: the id 'a' is given twice; it is the id of steps[a]"),
    (data(group("g", question("x")), question("x")), f"{Q}[x].id: the id 'x' is given twice; it is the id of {Q}[g].questions[x]"),
    (data(question("a"), computed=[computed("a", "integer", 1)]), "computed[a].id: the id 'a' is given twice"),
    (data(question("a"), checks=[check("a", {"answered": "a"}, "a")]), "checks[a].id: the id 'a' is given twice"),
    (data(question("a", "choice", options=[{"id": "o", "title": text("o")}] * 2)), f"{Q}[a].options[o].id: the id 'o' is given twice"),
    # expressions refer only to what comes before
    (data(question("a", ask_when={"answered": "b"}), question("b")), f"{Q}[a].ask_when.answered: 'b' is asked here or later"),
    (data(question("a", ask_when={"answered": "a"})), f"{Q}[a].ask_when.answered: 'a' is asked here or later"),
    (data(question("a", ask_when={"answered": "nmae"}), question("name")), f"{Q}[a].ask_when.answered: there is no question 'nmae'; did you mean 'name'?"),
    (data(steps=[step("s", question("a"), ask_when={"answered": "a"})]), "steps[s].ask_when.answered: 'a' is asked here or later"),
    (data(question("a", ask_when={"is": [{"computed": "c"}, 1]}), question("b", "integer"), computed=[computed("c", "integer", {"answer": "b"})]), f"{Q}[a].ask_when.is[0].computed: 'c' is asked here or later"),
    (data(question("a"), computed=[computed("c", "integer", {"computed": "d"}), computed("d", "integer", {"computed": "c"})]), "computed[c].value.computed: there is no computed value 'd'"),
    (data(question("a", ask_when={"is": [{"answer": "a"}]})), f"{Q}[a].ask_when.is: expected a list of 2 expressions; found a list of 1"),
    (data(question("a"), question("b", ask_when={"isnt": [{"answer": "a"}, "x"]})), f"{Q}[b].ask_when: unknown operator 'isnt'; did you mean 'is_not'?"),
    (data(question("a"), question("b", ask_when={"answer": "a"})), f"{Q}[b].ask_when: expected a yes or no; found a text"),
    (data(question("a", "choice"), question("b", ask_when={"is": [{"answer": "a"}, "wrok"]})), f"{Q}[b].ask_when.is: there is no option 'wrok'; did you mean 'work'?"),
    (data(question("a", "date"), question("b", ask_when={"at_least": [{"answer": "a"}, "2026-04-01"]})), f"{Q}[b].ask_when.at_least[1]: expected a whole number or a decimal number or a date"),
    (data(question("a", "date"), question("b", ask_when={"is": [{"answer": "a"}, "2026-04-01"]})), f'{Q}[b].ask_when.is: a date and a text cannot be compared or mixed; write {{date: "2026-04-01"}}'),
    (data(group("g", question("x")), question("b", ask_when={"answered": "x"})), f"{Q}[b].ask_when.answered: 'x' is asked once per row of 'g'; write rows: g"),
    (data(group("g", question("x"), question("y", ask_when={"answer": "x"}))), f"{Q}[g].questions[y].ask_when.answer: 'x' is asked once per row of 'g'; write {{row: …}}"),
    (data(group("g", question("x"), question("y", ask_when={"is": [{"count": {"rows": "g"}}, 1]}))), f"{Q}[g].questions[y].ask_when.is[0].count.rows: 'g' is asked here or later"),
    (data(group("g", question("x", ask_when={"answered": {"row": "y"}}), question("y"))), f"{Q}[g].questions[x].ask_when.answered.row: 'y' is asked here or later"),
    (data(group("g", question("x")), group("h", question("y", ask_when={"answered": {"row": "x"}}))), f"{Q}[h].questions[y].ask_when.answered.row: 'x' is not asked in the rows of 'h'; write rows: g"),
    (data(question("a"), question("b", ask_when={"is": [{"row": "a"}, "x"]})), f"{Q}[b].ask_when.is[0].row: there is no row here"),
    (data(question("a", "child"), question("b", ask_when={"answered": "a.age"})), f"{Q}[b].ask_when.answered: 'a' has no part 'age'; expected one of birth_date, "),
    (data(question("a", "date", latest={"fact": "todya"})), f"{Q}[a].latest.fact: there is no fact 'todya'; did you mean 'today'?"),
    (data(question("a", "date", latest="2026-04-01")), f"{Q}[a].latest: expected a date; found a text; write {{date: \"2026-04-01\"}}"),
    (data(question("a"), computed=[computed("c", "date", 5)]), "computed[c].value: expected a date; found a whole number"),
    (data(question("a", "decimal"), computed=[computed("c", "money", {"answer": "a"})]), "computed[c].value: expected a whole number; found a decimal number"),
    # care, lists, ranges
    (with_question(care="none"), f"{Q}[name].care: 'none' is less than the type text needs; expected personal or more"),
    (data(question("a", "bank_account", care="personal")), f"{Q}[a].care: 'personal' is less than the type bank_account needs; expected sensitive or more"),
    (with_question(care="sensitive", listed=True), f"{Q}[name].listed: sensitive answers are never listed"),
    (data(question("a", "files", listed=True)), f"{Q}[a].listed: an answer of type files cannot be listed"),
    (data(group("g", question("x", listed=True))), f"{Q}[g].questions[x].listed: answers in rows cannot be listed"),
    (data(*(question(f"q{n}", listed=True) for n in range(13))), "steps: 13 questions are listed; expected at most 12"),
    (with_question(min_length=9, max_length=5), f"{Q}[name].min_length: 9 is more than max_length 5"),
    (data(question("a", "integer", at_least=3, at_most=2)), f"{Q}[a].at_least: 3 is more than at_most 2"),
    (data(group("g", question("x"), at_least=3, at_most=2)), f"{Q}[g].repeat.at_least: 3 is more than repeat.at_most 2"),
    (data(question("a"), question("b", required=True, required_when={"answered": "a"})), f"{Q}[b].required_when: stands beside required: true"),
    (data(question("a", "place", near="b")), f"{Q}[a].near: there is no question 'b'"),
    (data(question("a", "place", near="b"), question("b", "place")), f"{Q}[a].near: 'b' is asked here or later"),
    (data(question("b"), question("a", "place", near="b")), f"{Q}[a].near: 'b' names no place"),
    # paths
    (data(question("a"), checks=[check("c", {"answered": "a"}, "b")]), "checks[c].at[0]: there is no question or part 'b'"),
    (data(question("a", "child"), limits={"one_per": ["a"]}), "limits.one_per[0]: found an answer of several parts"),
    (data(group("g", question("x")), limits={"one_per": ["x"]}), "limits.one_per[0]: 'x' is asked in rows"),
    (data(question("a"), limits={"one_per": ["a.kana"]}), "limits.one_per[0]: there is no question or part 'a.kana'"),
    (data(question("a", "date"), applicant={"name": "a"}), "applicant.name: 'a' is of type date; expected one of child, guardian, person_name, text"),
    ({**with_question(), "identity": "account"}, "applicant.name: is missing"),
    ({**with_question(), "identity": "contact", "applicant": {"name": "name"}, "contact_by": ["phone"]}, "applicant.phone: is missing; expected the question that asks for it"),
    ({**with_question(), "review": {"standard_days": 5, "outcomes": [{"id": "o", "kind": "approved", "title": text("x"), "letter": "l"}]}}, "review.outcomes[o].letter: there is no letter 'l'"),
    # conditions outside of the journey
    (data(question("a"), letters=[{"id": "l", "title": text("x"), "paragraphs": [text("x")], "items": [{"label": text("x"), "value": "x", "show_when": {"answered": "b"}}]}]), "letters[l].items[0].show_when.answered: there is no question 'b'"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "told"), SHAPE + MEANING, ids=[told[:60] for _, told in SHAPE + MEANING])
def test_a_fault_is_told(written: dict[str, Any], told: str) -> None:
    found = faults(written)
    assert any(each.startswith(told) for each in found), found
    assert len(found) == 1, found


def test_every_fault_is_told_at_once() -> None:
    written = data(
        question("kind", "choice", title="たいとる"),
        question("name", titel="x"),
        question("reason", ask_when={"is": [{"answer": "kind"}, "wrok"]}),
        question("later", ask_when={"answered": "last"}),
        question("last", "integer", at_least="1"),
    )
    del written["purpose"]
    written["extra"] = 1
    assert [each.partition(": ")[0] for each in faults(written)] == [
        "purpose",
        f"{Q}[kind].title",
        f"{Q}[name].titel",
        f"{Q}[last].at_least",
        "extra",
        f"{Q}[reason].ask_when.is",
        f"{Q}[later].ask_when.answered",
    ]


def test_what_refers_to_a_faulty_question_is_no_fault_of_its_own() -> None:
    written = data(
        question("kind", "unknown_type"),
        question("b", ask_when={"is": [{"answer": "kind"}, "x"]}),
        question("c", "place", near="kind"),
        checks=[check("d", {"answered": "kind"}, "kind")],
        applicant={"name": "kind"},
    )
    assert [each.partition(": ")[0] for each in faults(written)] == [f"{Q}[kind]"]


def test_a_document_knows_its_questions_by_their_paths() -> None:
    document = parsed(data(question("child", "child"), group("siblings", question("school"))))
    assert document.question("child.birth_date").id == "child"
    assert document.question("siblings/r2/school").id == "school"
    assert document.step_of("siblings/r2/school").id == "first_step"
    assert not document.has_question("nobody")
    with pytest.raises(KeyError):
        document.question("nobody")


def test_a_document_finds_answers_by_their_paths() -> None:
    document = parsed(data(question("child", "child"), group("siblings", question("school"))))
    child = {
        "family": "青木",
        "given": "葵",
        "family_kana": "アオキ",
        "given_kana": "アオイ",
        "birth_date": "2020-05-05",
    }
    answers = {"child": child, "siblings": [{"_id": "r2", "school": "第一小"}]}
    assert document.value_at("child.kana", answers) == "アオキ\u3000アオイ"
    assert document.value_at("child.birth_date", answers) == "2020-05-05"
    assert document.value_at("siblings/r2/school", answers) == "第一小"
    assert document.value_at("siblings/r1/school", answers) is None
    assert document.value_at("child.age", answers) is None
    assert document.value_at(None, answers) is None


def test_sensitive_questions_are_known_inside_groups_too() -> None:
    document = parsed(data(question("a", "bank_account"), group("g", question("b", care="sensitive"))))
    assert document.sensitive_ids() == {"a", "b"}


def test_texts_fall_back_to_japanese() -> None:
    title = Text({"ja": "題", "en": "Title"})
    assert [title.in_(language) for language in ("ja", "ja-easy", "en")] == ["題", "題", "Title"]


def test_documents_are_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        parsed(with_question()).minutes = 9  # type: ignore[misc]


def test_plain_data_is_taken_as_well_as_loaded_texts() -> None:
    written = with_question()
    assert documents.parse(written) == documents.parse(documents.load(json.dumps(written)))
    assert isinstance(documents.parse(written), Document)
