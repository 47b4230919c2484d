"""A procedure document as a workbook for spreadsheet programs, and back, without loss."""

from madoguchi.rules.workbook.cells import Raw, Sheet
from madoguchi.rules.workbook.reading import read
from madoguchi.rules.workbook.writing import write

__all__ = ["Raw", "Sheet", "read", "write"]
