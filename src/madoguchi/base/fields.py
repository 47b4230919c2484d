"""What `<c-field>` needs to know about a field: a drawn question or a Django bound field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.forms.boundfield import BoundField


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A labelled place to write in. Texts may be HTML made by `say` or `text`.

    The control carries `id`, and `aria-describedby="{id}_error {id}_helptext"` for what stands beside it.
    A `group` (radio buttons, check boxes, several inputs) gets fieldset and legend instead of a label.
    """

    id: str
    label: str
    hint: str = ""
    required: bool = True
    errors: Sequence[str] = ()
    group: bool = False
    control: str = ""

    @property
    def hint_id(self) -> str:
        return f"{self.id}_helptext"

    @property
    def error_id(self) -> str:
        return f"{self.id}_error"

    @property
    def described_by(self) -> str:
        """The value of the control's aria-describedby: what is wrong first, then the hint."""
        return " ".join(([self.error_id] if self.errors else []) + ([self.hint_id] if self.hint else []))


def described(field: Any) -> Any:
    """A Django bound field as a `Field`, with its control; anything else is itself."""
    if not isinstance(field, BoundField):
        return field
    return Field(
        id=field.id_for_label or field.auto_id,
        label=str(field.label),
        hint=str(field.help_text),
        required=field.field.required,
        errors=[str(error) for error in field.errors],
        group=bool(field.use_fieldset),
        control=str(field),
    )
