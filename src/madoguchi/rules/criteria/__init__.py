"""The criteria document (利用調整基準): its model, how it is read and checked."""

from madoguchi.rules.criteria.document import Criteria
from madoguchi.rules.criteria.parsing import parse, stored

__all__ = ["Criteria", "parse", "stored"]
