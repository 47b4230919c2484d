"""Questions of every type, made as a document makes them."""

import json

import pytest
from pydantic import TypeAdapter

from madoguchi.rules.documents.questions import AnyQuestion

_QUESTION = TypeAdapter(AnyQuestion)

OPTIONS = [{"id": "yes", "title": {"ja": "ある", "en": "There is"}}, {"id": "no", "title": {"ja": "ない"}}]
NEEDED = {
    "choice": {"options": OPTIONS},
    "choices": {"options": OPTIONS},
    "consent": {"statement": {"ja": "同意します"}},
    "explanation": {"body": {"ja": "説明"}},
    "place": {"places": "school"},
    "slot": {"offering": "interview"},
    "ranked_places": {"places": "club"},
    "group": {
        "repeat": {"at_most": 3, "noun": {"ja": "きょうだい"}},
        "questions": [
            {"id": "who", "type": "child", "title": {"ja": "子"}},
            {"id": "day", "type": "date", "title": {"ja": "日"}},
        ],
    },
}


@pytest.fixture
def ask():
    """ask("date", earliest=…) → the question a document would hold."""

    def make(type_, **keys):
        written = {"id": "q", "type": type_, "title": {"ja": "問い"}, **NEEDED.get(type_, {}), **keys}
        return _QUESTION.validate_json(json.dumps(written))

    return make


@pytest.fixture
def codes():
    """The problems of a reading as {path: code}."""
    return lambda found: {problem.path: problem.code for problem in found}
