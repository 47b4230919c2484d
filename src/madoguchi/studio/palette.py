"""The types of questions as an officer chooses among them: a name, and an example of what each asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Kind:
    """A type in the palette; `name` and `example` are messages."""

    type: str
    name: str
    example: str


# Headings, names and examples are msgids.
PALETTE: Final[tuple[tuple[str, tuple[Kind, ...]], ...]] = (
    (
        "Choosing",
        (
            Kind("choice", "One of several", "Reason for use: work, illness, care"),
            Kind("choices", "Any of several", "Days of the week you need"),
            Kind("yes_no", "Yes or no", "Does your child have an allergy?"),
            Kind("consent", "Agreement", "What I have written is true."),
        ),
    ),
    (
        "Writing",
        (
            Kind("text", "One line", "Name of the company"),
            Kind("long_text", "Several lines", "What we should know"),
            Kind("integer", "Whole number", "Number of participants"),
            Kind("decimal", "Decimal number", "Body temperature 36.5"),
            Kind("money", "Amount in yen", "Estimate: 12,000 yen"),
            Kind("date", "Date", "The day you wish for"),
            Kind("time", "Time of day", "Pick-up time 17:30"),
            Kind("weekly_hours", "Hours by weekday", "Working hours, Monday to Sunday"),
        ),
    ),
    (
        "People and ways to reach them",
        (
            Kind("person_name", "Name with furigana", "Name of the applicant"),
            Kind("child", "Child with date of birth", "The child who is to use the club"),
            Kind("guardian", "Guardian with relation", "Father, mother, grandparent"),
            Kind("postal_address", "Address by postal code", "Where you live"),
            Kind("phone", "Telephone number", "A number we can call by day"),
            Kind("email", "E-mail address", "Where the notice goes"),
            Kind("bank_account", "Bank account", "Where money is paid to"),
            Kind("corporate_number", "Corporate number", "Thirteen digits of a company"),
        ),
    ),
    (
        "Papers and places",
        (
            Kind("files", "Photos and files", "Certificate of employment"),
            Kind("place", "One of the city's places", "School the child goes to"),
            Kind("ranked_places", "Places in the order wished for", "First to third club"),
        ),
    ),
    (
        "Around questions",
        (
            Kind("explanation", "Explanation", "A text between questions"),
            Kind("group", "Repeated group", "Brothers and sisters, one by one"),
        ),
    ),
)
KINDS: Final = {kind.type: kind for _, kinds in PALETTE for kind in kinds}
