"""Questions on a page: what to draw, and what was posted. The decisions are in rules; here are only boxes."""

from __future__ import annotations

from madoguchi.applications.forms.addresses import Candidates, address_candidates, areas_of
from madoguchi.applications.forms.comparing import Difference, differences
from madoguchi.applications.forms.fields import Field, asked, element_id
from madoguchi.applications.forms.posted import read_step
from madoguchi.applications.forms.slip import blank_slip, read_slip
from madoguchi.applications.forms.step import fields

__all__ = [
    "Candidates",
    "Difference",
    "Field",
    "address_candidates",
    "areas_of",
    "asked",
    "blank_slip",
    "differences",
    "element_id",
    "fields",
    "read_slip",
    "read_step",
]
