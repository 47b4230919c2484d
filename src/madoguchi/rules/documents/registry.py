"""What the questions of a document are called, of what type their answers are, and which comes first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from madoguchi.rules.documents import parts
from madoguchi.rules.documents.procedure import Document
from madoguchi.rules.documents.questions import ChoiceQuestion, ChoicesQuestion, GroupQuestion, Question
from madoguchi.rules.expressions.base import Source
from madoguchi.rules.expressions.operators import FACTS
from madoguchi.rules.expressions.reading import LAST, Named, Scope
from madoguchi.rules.texts import ruby_parts


class Registry:
    """Every question with its position. A whole group stands where its last question does."""

    def __init__(self, document: Document) -> None:
        self.answers: dict[str, Named] = {}
        self.computed: dict[str, Named] = {}
        self.groups: dict[str, str] = {}
        self.starts: dict[str, int] = {}
        self.lost: frozenset[str] = frozenset()
        for position, (question, group) in enumerate(_with_groups(document)):
            self._add(question, group, position)

    def _add(self, question: Question, group: GroupQuestion | None, position: int) -> None:
        self.starts[question.id] = position
        if group is not None:
            self.groups[question.id] = group.id
        if not question.has_answer:
            return
        inner = len(question.questions) if isinstance(question, GroupQuestion) else 0
        whole = Named(
            id=question.id,
            type=question.answer_type,
            title=plain(question.title.in_("ja")),
            position=position + inner,
            group=group.id if group else None,
            titles=_option_titles(question),
        )
        self.answers[question.id] = whole
        for name, part in question.parts.items():
            title = f"{whole.title}の{PART_TITLES.get(name, name)}"
            self.answers[f"{question.id}.{name}"] = replace(
                whole, type=part.type, title=title, part=part.get, titles=_PART_OPTIONS.get(name, {})
            )

    def add_computed(self, named: Named) -> None:
        """From here on, `named` may be referred to."""
        self.computed[named.id] = named

    def scope(self, lost: frozenset[str]) -> Scope:
        """What may be named behind all questions."""
        self.lost = lost
        return Scope(answers=self.answers, computed=self.computed, facts=FACTS, before=LAST, lost=lost)

    def scope_before(self, question: Question) -> Scope:
        """What may be named where `question` is asked."""
        group = self.groups.get(question.id)
        start = self.starts[question.id]
        outside = self.starts[group] if group else start
        return replace(self.scope(self.lost), before=outside, group=group, row_before=start)

    def last_position(self, question: Question) -> int:
        """Where the answer to `question` is complete."""
        named = self.answers.get(question.id)
        return named.position if named else self.starts[question.id]

    def position_of(self, source: Source) -> int:
        """Where what an expression looks at is known."""
        if source.kind == "answer" and source.name in self.answers:
            return self.answers[source.name].position
        if source.kind == "computed" and source.name in self.computed:
            return self.computed[source.name].position
        return -1


def plain(text: str) -> str:
    """A text without its ruby."""
    return "".join(part.base for part in ruby_parts(text))


def _with_groups(document: Document) -> Iterator[tuple[Question, GroupQuestion | None]]:
    for step in document.steps:
        for question in step.questions:
            yield question, None
            if isinstance(question, GroupQuestion):
                yield from ((inner, question) for inner in question.questions)


def _option_titles(question: Question) -> dict[str, str]:
    if not isinstance(question, ChoiceQuestion | ChoicesQuestion):
        return {}
    return {option.id: plain(option.title.in_("ja")) for option in question.options}


PART_TITLES = {
    "family": "姓",
    "given": "名",
    "family_kana": "姓フリガナ",
    "given_kana": "名フリガナ",
    "name": "氏名",
    "kana": "フリガナ",
    "birth_date": "生年月日",
    "relation": "続柄",
    "postal_code": "郵便番号",
    "prefecture": "都道府県",
    "city": "市区町村",
    "town": "町名",
    "block": "番地",
    "building": "建物名",
    "count": "件数",
    "cannot": "提出できない理由",
    "days": "日数",
    "minutes": "週の合計分数",
    "bank_code": "金融機関コード",
    "bank_name": "金融機関名",
    "branch_code": "支店コード",
    "branch_name": "支店名",
    "number": "口座番号",
    "holder_kana": "口座名義",
    "kind": "預金種目",
    **{str(rank): f"第{rank}希望" for rank in range(1, 21)},
}
_PART_OPTIONS = {
    "relation": dict(zip(parts.RELATIONS, ("父", "母", "祖父母", "里親", "その他"), strict=True)),
    "kind": dict(zip(parts.ACCOUNT_KINDS, ("普通", "当座"), strict=True)),
}
