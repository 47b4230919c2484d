"""What can be a personal code."""

from __future__ import annotations

import pytest

from madoguchi.rules.personal_codes import Reason, refuse


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("482913", None),
        ("48291", Reason.NOT_SIX),
        ("4829133", Reason.NOT_SIX),
        ("４８２９１３", Reason.NOT_SIX),  # folded before it comes here
        ("abcdef", Reason.NOT_SIX),
        ("", Reason.NOT_SIX),
        ("000000", Reason.TOO_PLAIN),
        ("123456", Reason.TOO_PLAIN),
        ("654321", Reason.TOO_PLAIN),
        ("567890", Reason.TOO_PLAIN),
        ("121212", Reason.TOO_PLAIN),
        ("482482", Reason.TOO_PLAIN),
    ],
)
def test_what_can_be_a_code(code: str, reason: Reason | None) -> None:
    assert refuse(code) is reason
