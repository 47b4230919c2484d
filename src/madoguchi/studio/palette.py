"""The types of questions as an officer chooses among them, each with an example of what it asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from madoguchi.studio.kinds import TYPES


@dataclass(frozen=True, slots=True)
class Kind:
    """A type in the palette."""

    type: str
    example: str  # a msgid

    @property
    def name(self) -> str:
        """What it is called: a msgid."""
        return TYPES[self.type]


# Headings and examples are msgids.
PALETTE: Final[tuple[tuple[str, tuple[Kind, ...]], ...]] = (
    (
        "Choosing",
        (
            Kind("choice", "Reason for use: work, illness, care"),
            Kind("choices", "Days of the week you need"),
            Kind("yes_no", "Does your child have an allergy?"),
            Kind("consent", "What I have written is true."),
        ),
    ),
    (
        "Writing",
        (
            Kind("text", "Name of the company"),
            Kind("long_text", "What we should know"),
            Kind("integer", "Number of participants"),
            Kind("decimal", "Body temperature 36.5"),
            Kind("money", "Estimate: 12,000 yen"),
            Kind("date", "The day you wish for"),
            Kind("time", "Pick-up time 17:30"),
            Kind("weekly_hours", "Working hours, Monday to Sunday"),
        ),
    ),
    (
        "People and ways to reach them",
        (
            Kind("person_name", "Name of the applicant"),
            Kind("child", "The child who is to use the club"),
            Kind("guardian", "Father, mother, grandparent"),
            Kind("postal_address", "Where you live"),
            Kind("phone", "A number we can call by day"),
            Kind("email", "Where the notice goes"),
            Kind("bank_account", "Where money is paid to"),
            Kind("corporate_number", "Thirteen digits of a company"),
        ),
    ),
    (
        "Papers and places",
        (
            Kind("files", "Certificate of employment"),
            Kind("place", "School the child goes to"),
            Kind("ranked_places", "First to third club"),
            Kind("slot", "Interview on Tuesday at 10 a.m."),
        ),
    ),
    (
        "Around questions",
        (
            Kind("explanation", "A text between questions"),
            Kind("group", "Brothers and sisters, one by one"),
        ),
    ),
)
KINDS: Final = {kind.type: kind for _, kinds in PALETTE for kind in kinds}
