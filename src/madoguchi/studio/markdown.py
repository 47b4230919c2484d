"""The officers' manual drawn: Markdown without HTML, links only to where nothing runs."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final

from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

_LEADS_OUT: Final = re.compile(r"(?:https?://|mailto:|tel:|#)", re.I)


class _Drawing(MarkdownIt):
    """Only addresses of the web, of mail and of telephones become links; the rest stays words."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's name
        return bool(_LEADS_OUT.match(url.strip()))


_drawing: Final[Any] = _Drawing("commonmark", {"html": False, "linkify": False}).enable("table")
_drawing.disable("image")


@lru_cache(maxsize=64)
def draw(manual: str) -> SafeString:
    """The manual as HTML. Headings begin below that of the page."""
    tokens = _drawing.parse(manual)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"
    drawn: str = _drawing.renderer.render(tokens, _drawing.options, {})
    return SafeString(drawn)  # the library escaped it
