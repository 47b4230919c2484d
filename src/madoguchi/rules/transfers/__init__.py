"""April's transfers (人事異動): what a list says, what it would change, and what must be answered first."""

from madoguchi.rules.transfers.facts import Facts, OfficerFact, PostFact, SectionFact
from madoguchi.rules.transfers.faults import Code, Fault
from madoguchi.rules.transfers.planning import plan
from madoguchi.rules.transfers.plans import Account, Begin, Effect, End, Plan, Seat, SectionChange, Step
from madoguchi.rules.transfers.reading import COLUMNS, Kind, Row, deputy, read

__all__ = [
    "COLUMNS",
    "Account",
    "Begin",
    "Code",
    "Effect",
    "End",
    "Facts",
    "Fault",
    "Kind",
    "OfficerFact",
    "Plan",
    "PostFact",
    "Row",
    "Seat",
    "SectionChange",
    "SectionFact",
    "Step",
    "deputy",
    "plan",
    "read",
]
