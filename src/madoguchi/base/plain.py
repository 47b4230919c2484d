"""What no database can hold never reaches a page: NUL, which people never type and programs send."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, QueryDict

NUL: Final = "\0"

Answer = Callable[[HttpRequest], HttpResponse]


class WithoutNul:
    """Lets NUL go from what is asked and typed; an address that holds one does not exist."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_view(
        self, request: HttpRequest, view: Answer, args: tuple[Any, ...], named: Mapping[str, Any]
    ) -> None:
        if any(NUL in part for part in named.values() if isinstance(part, str)):
            raise Http404
        request.GET = _without(request.GET)
        if request.method == "POST":
            request.POST = _without(request.POST)


def _without(sent: Any) -> Any:
    """The same QueryDict when nothing is to be let go."""
    if not any(NUL in word for name, words in sent.lists() for word in (name, *words)):
        return sent
    kept = QueryDict(mutable=True, encoding=sent.encoding)
    for name, words in sent.lists():
        kept.setlist(name.replace(NUL, ""), [word.replace(NUL, "") for word in words])
    kept._mutable = False
    return kept
