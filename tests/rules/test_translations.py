"""The Japanese changes; whoever reads another language must not be told what was true before."""

from copy import deepcopy
from typing import Any

from madoguchi.rules.documents.base import LANGUAGES
from madoguchi.rules.translations import Made, gaps, key_of, left_behind, wordings

TITLE = {"ja": "申請", "ja-easy": "[申|もう]し[込|こ]み", "en": "Application"}
PLAIN: dict[str, Any] = {
    "title": TITLE,
    "papers": [{"ja": "写真"}],
    "steps": [
        {
            "id": "home",
            "title": {"ja": "家", "ja-easy": "[家|いえ]", "en": "Home"},
            "questions": [
                {"id": "reason", "title": {"ja": "理由", "ja-easy": "[理由|りゆう]", "en": "Reason"}}
            ],
        }
    ],
    "review": {"checklist": [{"id": "seen", "text": {"ja": "見た"}}]},
    "golden": [{"id": "one", "answers": {"name": {"ja": "x"}}}],
}
REASON = "steps[home].questions[reason].title"


def changed(**words: str) -> dict[str, Any]:
    """The document with other words for the reason."""
    plain = deepcopy(PLAIN)
    plain["steps"][0]["questions"][0]["title"].update(words)
    return plain


def test_every_text_has_its_place_and_its_readers() -> None:
    found = {each.path: each.for_residents for each in wordings(PLAIN)}
    assert found == {
        "title": True,
        "papers[0]": True,
        "steps[home].title": True,
        REASON: True,
        "review.checklist[seen].text": False,
    }


def test_what_is_missing_is_told_for_residents_only() -> None:
    assert [(each.path, each.language) for each in gaps(PLAIN, ()).missing] == [
        ("papers[0]", language) for language in LANGUAGES[1:]
    ]


def test_a_translation_left_as_it_was_is_stale() -> None:
    after = changed(ja="利用の理由", en="Reason for use")
    (made,) = left_behind(PLAIN, after, ())
    assert (made.language, made.japanese) == ("ja-easy", "理由")
    (gap,) = gaps(after, (made,)).stale
    assert (gap.path, gap.language, gap.japanese, gap.made_from) == (REASON, "ja-easy", "利用の理由", "理由")


def test_it_is_stale_no_more_once_translated_and_again_when_that_is_undone() -> None:
    after = changed(ja="利用の理由")
    made = left_behind(PLAIN, after, ())
    translated = changed(ja="利用の理由", en="Reason for use", **{"ja-easy": "[使|つか]う [理由|りゆう]"})
    assert left_behind(after, translated, made) == ()
    assert gaps(translated, made).stale == ()
    assert len(gaps(after, made).stale) == 2


def test_the_japanese_back_as_it_was_leaves_nothing_stale() -> None:
    after = changed(ja="利用の理由")
    made = left_behind(PLAIN, after, ())
    assert left_behind(after, PLAIN, made) == ()
    assert gaps(PLAIN, made).stale == ()


def test_what_it_was_first_made_from_is_remembered_over_many_changes() -> None:
    once, twice = changed(ja="利用の理由"), changed(ja="利用する理由")
    made = left_behind(PLAIN, once, ())
    assert left_behind(once, twice, made) == ()
    assert {each.made_from for each in gaps(twice, made).stale} == {"理由"}


def test_a_moved_question_takes_along_what_is_known_of_it() -> None:
    moved = changed(ja="利用の理由")
    moved["steps"].append({"id": "last", "title": TITLE, "questions": moved["steps"][0]["questions"]})
    moved["steps"][0]["questions"] = []
    assert {each.language for each in left_behind(PLAIN, moved, ())} == {"ja-easy", "en"}
    assert key_of("steps[last].questions[group].questions[reason].title") == key_of(REASON)


def test_other_words_are_not_taken_for_those_that_are_known() -> None:
    known = (Made(key=key_of(REASON), language="en", words="Ground", japanese="根拠"),)
    (easy, english) = left_behind(PLAIN, changed(ja="利用の理由"), known)
    assert (easy.japanese, english.japanese) == ("理由", "理由")
