"""Reading lists of transfers: what they rest on, what they come to, and who may look at them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.http import Http404
from pydantic import TypeAdapter

from madoguchi.people.models import Officer, Post, Section, TransferPlan
from madoguchi.people.queries import administers, staffed_by
from madoguchi.rules import transfers
from madoguchi.rules.transfers import Facts, OfficerFact, Plan, PostFact, Row, SectionFact

OUTCOME: Final = TypeAdapter(Plan)


def access_plan(*, plan_id: UUID, officer: Officer, on: date) -> TransferPlan:
    """A list this officer handed in, or any for those who place the officers of every section."""
    found = TransferPlan.objects.select_related("imported_by").filter(pk=plan_id).first()
    if found is None or not (found.imported_by_id == officer.pk or keeps_posts(officer=officer, on=on)):
        raise Http404
    return found


def list_plans(*, officer: Officer, on: date) -> list[TransferPlan]:
    """The lists this officer may look at, the latest first."""
    mine = Q() if keeps_posts(officer=officer, on=on) else Q(imported_by=officer)
    found = TransferPlan.objects.filter(mine).select_related("imported_by")
    return list(found.defer("rows", "outcome").order_by("-imported_at"))


def keeps_posts(*, officer: Officer, on: date) -> bool:
    """Whether an officer places the officers of every section."""
    return Section.objects.filter(pk__in=administers(officer=officer, on=on), keeps_posts=True).exists()


def plan_of(*, plan: TransferPlan, officer: Officer, on: date) -> Plan:
    """What the list comes to: as it was taken, or on the posts as they are today."""
    if plan.outcome is not None:
        return OUTCOME.validate_python(plan.outcome)
    rows = [Row(line=each["line"], cells=each["cells"]) for each in plan.rows]
    return transfers.plan(rows, _facts(plan, officer, on))


def written(plan: Plan) -> object:
    """A plan as JSON, to be kept with the list it came from."""
    return OUTCOME.dump_python(plan, mode="json")


def _facts(plan: TransferPlan, officer: Officer, on: date) -> Facts:
    return Facts(
        today=on,
        sections={
            each.pk: SectionFact(code=each.pk, name=each.name, starts_on=each.starts_on, ends_on=each.ends_on)
            for each in Section.objects.all()
        },
        officers=_officers(on),
        staffed=staffed_by(officer=officer, on=on),
        past_confirmed=plan.past_confirmed,
    )


def _officers(on: date) -> dict[str, OfficerFact]:
    posts: dict[int, list[PostFact]] = defaultdict(list)
    for each in Post.objects.filter(Q(ends_on=None) | Q(ends_on__gte=on.replace(year=on.year - 1, day=1))):
        posts[each.officer_id].append(_post(each))
    return {
        each.number: OfficerFact(
            number=each.number,
            name=each.name,
            kana=each.kana,
            closed_from=each.account.closed_from,
            closed_until=each.account.closed_until,
            posts=tuple(posts[each.pk]),
        )
        for each in Officer.objects.select_related("account")
    }


def _post(post: Post) -> PostFact:
    return PostFact(
        id=post.pk,
        section=post.section_id,
        title=post.title,
        role=post.role,
        starts_on=post.starts_on,
        ends_on=post.ends_on,
    )
