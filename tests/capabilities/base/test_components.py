"""The components every page is made of."""

from __future__ import annotations

import re

import pytest
from django import forms
from django.template import engines
from django_cotton.compiler_regex import CottonCompiler

from madoguchi.base.fields import Field


def draw(source, /, **values):
    return engines["django"].from_string(CottonCompiler().process(source)).render(values)


def test_a_button_with_an_address_is_a_link():
    assert '<a class="button button-solid button-lg " href="/x"' in draw('<c-button href="/x">Go</c-button>')


def test_a_button_carries_its_name_once():
    assert draw('<c-button name="next" value="1">Go</c-button>').count("name=") == 1


def test_what_a_component_does_not_know_is_passed_on():
    assert 'hx-get="/y"' in draw('<c-button hx-get="/y">Go</c-button>')


def test_a_component_sees_nothing_of_its_caller():
    assert "secret" not in draw("<c-button>Go</c-button>", href="secret", name="secret")


def test_a_heading_is_escaped_once():
    assert "a&lt;b &amp; c" in draw('<c-banner :heading="words" />', words="a<b & c")


def test_a_field_says_whether_it_must_be_answered():
    assert "必須" in draw('<c-field :field="field"><input id="n"></c-field>', field=Field(id="n", label="名"))
    optional = Field(id="n", label="名", required=False)
    assert "任意" in draw('<c-field :field="field"><input id="n"></c-field>', field=optional)


def test_what_is_wrong_stands_beside_its_field():
    wrong = Field(id="n", label="名", hint="漢字で", errors=["名を入力してください。<"])
    drawn = draw('<c-field :field="field"><input id="n"></c-field>', field=wrong)
    assert '<div class="wrong" id="n_error"><p>＊名を入力してください。&lt;</p></div>' in drawn
    assert wrong.described_by == "n_error n_helptext"


def test_several_controls_are_a_group_with_a_legend():
    assert "<legend" in draw(
        '<c-field :field="field">…</c-field>', field=Field(id="n", label="名", group=True)
    )


def test_a_django_field_brings_its_control():
    class Asked(forms.Form):
        code = forms.CharField(label="番号", required=False)

    drawn = draw('<c-field :field="field" />', field=Asked()["code"])
    assert '<label class="label" id="id_code_label" for="id_code">番号' in drawn
    assert '<input type="text" name="code" id="id_code">' in drawn
    assert "任意" in drawn


@pytest.mark.parametrize(
    ("state", "said"), [("completed", "入力済み"), ("editing", "全2ステップのうち1番目")]
)
def test_steps_say_where_one_stands(state, said):
    steps = [{"title": "一", "state": state}, {"title": "二", "state": "none"}]
    assert said in draw('<c-steps :steps="steps" />', steps=steps)


def test_no_component_is_left_undrawn():
    every = (
        "<c-card heading='x'><c-badge>y</c-badge><c-empty heading='z' />"
        "<c-summary><c-row term='t'>v</c-row></c-summary></c-card>"
    )
    assert not re.search(r"</?c-", draw(every))
