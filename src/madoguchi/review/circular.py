"""起案用紙: how a proposal is laid out on paper, with the list of what is decided in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings

from madoguchi.people.queries import access_section
from madoguchi.procedures.queries import document_of
from madoguchi.review import proposals
from madoguchi.review.models import Decision, Proposal, Stage
from madoguchi.rules import calendar
from madoguchi.rules.proposals import Act

DEPUTISED = "代決"
USUAL = "このことについて、別紙一覧のとおり{count}件を決定してよろしいか伺います。"


def sheet(proposal: Proposal, rows: Sequence[Decision]) -> dict[str, Any]:
    """Everything that stands on the paper: heading, boxes to sign, text, numbers, list."""
    section = access_section(code=proposal.section)
    return {
        "office": settings.CITY_NAME,
        "section": section.name,
        "title": proposal.title,
        "number": proposal.document_number,
        "facts": _facts(proposal),
        "boxes": _boxes(proposal),
        "text": proposal.text or USUAL.format(count=len(rows)),
        "shares": [
            {"title": each.title, "count": f"{each.count:,}件"}
            for each in proposals.count_outcomes(proposal=proposal)
        ],
        "rows": [
            {
                "number": str(number),
                "reference": row.application.reference,
                "name": row.application.applicant_name,
                "outcome": outcome_title(row),
                "reason": row.reason,
            }
            for number, row in enumerate(rows, start=1)
        ],
    }


def outcome_title(decision: Decision) -> str:
    """What is decided, in words."""
    return document_of(decision.application.version_id).outcome(decision.outcome).title.in_("ja")


def _facts(proposal: Proposal) -> list[dict[str, str]]:
    said = {
        "起案日": calendar.wareki(calendar.local_day(proposal.proposed_at)),
        "起案者": proposal.proposed_by.name,
        "決裁日": calendar.wareki(proposal.decided_on) if proposal.decided_on else "",
        "文書番号": proposal.document_number,
        "公開日時": _instant(proposal),
    }
    return [{"label": label, "value": value} for label, value in said.items()]


def _instant(proposal: Proposal) -> str:
    if proposal.release is None:
        return "決裁後すぐ"
    at = proposal.release.releases_at.astimezone(calendar.TOKYO)
    return f"{calendar.wareki(at.date())} {at:%H時%M分}"


def _boxes(proposal: Proposal) -> list[dict[str, str]]:
    stages = proposal.stages.filter(lap=proposal.lap).select_related("officer").order_by("number")
    return [_box(stage) for stage in stages]


def _box(stage: Stage) -> dict[str, str]:
    at = calendar.local_day(stage.acted_at) if stage.acted_at and stage.act != Act.SEND_BACK else None
    return {
        "post": stage.post or "決裁者",
        "name": stage.officer.name if at and stage.officer else "",
        "day": f"{calendar.reiwa(at.year)}.{at.month}.{at.day}" if at else "",
        "note": DEPUTISED if stage.act == Act.DEPUTISE else "",
    }
