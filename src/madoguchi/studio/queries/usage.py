"""How the questions of a procedure fared in its latest applications: figures, nobody's answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from madoguchi.applications.models import AnswerSet, Application
from madoguchi.review.models import Return
from madoguchi.rules.documents import Document
from madoguchi.rules.usage import ENOUGH, Figures, Usage, usages
from madoguchi.selection.queries.editions import answers_scored
from madoguchi.studio.queries.benches import Reach, access_document

LATEST: Final = 200  # applications


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """The questions of a document with what each is for."""

    document: Document
    questions: tuple[Usage, ...]
    applications: int  # that were looked at

    @property
    def unused(self) -> tuple[Usage, ...]:
        """Those that nobody would miss."""
        return tuple(each for each in self.questions if not each.is_used)

    @property
    def hardly(self) -> tuple[Usage, ...]:
        """Those that almost nobody answers."""
        return tuple(each for each in self.questions if each.is_used and each.is_hardly_answered)

    @property
    def has_figures(self) -> bool:
        """Whether enough people applied to say anything."""
        return self.applications >= ENOUGH


def access_usage(slug: str, reach: Reach) -> Reviewed:
    """The draft, else what is in force, with the uses of each question; 404 for other sections."""
    document = access_document(slug, reach)
    figures, applications = figures_of(slug)
    return Reviewed(
        document=document,
        questions=usages(document, figures, applications, scored=answers_scored(document)),
        applications=applications,
    )


def figures_of(slug: str) -> tuple[Mapping[str, Figures], int]:
    """Figures by question id, and of how many applications."""
    latest = Application.objects.filter(version__procedure=slug).order_by("-pk").values_list("pk", flat=True)
    found = list(latest[:LATEST])
    answered, corrected = _counted(found)
    returned = Counter(
        id
        for points in Return.objects.filter(application__in=found, version=None).values_list(
            "points", flat=True
        )
        for id in {_id_of(point["path"]) for point in points}
    )
    ids = answered.keys() | corrected.keys() | returned.keys()
    figures = {
        id: Figures(answered=answered[id], returned=returned[id], corrected=corrected[id]) for id in ids
    }
    return figures, len(found)


def _counted(applications: Iterable[int]) -> tuple[Counter[str], Counter[str]]:
    """How often each question was answered, and changed between the first answers and the last."""
    first: dict[int, dict[str, Any]] = {}
    last: dict[int, dict[str, Any]] = {}
    sets = AnswerSet.objects.filter(application__in=applications).order_by("application", "number")
    for application, answers in sets.values_list("application_id", "answers"):
        first.setdefault(application, answers)
        last[application] = answers
    answered = Counter(id for answers in last.values() for id in _ids_in(answers))
    corrected = Counter(
        id
        for application, answers in last.items()
        for id in answers.keys() | first[application].keys()
        if answers.get(id) != first[application].get(id)
    )
    return answered, corrected


def _ids_in(answers: Mapping[str, Any]) -> set[str]:
    """The questions answered, those in rows once."""
    rows = (row for value in answers.values() if isinstance(value, list) for row in value)
    inside = {key for row in rows if isinstance(row, dict) and "_id" in row for key in row}
    outside = {id for id, value in answers.items() if value not in (None, "", [])}
    return outside | inside - {"_id"}


def _id_of(path: str) -> str:
    return path.rpartition("/")[2].partition(".")[0]
