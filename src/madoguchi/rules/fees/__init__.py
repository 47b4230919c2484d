"""What a family pays: the city's table of fees as a document, and one child's month by it, explained."""

from madoguchi.rules.fees.month import Charged, Line, Reason, Use, charged, sibling_ranks
from madoguchi.rules.fees.parsing import parse
from madoguchi.rules.fees.table import FeeTable

__all__ = ["Charged", "FeeTable", "Line", "Reason", "Use", "charged", "parse", "sibling_ranks"]
