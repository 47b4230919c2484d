"""How LINE says no. There are no codes: the words are all a client gets, so they are LINE's to the letter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.responses import JSONResponse


class Refusal(Exception):
    """A request that is not granted."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        details: Sequence[Mapping[str, str]] | None = None,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(message)
        self.status, self.headers = status, dict(headers or {})
        self.body: dict[str, Any] = {"message": message} | more
        if details is not None:
            self.body["details"] = list(details)

    def answer(self) -> JSONResponse:
        """As it goes over the wire."""
        return JSONResponse(self.body, self.status, headers=self.headers)


class OAuthRefusal(Refusal):
    """The same in the words of OAuth."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(status, description)
        self.body = {"error": error, "error_description": description}


@dataclass(slots=True)
class Found:
    """What is wrong with a request body, collected while it is read."""

    details: list[dict[str, str]] = field(default_factory=list)

    def add(self, message: str, where: str) -> None:
        """One more."""
        self.details.append({"message": message, "property": where})

    def refuse_any(self) -> None:
        """Say all at once."""
        if self.details:
            count = len(self.details)
            raise Refusal(400, f"The request body has {count} error(s)", details=self.details)


def invalid(message: str, where: str) -> Refusal:
    """One thing is wrong with the body."""
    return Refusal(400, "The request body has 1 error(s)", details=[{"message": message, "property": where}])


def invalid_property(where: str) -> Refusal:
    """A value that cannot even be read as what it should be."""
    return Refusal(400, f"The property, {where}, in the request body is invalid (line: -, column: -)")


def invalid_parameter(name: str) -> Refusal:
    """A part of the address, or after the question mark, of the wrong form."""
    return Refusal(400, f"The value for the '{name}' parameter is invalid")


def not_found(message: str = "Not found") -> Refusal:
    """It is not there, or not yours."""
    return Refusal(404, message)


def accepted() -> JSONResponse:
    """It will be done."""
    return JSONResponse({}, 202)
