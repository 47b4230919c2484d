"""What can be seen in the document alone, without running or visiting anything."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final

from madoguchi.rules import calendar
from madoguchi.rules.analysis import analyse, run_golden
from madoguchi.rules.documents import Document, Question
from madoguchi.rules.documents.base import LANGUAGES
from madoguchi.rules.editing.newborn import UNTOUCHED
from madoguchi.rules.guarding.matters import Finding, Reason
from madoguchi.rules.letters import NAME
from madoguchi.rules.public_texts import Placed, all_texts, public_texts
from madoguchi.rules.translations import Gap

Findings = Iterator[Finding]

ENOUGH_EXAMPLES: Final = 3  # where answers decide about what is asked or refused
OPENS_WITHIN: Final = timedelta(days=400)
LONGEST_SUBJECT: Final = 500
SHORTEST_PURPOSE: Final = 8  # characters: 「審査のため。」 says nothing to a resident

_UNFINISHED: Final = re.compile(
    r"[〇○●◯]{2,}|＊{2,}|\*{3,}|[XＸ×]{3,}|TODO|TBD|FIXME|[(（]仮[)）]|ダミー|lorem", re.IGNORECASE
)
_NOTHING: Final = re.compile(
    r"[-－ー―\s。、.…?？]*|[（(「【]?(未定|未設定|要確認|なし|検討中|後日|あとで)[）)」】]?[。]?"
)
_MOBILE: Final = re.compile(r"(?<!\d)0[789]0[-‐－ー ]?\d{4}[-‐－ー ]?\d{4}(?!\d)")
_NO_PHONE: Final = re.compile(r"[\s0０\-－()（）]*|.*(未定|未設定|XXX|xxx|○○|〇〇).*")
_DELICATE: Final = re.compile(
    "病名|病気|疾患|診断|障害|障がい|アレルギー|服薬|既往|持病|要介護|生活保護|滞納|国籍|在留|信条|宗教|思想"
    "|犯罪|前科|虐待|家庭内暴力|ＤＶ|DV|性的|遺伝"
)
_MY_NUMBER: Final = re.compile("(マイナンバー|個人番号)(?!カード)")
_HAS_AN_ANSWER_IN_WORDS: Final = ("text", "long_text", "integer", "choice", "choices", "yes_no", "files")


def analysis(document: Document) -> Findings:
    """What the analysis says, but for the examples."""
    of_examples = run_golden(document)
    if count := sum(fault not in of_examples for fault in analyse(document)):
        yield Finding(reason=Reason.FAULTS, facts={"count": count})


def examples(document: Document) -> Findings:
    """Whether there are enough examples, and which do not come true."""
    missing = needed_examples(document) - len(document.golden)
    if missing > 0:
        yield Finding(reason=Reason.EXAMPLES_MISSING, facts={"missing": missing})
    wrong = {fault.path.partition("]")[0].removeprefix("golden[") for fault in run_golden(document)}
    for golden in document.golden:
        if golden.id in wrong:
            yield Finding(reason=Reason.EXAMPLE_DIFFERS, subject=golden.id, facts={"title": golden.title})


def needed_examples(document: Document) -> int:
    """One proves that it can be filled in; three where answers decide about what follows."""
    steps = any(step.ask_when is not None for step in document.steps)
    questions = any(
        each.ask_when is not None or each.required_when is not None for each in document.questions()
    )
    return ENOUGH_EXAMPLES if steps or questions or document.checks else 1


def wording(document: Document, desk_host: str) -> Findings:
    """Texts that are not finished, or lead residents where they cannot go."""
    desk = re.compile(rf"/desk(?:/|\b)|{re.escape(desk_host)}" if desk_host else r"/desk(?:/|\b)")
    for placed in all_texts(document):
        for reason, found in _of_text(placed, desk):
            facts = {"place": placed.of, "found": found}
            yield Finding(reason=reason, subject=placed.path, facts=facts)


def _of_text(placed: Placed, desk: re.Pattern[str]) -> Iterator[tuple[Reason, str]]:
    words, title = "\n".join(placed.text.root.values()), placed.text.in_("ja")
    is_example = placed.path.endswith(".example") or ".options[" in placed.path  # 株式会社〇〇
    if title in UNTOUCHED:
        yield Reason.UNFINISHED, title
    elif (found := _UNFINISHED.search(words)) and not is_example:
        yield Reason.UNFINISHED, found[0]
    if found := desk.search(words):
        yield Reason.DESK_ADDRESS, found[0]
    if (found := NAME.search(words)) and not placed.path.startswith("letters["):
        yield Reason.INSERTS_ANSWER, found[0]
    if (found := _MOBILE.search(words)) and not is_example:
        yield Reason.MOBILE_NUMBER, found[0]


def languages(document: Document, stale: Iterable[Gap]) -> Findings:
    """Languages in which residents would meet Japanese, or what the Japanese no longer says."""
    lacking = Counter(
        language
        for placed in public_texts(document)
        for language in LANGUAGES
        if language not in placed.text.root
    )
    for language in LANGUAGES:
        if lacking[language]:
            yield Finding(
                reason=Reason.LANGUAGE_MISSING, subject=language, facts={"count": lacking[language]}
            )
    for each in stale:
        facts = {"language": each.language, "words": each.words, "japanese": each.japanese}
        subject = f"{each.language}:{each.path}:{each.japanese}"  # let be beside this Japanese alone
        yield Finding(reason=Reason.TRANSLATION_STALE, subject=subject[:LONGEST_SUBJECT], facts=facts)


def keeping(document: Document) -> Findings:
    """Whether purpose and retention are said, and delicate answers are kept as such."""
    purpose = document.purpose.in_("ja").strip()
    if len(purpose) < SHORTEST_PURPOSE or _NOTHING.fullmatch(purpose):
        yield Finding(reason=Reason.PURPOSE_MISSING)
    if _NOTHING.fullmatch(document.retention.basis.strip()):
        yield Finding(reason=Reason.BASIS_MISSING)
    for question in document.questions():
        yield from _care(question)


def _care(question: Question) -> Findings:
    title = question.title.in_("ja")
    if question.type not in _HAS_AN_ANSWER_IN_WORDS:
        return
    if _MY_NUMBER.search(title) and question.type != "yes_no":
        yield Finding(reason=Reason.MY_NUMBER, subject=question.id, facts={"title": title})
    if not question.is_sensitive and (found := _DELICATE.search(title)):
        facts = {"title": title, "found": found[0]}
        yield Finding(reason=Reason.CARE_TOO_LOW, subject=question.id, facts=facts)


def dates(document: Document, closes_at: datetime | None, now: datetime) -> Findings:
    """Whether it can still be applied for, and in the year that was meant. `closes_at`: as promised now."""
    opens_at = document.period.opens_at
    if closes_at is not None and closes_at <= now:
        yield Finding(reason=Reason.PERIOD_OVER, facts={"closes_at": closes_at})
    if opens_at is not None and opens_at - now > OPENS_WITHIN:
        yield Finding(reason=Reason.OPENS_FAR, facts={"opens_at": opens_at})
    year = document.target_year
    if year is not None and year < calendar.fiscal_year(calendar.local_day(now)):
        yield Finding(reason=Reason.YEAR_OVER, facts={"year": year})


def reach(document: Document, phone: str) -> Findings:
    """Whether residents can ask somebody, and the city can answer them."""
    if _NO_PHONE.fullmatch(phone):
        yield Finding(reason=Reason.PHONE_MISSING)
    if document.identity == "none":
        for outcome in document.review.outcomes:
            if outcome.letter:
                title = outcome.title.in_("ja")
                yield Finding(reason=Reason.REACHES_NOBODY, subject=outcome.id, facts={"title": title})
