"""Documents that are wrong, by accident or on purpose: every problem with its place, and nothing taken in.

The same list stands in front of whoever checks a file, imports it by command, or hands it in at the desk.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.city.procedures import CLUB, publish_club
from tests.journeys.aoi import apply, begin
from tests.journeys.pages import here, press, text_of

from madoguchi.audit.models import Line
from madoguchi.config import cli_procedure
from madoguchi.procedures.models import Procedure, ProcedureVersion
from madoguchi.studio import commands

JAPANESE = re.compile("[ぁ-ん]")
IMPORT = "/desk/procedures/import-document/"
YES_NO = {"type": "yes_no", "title": {"ja": "問", "ja-easy": "問", "en": "Q"}}


def club(**changes: Any) -> str:
    """The club's document with something wrong in it."""
    return json.dumps({**deepcopy(CLUB), **changes}, ensure_ascii=False)


def asking(*questions: dict[str, Any], **changes: Any) -> str:
    """The club's document with other questions in its second step."""
    steps = deepcopy(CLUB["steps"])
    steps[1]["questions"] += [{**YES_NO, **each} for each in questions]
    return club(steps=steps, **changes)


def computed(*values: tuple[str, Any]) -> list[dict[str, Any]]:
    """Computed numbers."""
    title = {"ja": "値", "ja-easy": "値", "en": "value"}
    return [{"id": id, "title": title, "type": "integer", "value": value} for id, value in values]


BOMB = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join([f'*{before}'] * 10)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
WRONG = {
    "unknown keys": (
        club(colour="blue", steps=[{**CLUB["steps"][0], "colour": 1}]),
        ["colour", "steps[child_step].colour"],
    ),
    "wrong types": (
        club(minutes="ten", number="7", title="学童", contact_by="email"),
        ["minutes", "number", "title", "contact_by"],
    ),
    "a question that depends on itself": (asking({"id": "loop", "ask_when": {"answer": "loop"}}), ["loop"]),
    "questions that depend on each other": (
        asking({"id": "one", "ask_when": {"answer": "two"}}, {"id": "two", "ask_when": {"answer": "one"}}),
        ["one"],
    ),
    "values that are computed from each other": (
        club(
            computed=computed(
                ("one", {"plus": [{"computed": "two"}, 1]}), ("two", {"plus": [{"computed": "one"}, 1]})
            )
        ),
        ["computed"],
    ),
    "ids that stand twice": (asking({"id": "phone"}, {"id": "twice"}, {"id": "twice"}), ["phone", "twice"]),
    "a key that stands twice": ('{"id": "club", "id": "club"}', ["id"]),
    "an operator nobody knows": (asking({"id": "odd", "ask_when": {"eval": "1"}}), ["odd"]),
    "an alias of itself": ("a: &a [*a]", ["document"]),
    "a bomb of aliases": (BOMB, ["document"]),
    "a tag that runs a program": ("!!python/object/apply:os.system ['true']", ["document"]),
    "five megabytes": ("title: " + "x" * 5_000_000, ["document"]),
    "brackets without end": ("[" * 50_000, ["document"]),
    "no document": ("<script>alert(1)</script>", ["document"]),
    "nothing": ("", ["document"]),
    "a list": ("[1, 2]", ["document"]),
    "what cannot be printed": (club(title={"ja": "題\x00名", "ja-easy": "題", "en": "t"}), ["title.ja"]),
    "a script as an id": (asking({"id": "<script>alert(1)</script>"}), ["questions["]),
}
every_wrong_document = pytest.mark.parametrize(("text", "places"), WRONG.values(), ids=WRONG)
Say = Callable[..., tuple[int, list[str]]]


@pytest.fixture
def by_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Say:
    """Runs a command on a text: its exit code and its lines."""

    def run(command: Callable[[list[str]], int], text: str) -> tuple[int, list[str]]:
        (tmp_path / "document.yaml").write_text(text, encoding="utf-8")
        code = command([str(tmp_path / "document.yaml")])
        return code, capsys.readouterr().out.splitlines()

    return run


def listed(page: Any) -> list[str]:
    """The problems that stand on the import page."""
    rows = re.findall(r"<code>(.*?)</code>\s*:?\s*(.*?)</li>", text_of(page), re.S)
    return [f"{html.unescape(place)}: {html.unescape(said).strip()}" for place, said in rows]


def hand_in(desk: Client, text: str) -> Any:
    """An officer hands in a file."""
    return desk.post(IMPORT, {"file": SimpleUploadedFile("document.yaml", text.encode())})


@every_wrong_document
def test_every_problem_is_told_with_its_place_whoever_asks_and_nothing_is_taken_in(
    chikas_desk: Client, by_command: Say, text: str, places: list[str]
) -> None:
    publish_club()
    before = Procedure.objects.values().get(), ProcedureVersion.objects.count(), Line.objects.count()
    code, lines = by_command(cli_procedure.check, text)
    assert code == 1 and all(any(place in line.split(": ")[0] for line in lines) for place in places)
    assert by_command(commands.import_main, text) == (1, lines)
    page = hand_in(chikas_desk, text)
    assert page.status_code == 422 and "<script>alert" not in text_of(page)
    assert [each.split(": ")[0] for each in listed(page)] == [each.split(": ")[0] for each in lines]
    assert all(JAPANESE.search(each) for each in listed(page)), listed(page)
    assert before == (
        Procedure.objects.values().get(),
        ProcedureVersion.objects.count(),
        Line.objects.count(),
    )


SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>[<b>|<i>]"


def hostile(node: Any) -> Any:
    """A document in which every text that anybody reads tries to be code."""
    if isinstance(node, dict) and set(node) <= {"ja", "ja-easy", "en"}:
        return dict.fromkeys(node, SCRIPT)
    if isinstance(node, dict):
        return {key: hostile(value) for key, value in node.items()}
    return [hostile(each) for each in node] if isinstance(node, list) else node


def code_in(page: Any) -> list[str]:
    """What of it stands in the page as code."""
    return [part for part in ("<script>alert", "<img src=x", "<ruby><b>", "<rt><i>") if part in text_of(page)]


@pytest.mark.parametrize("language", ["ja", "ja-easy", "en"])
def test_a_document_of_another_city_brings_no_code_along(
    city: Any, aois_phone: Client, chikas_desk: Client, language: str
) -> None:
    steps = deepcopy(CLUB["steps"])
    steps[1]["questions"][0] |= {"hint": {"ja": "x"}, "why": {"ja": "x"}, "example": {"ja": "x"}}
    publish_club(**hostile({**CLUB, "steps": steps}))
    aois_phone.get("/", {"language": language})
    application = apply(aois_phone)
    draft = begin(aois_phone)[1]
    mine = [aois_phone.get(url) for url in ("/", "/?q=script", "/me/", "/procedures/club/")]
    mine += [draft, press(aois_phone, draft, here(draft))]
    names = ("applications:receipt", "portal:application", "portal:withdraw")
    mine += [aois_phone.get(reverse(name, args=[application.reference])) for name in names]
    desk = [chikas_desk.get(url) for url in ("/desk/", "/desk/applications/", "/desk/procedures/club/")]
    desk += [
        chikas_desk.get(url) for url in ("/desk/procedures/", "/desk/procedures/club/preview/child_step/")
    ]
    names = ("review:application", "review:return", "review:decide")
    desk += [chikas_desk.get(reverse(name, args=[application.reference])) for name in names]
    assert {page.status_code for page in (*mine, *desk)} == {200, 422}
    assert [(here(page), code_in(page)) for page in (*mine, *desk) if code_in(page)] == []
