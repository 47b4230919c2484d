"""The procedure document: its model, how it is read and checked, and how it is stored."""

from madoguchi.rules.documents.base import Text
from madoguchi.rules.documents.canonical import canonical, digest
from madoguchi.rules.documents.loading import load
from madoguchi.rules.documents.parsing import parse, stored
from madoguchi.rules.documents.procedure import Document, Step
from madoguchi.rules.documents.questions import Care, GroupQuestion, Question

__all__ = [
    "Care",
    "Document",
    "GroupQuestion",
    "Question",
    "Step",
    "Text",
    "canonical",
    "digest",
    "load",
    "parse",
    "stored",
]
