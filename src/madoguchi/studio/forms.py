"""Reading what officers hand in."""

from __future__ import annotations

from typing import Any, Final

from django import forms

from madoguchi.base.texts import say

LARGEST: Final = 8_000_000  # bytes; the characters are counted when the document is read


class DocumentForm(forms.Form):
    """A document as a file or as pasted text; one of the two."""

    file = forms.FileField(required=False, allow_empty_file=True)
    text = forms.CharField(
        required=False, strip=False, widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false"})
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["file"].label = say("File")
        self.fields["file"].help_text = say("YAML or JSON, in UTF-8")
        self.fields["text"].label = say("Or paste the document here")

    def clean(self) -> dict[str, Any]:
        """`document`: the text that was handed in."""
        given = self.cleaned_data
        file = given.get("file")
        if file is not None and file.size > LARGEST:
            self.add_error("file", say("This file is too large. A document has at most 8 MB."))
        elif file is not None:
            given["document"] = self._decoded(file.read())
        elif given.get("text", "").strip():
            given["document"] = given["text"]
        else:
            self.add_error("file", say("Please choose a file, or paste the document."))
        return given

    def _decoded(self, content: bytes) -> str:
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            self.add_error(
                "file", say("This file is not text in UTF-8. Please save it as UTF-8 and try again.")
            )
            return ""
