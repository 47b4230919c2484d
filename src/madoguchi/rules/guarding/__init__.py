"""The publishing guard: what must be right before a draft is published, each matter with what to do."""

from madoguchi.rules.guarding.matters import WAIVABLE, Finding, Matter, Reason, Waiver
from madoguchi.rules.guarding.weighing import (
    ARRIVES_WITHIN,
    Checked,
    Facts,
    Looked,
    Sent,
    State,
    Task,
    is_green,
    weigh,
)

__all__ = [
    "ARRIVES_WITHIN",
    "WAIVABLE",
    "Checked",
    "Facts",
    "Finding",
    "Looked",
    "Matter",
    "Reason",
    "Sent",
    "State",
    "Task",
    "Waiver",
    "is_green",
    "weigh",
]
