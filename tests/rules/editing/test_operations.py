"""What each operation makes of a document, and what is refused with its place named."""

from __future__ import annotations

from typing import Any

import pytest
from tests.rules.samples import check, computed, data, faults, group, parsed, question, step, text

from madoguchi.rules import documents
from madoguchi.rules.documents import Document
from madoguchi.rules.editing import (
    FIRST,
    TYPES,
    Add,
    All,
    Changed,
    Duplicate,
    Group,
    Move,
    Operation,
    Paste,
    Refused,
    Remove,
    Retype,
    Set,
    Ungroup,
    change,
    clash,
    newborn,
)
from madoguchi.rules.editing.changing import plain_of
from madoguchi.rules.editing.places import pieces, title_at

BECAUSE = {"is": [{"answer": "reason"}, "work"]}
GOLDEN = {
    "id": "usual",
    "title": "ふつう",
    "at": "2026-11-22T12:00+09:00",
    "answers": {"reason": "work", "employer": "ひばり商店", "people": [{"_id": "r1", "age": 5}]},
    "expect": {"complete": True, "visible": ["employer"]},
}
LETTER = {
    "id": "yes",
    "title": text("通知書"),
    "paragraphs": [text("{arrived_on}の申請を承認します。")],
    "items": [
        {"label": text("勤め先"), "value": "{employer}"},
        {"label": text("番号"), "value": "{reference}"},
    ],
}


def written(**more: Any) -> dict[str, Any]:
    """Two steps: a reason and the employer it asks for; people, one by one."""
    return data(
        steps=[
            step("work_step", question("reason", "choice"), question("employer", ask_when=BECAUSE)),
            step("home_step", group("people", question("age", "integer")), question("remark", "long_text")),
        ],
        **more,
    )


def after(operation: Operation, before: dict[str, Any] | None = None) -> Document:
    """The document that the operation makes of it."""
    changed = change(before or written(), operation)
    assert isinstance(changed, Changed), changed.faults
    assert changed.text == documents.canonical(parsed(plain_of(changed.text)))
    return changed.document


def refused(operation: Operation, before: dict[str, Any] | None = None) -> Refused:
    """Why the operation is not carried out."""
    found = change(before or written(), operation)
    assert isinstance(found, Refused)
    return found


def ids(document: Document) -> list[str]:
    return [each.id for each in document.questions()]


WORK = "steps[work_step].questions"
HOME = "steps[home_step].questions"


@pytest.mark.parametrize("type", TYPES)
def test_a_new_question_of_every_type_can_stand_at_once(type: str) -> None:
    made = after(Add(WORK, newborn.question(type, "fresh", places="club")))
    assert made.question("fresh").type == type
    title = made.question("fresh").title.root
    assert set(title) == (
        {"ja"} if title["ja"] in {*newborn.UNTOUCHED, "添付書類"} else {"ja", "ja-easy", "en"}
    )


def test_added_behind_another_or_first_or_last() -> None:
    fresh = newborn.question("text", "fresh")
    assert ids(after(Add(WORK, fresh, after="reason")))[:3] == ["reason", "fresh", "employer"]
    assert ids(after(Add(WORK, fresh, after=FIRST)))[0] == "fresh"
    assert ids(after(Add(WORK, fresh)))[2] == "fresh"
    assert ids(after(Add(WORK, fresh, after="taken_away_meanwhile")))[2] == "fresh"


def test_a_text_is_set_and_taken_away() -> None:
    made = after(Set(f"{WORK}[employer].hint.ja", "会社の名前"))
    assert made.question("employer").hint.in_("ja") == "会社の名前"  # type: ignore[union-attr]
    gone = after(Set(f"{WORK}[employer].hint.ja", "  "), plain_of(documents.canonical(made)))
    assert gone.question("employer").hint is None


def test_what_breaks_the_document_is_refused_at_its_place() -> None:
    found = refused(Set(f"{WORK}[employer].title.ja", ""))
    assert [fault.path for fault in found.faults] == [f"{WORK}[employer].title"]
    assert refused(Set(f"{WORK}[employer].max_length", 5000)).faults[0].path == f"{WORK}[employer].max_length"


@pytest.mark.parametrize("path", [f"{WORK}[employer].id", "id", "schema"])
def test_an_id_never_changes(path: str) -> None:
    assert refused(Set(path, "other")).faults[0].message == "an id never changes"


@pytest.mark.parametrize(
    "operation",
    [
        Set("steps[nowhere].title.ja", "x"),
        Remove(f"{WORK}[nothing]"),
        Move(f"{WORK}[nothing]", HOME),
        Move(f"{WORK}[reason]", "steps[nowhere].questions"),
        Duplicate(f"{WORK}[nothing]", "a1"),
        Group(f"{WORK}[nothing]", "rows"),
        Retype("title", "text"),
    ],
)
def test_what_is_no_longer_there_is_refused(operation: Operation) -> None:
    assert "no longer there" in refused(operation).faults[0].message


def test_a_copy_has_ids_of_its_own_and_says_the_same_of_others() -> None:
    made = after(Duplicate(f"{WORK}[employer]", "a1"))
    assert ids(made)[:3] == ["reason", "employer", "employer_a1"]
    assert made.question("employer_a1").ask_when == BECAUSE


def test_the_copy_of_a_group_and_of_a_step_speaks_of_itself() -> None:
    asked = group(
        "people",
        question("age", "integer"),
        question("school", ask_when={"more_than": [{"row": "age"}, 5]}),
    )
    before = data(steps=[step("home", asked, question("why"))])
    made = after(Duplicate("steps[home]", "b2"), before)
    copy = made.step("home_b2")
    assert [each.id for each in made.questions()][4:] == [
        "people_b21", "age_b22", "school_b23", "why_b24",
    ]  # fmt: skip
    assert made.question("school_b23").ask_when == {"more_than": [{"row": "age_b22"}, 5]}
    assert copy.title == made.step("home").title


def test_a_copy_claims_no_column_of_the_list() -> None:
    made = after(Duplicate("steps[first_step].questions[a]", "a1"), data(question("a", listed=True)))
    assert [each.id for each in made.listed()] == ["a"]


def test_moved_behind_what_refers_to_it_is_refused() -> None:
    found = refused(Move(f"{WORK}[reason]", HOME))
    assert found.faults[0].path.startswith(f"{WORK}[employer].ask_when")
    assert ids(after(Move(f"{WORK}[employer]", HOME, after=FIRST))) == [
        "reason", "employer", "people", "age", "remark",
    ]  # fmt: skip


def test_moved_into_a_group_and_out_again() -> None:
    made = after(Move(f"{HOME}[remark]", f"{HOME}[people].questions"))
    assert [each.id for each in made.step("home_step").questions] == ["people"]
    back = after(Move(f"{HOME}[people].questions[remark]", HOME), plain_of(documents.canonical(made)))
    assert [each.id for each in back.step("home_step").questions] == ["people", "remark"]


def test_the_last_question_takes_its_step_along() -> None:
    before = data(steps=[step("one", question("a")), step("two", question("b"))])
    assert [
        each.id for each in after(Move("steps[two].questions[b]", "steps[one].questions"), before).steps
    ] == ["one"]
    assert [each.id for each in after(Remove("steps[two].questions[b]"), before).steps] == ["one"]
    assert "expected at least 1 entries" in str(
        refused(Remove("steps[one].questions[a]"), data(steps=[before["steps"][0]])).faults
    )


def test_grouped_and_ungrouped() -> None:
    made = after(Group(f"{HOME}[remark]", "remarks"))
    assert ids(made)[-2:] == ["remarks", "remark"]
    assert after(Ungroup(f"{HOME}[remarks]"), plain_of(documents.canonical(made))) == parsed(written())


def test_retyped_it_keeps_what_the_new_type_knows() -> None:
    made = after(Retype(f"{HOME}[remark]", "text"))
    assert made.question("remark").type == "text" and made.question("remark").title.in_("ja") == "remark"
    assert "ask_when" in refused(Retype(f"{WORK}[reason]", "date")).faults[0].path


def test_pasted_options_keep_ids_where_the_words_stay() -> None:
    pasted = after(
        Paste(f"{WORK}[reason]", (("study", ""), ("work", "会社など"), ("育児", ""), ("育児", "")), "z9")
    )
    options = {each.id: each for each in pasted.question("reason").options}  # type: ignore[attr-defined]
    assert list(options) == ["study", "work", "option_z93"]
    assert options["work"].hint.in_("ja") == "会社など"


def test_pasting_over_an_option_that_a_condition_names_is_refused() -> None:
    found = refused(Paste(f"{WORK}[reason]", (("study", ""),), "z9"))
    assert found.faults[0].path.startswith(f"{WORK}[employer].ask_when")


def everywhere() -> dict[str, Any]:
    """A document that names the employer in every way there is."""
    named = {"answered": "employer"}
    return written(
        checks=[check("silent", {"not": named}, "employer")],
        computed=[computed("known", "yes_no", named), computed("again", "yes_no", {"computed": "known"})],
        limits={"one_per": ["reason", "employer"]},
        applicant={"name": "employer"},
        letters=[LETTER],
        golden=[GOLDEN],
    )


def test_removing_what_is_referred_to_names_every_place() -> None:
    found = refused(Remove(f"{WORK}[employer]"), everywhere())
    assert {pieces(fault.path)[:2] for fault in found.faults} == {
        ("checks", "silent"),
        ("computed", "known"),
        ("computed", "again"),
        ("limits", "one_per"),
        ("applicant", "name"),
        ("letters", "yes"),
        ("golden", "usual"),
    }
    assert found.removable


def test_with_its_uses_it_goes_and_the_document_stays_sound() -> None:
    made = after(Remove(f"{WORK}[employer]", uses=True), everywhere())
    assert not made.checks and not made.computed and made.applicant.name is None
    assert made.limits.one_per == ("reason",)
    assert [item.value for item in made.letters[0].items] == ["{reference}"]
    assert made.golden[0].answers == {"reason": "work", "people": [{"_id": "r1", "age": 5}]}
    assert made.golden[0].expect.visible == ()


def test_a_condition_goes_and_its_question_stays() -> None:
    made = after(Remove(f"{WORK}[reason]", uses=True))
    assert made.question("employer").ask_when is None


def test_letters_and_examples_count_as_uses() -> None:
    found = refused(Remove(f"{WORK}[employer]"), written(letters=[LETTER], golden=[GOLDEN]))
    assert {pieces(fault.path)[0] for fault in found.faults} == {"letters", "golden"}


def test_a_sentence_of_a_letter_is_not_torn() -> None:
    torn = {**LETTER, "paragraphs": [text("{employer}での勤務を認めます。")]}
    found = refused(Remove(f"{WORK}[employer]", uses=True), written(letters=[torn]))
    assert not found.removable
    assert "letters[yes].paragraphs[0].ja" in [fault.path for fault in found.faults]


def test_what_dangled_before_does_not_keep_anything_from_going() -> None:
    stray = {**LETTER, "items": [{"label": text("x"), "value": "{nobody}"}]}
    assert "remark" not in ids(after(Remove(f"{HOME}[remark]"), written(letters=[stray])))


def test_an_option_in_use_is_named_and_goes_with_its_conditions() -> None:
    found = refused(Remove(f"{WORK}[reason].options[work]"))
    assert found.removable and found.faults[0].path.startswith(f"{WORK}[employer].ask_when")
    assert after(Remove(f"{WORK}[reason].options[work]", uses=True)).question("employer").ask_when is None


def test_several_at_once_all_or_none() -> None:
    both = All((Set(f"{WORK}[employer].title.ja", "勤務先"), Set(f"{WORK}[employer].required", False)))
    made = after(both).question("employer")
    assert (made.title.in_("ja"), made.required) == ("勤務先", False)
    refused(All((both, Set(f"{WORK}[reason].title.ja", ""))))


def test_two_people_in_different_places_do_not_clash() -> None:
    seen, now = written(), written(title=text("新しい名前"))
    assert clash(Set("summary.ja", "説明"), seen=seen, now=now) is None
    assert clash(Add(WORK, newborn.question("text", "x")), seen=None, now=now) is None


def test_two_people_in_the_same_place_do() -> None:
    seen, now = written(), written(title=text("新しい名前"))
    found = clash(Set("title.ja", "別の名前"), seen=seen, now=now)
    assert found and (found.path, found.mine, found.theirs) == ("title.ja", "別の名前", "新しい名前")
    assert clash(Set("title.ja", "新しい名前"), seen=seen, now=now) is None
    assert clash(Set("title.ja", "別の名前"), seen=None, now=now)


def test_what_somebody_is_changing_is_not_removed_under_their_hands() -> None:
    now = written()
    now["steps"][0]["questions"][1]["title"] = text("会社")
    assert clash(Remove(f"{WORK}[employer]"), seen=written(), now=now)
    assert clash(Remove(f"{WORK}[reason]"), seen=written(), now=now) is None


def test_a_place_is_called_by_what_stands_there() -> None:
    assert title_at(written(), f"{WORK}[reason].options[work].hint.ja") == {"ja": "work"}
    assert title_at(written(), "period.opens_at") is None
    assert not faults(written())
