"""Flaws of a page that its HTML tells; each seen alone in a page that is otherwise in order."""

from __future__ import annotations

import pytest

from madoguchi.rules.markup import Flaw, Flawed, inspect


def page(body: str, *, html: str = 'lang="ja"', title: str = "題") -> str:
    head = f"<!doctype html><html {html}><head><title>{title}</title></head>"
    return f"{head}<body><h1>見出し</h1>{body}</body></html>"


@pytest.mark.parametrize(
    "body",
    [
        '<label for="a">氏名</label><input id="a" name="a">',
        '<label>氏名 <input name="a"></label>',
        '<input aria-label="氏名"><input type="hidden" name="x"><button type="submit">送る</button>',
        '<span id="l">氏名</span><select aria-labelledby="l"></select>',
        '<fieldset><legend>性別</legend><label><input type="radio" name="r"> はい</label></fieldset>',
        '<h2>一</h2><h3>二</h3><h2>三</h2><img src="x" alt=""><a href="/"><img src="y" alt="市"></a>',
        '<fieldset><legend>A</legend><label for="x">はい</label><input type="radio" id="x">'
        '</fieldset><fieldset><legend>B</legend><label for="y">はい</label><input type="radio" id="y">'
        "</fieldset>",
        '<div role="group" aria-labelledby="r1"><h3 id="r1">1</h3><label>氏名<input></label></div>'
        '<div role="group" aria-labelledby="r2"><h3 id="r2">2</h3><label>氏名<input></label></div>',
    ],
)
def test_pages_in_order(body: str) -> None:
    assert inspect(page(body)) == ()


@pytest.mark.parametrize(
    ("body", "flaw"),
    [
        ('<input name="a">', Flawed(Flaw.NO_LABEL, "a")),
        ('<input name="a" placeholder="氏名">', Flawed(Flaw.NO_LABEL, "a")),
        ('<label for="a"></label><input id="a" name="n">', Flawed(Flaw.NO_LABEL, "n")),
        ('<label for="b">氏名</label>', Flawed(Flaw.POINTS_NOWHERE, "b")),
        ('<p id="a"></p><p id="a"></p>', Flawed(Flaw.SAME_ID, "a")),
        ("<h3>飛んだ</h3>", Flawed(Flaw.HEADING_SKIPPED, "飛んだ")),
        ("<h1>二つ目</h1>", Flawed(Flaw.MANY_HEADINGS)),
        ('<img src="x.png">', Flawed(Flaw.NO_ALT, "x.png")),
        ('<fieldset id="f"><label><input type="radio"> はい</label></fieldset>', Flawed(Flaw.NO_LEGEND, "f")),
        ('<a href="/x"><img src="y" alt=""></a>', Flawed(Flaw.EMPTY_LINK, "/x")),
        ('<button id="b"></button>', Flawed(Flaw.EMPTY_LINK, "b")),
        ('<p id="p" tabindex="3">', Flawed(Flaw.TAB_ORDER, "p")),
        (
            '<label for="a">氏名</label><input id="a"><label for="b">氏名</label><input id="b">',
            Flawed(Flaw.SAME_LABEL, "氏名"),
        ),
    ],
)
def test_each_flaw_is_found(body: str, flaw: Flawed) -> None:
    assert inspect(page(body)) == (flaw,)


def test_language_title_and_heading_are_needed() -> None:
    assert Flawed(Flaw.NO_LANGUAGE) in inspect(page("", html=""))
    assert Flawed(Flaw.NO_TITLE) in inspect(page("", title=" "))
    assert Flawed(Flaw.NO_HEADING) in inspect("<html lang=ja><title>題</title><p>文</p>")
