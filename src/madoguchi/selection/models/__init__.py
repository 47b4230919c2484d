"""The tables of selection, one file per topic (decision 0023)."""

from madoguchi.selection.models.criteria import CriteriaEdition
from madoguchi.selection.models.findings import Assessment, Certificate, CertificateUse, Finding
from madoguchi.selection.models.rounds import PreAssignment, Round, Seats
from madoguchi.selection.models.runs import Confirmation, Placement, Run, Shortfall

__all__ = [
    "Assessment",
    "Certificate",
    "CertificateUse",
    "Confirmation",
    "CriteriaEdition",
    "Finding",
    "Placement",
    "PreAssignment",
    "Round",
    "Run",
    "Seats",
    "Shortfall",
]
