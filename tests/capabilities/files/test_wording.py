"""Every refusal has a sentence in every language; too large requests are stopped early."""

from __future__ import annotations

import pytest
from django.core.exceptions import RequestDataTooBig
from django.test import RequestFactory
from django.utils import translation

from madoguchi.files import uploads, wording
from madoguchi.files.refusals import Code

FACTS = {"size": "28", "limit": 10, "extension": ".zip"}


@pytest.mark.parametrize("language", ["ja", "ja-easy", "en"])
@pytest.mark.parametrize("code", Code)
def test_every_refusal_can_be_told(code, language):
    with translation.override(language):
        told = wording.explain(code, FACTS)
    assert told and "{" not in told
    assert (wording.SENTENCES[code].split("{")[0] in told) == (language == "en")


def test_what_stands_in_a_name_cannot_become_a_page():
    assert "<script>" not in wording.explain(Code.KIND, {"extension": ".<script>"})


def test_limits_are_told_before_sending():
    with translation.override("ja"):
        assert "1つ10MBまで、5つまで" in wording.what_may_be_sent(5)


def test_a_request_that_announces_too_much_is_stopped(settings):
    request = RequestFactory().post("/", {"a": "b"})
    request.META["CONTENT_LENGTH"] = str(uploads.LARGEST_REQUEST + 1)
    with pytest.raises(RequestDataTooBig):
        request.POST  # noqa: B018 - reading it is the deed
