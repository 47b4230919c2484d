"""Options, places and consent: only what is offered can be chosen."""

import pytest

from madoguchi.rules.questions import read, show

PLACES = {
    "club": {
        "a": {"name": "若麦", "names": {"en": "Wakamugi"}},
        "b": {"name": "羽音"},
        "c": {"name": "木漏れ日"},
    }
}


@pytest.mark.parametrize(
    ("raw", "answer"), [("yes", True), ("on", True), (True, True), ("no", False), ("false", False)]
)
def test_yes_and_no_are_read_as_browsers_post_them(ask, raw, answer):
    assert read(ask("yes_no"), raw, {}) is answer


def test_an_option_nobody_offers_is_refused(ask):
    (problem,) = read(ask("choice"), "perhaps", {})
    assert (problem.code, problem.facts) == ("unknown_option", {"option": "perhaps"})


def test_chosen_options_stand_in_the_order_of_the_document(ask, codes):
    assert read(ask("choices"), ["no", "yes", "no"], {}) == ["yes", "no"]
    assert codes(read(ask("choices", at_most=1), ["no", "yes"], {})) == {"q": "too_many_chosen"}


@pytest.mark.parametrize("raw", [False, "", "no", None])
def test_consent_that_is_not_given_is_no_answer(ask, raw):
    assert read(ask("consent"), raw, {}) is None


def test_any_code_is_a_place_until_places_are_known(ask, codes):
    assert read(ask("place", places="club"), "z", {}) == "z"
    assert codes(read(ask("place", places="club"), "z", {"places": PLACES})) == {"q": "unknown_place"}


def test_empty_ranks_are_closed_up(ask):
    assert read(ask("ranked_places"), ["", "b", None, "a"], {"places": PLACES}) == ["b", "a"]


def test_the_same_place_twice_is_named_with_both_ranks(ask):
    (problem,) = read(ask("ranked_places"), ["a", "b", "a"], {"places": PLACES})
    assert (problem.path, problem.code, problem.facts) == ("q.3", "same_place", {"first": 1, "second": 3})


def test_more_wishes_than_asked_for_are_refused(ask, codes):
    assert codes(read(ask("ranked_places", at_most=1), ["a", "b"], {})) == {"q": "too_many_chosen"}


def test_places_are_called_by_their_names(ask):
    question = ask("ranked_places")
    assert show(question, ["a", "b"], "ja", {"places": PLACES}) == "第1希望 若麦、第2希望 羽音"
    assert show(question, ["a", "b"], "en", {"places": PLACES}) == "1. Wakamugi, 2. 羽音"
    assert show(question, ["gone"], "ja", {"places": PLACES}) == "第1希望 gone"
