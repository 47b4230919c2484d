"""Only a sound draft that somebody looked at becomes the version in force."""

import pytest

from madoguchi.rules.problems import Fault
from madoguchi.rules.publishing import Facts, Reason, Refusal, refuse

FAULT = Fault("steps/0", "has no question")


def test_a_sound_draft_is_published() -> None:
    assert refuse(Facts(draft="b", seen="b", current="a", faults=())) is None


def test_the_first_version_has_nothing_before_it() -> None:
    assert refuse(Facts(draft="b", seen="b", current=None, faults=())) is None


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        (Facts(draft=None, seen="b", current="a", faults=()), Refusal(Reason.NO_DRAFT)),
        (Facts(draft="c", seen="b", current="a", faults=()), Refusal(Reason.CHANGED_MEANWHILE)),
        (Facts(draft="a", seen="a", current="a", faults=()), Refusal(Reason.UNCHANGED)),
        (Facts(draft="b", seen="b", current="a", faults=[FAULT]), Refusal(Reason.FAULTY, (FAULT,))),
        (
            Facts(draft="b", seen="b", current="a", faults=(), breaks_promise=True),
            Refusal(Reason.PROMISED),
        ),
    ],
)
def test_what_is_not_published_and_why(facts: Facts, refusal: Refusal) -> None:
    assert refuse(facts) == refusal
