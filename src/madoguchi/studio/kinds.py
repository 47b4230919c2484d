"""What the types of questions are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

# In the order in which they are needed most; each name is a msgid.
TYPES: Final[Mapping[str, str]] = {
    "text": "Short text",
    "long_text": "Long text",
    "choice": "One of several options",
    "choices": "Any of several options",
    "yes_no": "Yes or no",
    "date": "Date",
    "integer": "Whole number",
    "decimal": "Decimal number",
    "money": "Amount of money",
    "time": "Time of day",
    "person_name": "Name of a person",
    "child": "Child",
    "guardian": "Guardian",
    "postal_address": "Address",
    "phone": "Telephone number",
    "email": "E-mail address",
    "files": "Papers and photos",
    "bank_account": "Bank account",
    "place": "Place of the city",
    "ranked_places": "Places in the order they are wished for",
    "slot": "Date and time to be booked",
    "weekly_hours": "Hours of the week",
    "corporate_number": "Corporate number",
    "consent": "Consent",
    "explanation": "Explanation",
    "group": "Repeated questions",
}
