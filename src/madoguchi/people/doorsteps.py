"""Who comes in by two steps, and by which addresses: officers at the desk, staff of contractors at theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from madoguchi.base.entrances import Entrance
from madoguchi.people.models import Entrant

if TYPE_CHECKING:
    from madoguchi.people.entrants import EntrantRequest
    from madoguchi.people.models import Account, Member, Officer

PAGES: Final = (
    ("sign_in", "second_step", "enrol", "enrol_qr", "sign_out", "first_password")
    + ("account", "password", "recovery_codes", "add_passkey", "remove_factor", "end_sign_in")
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Doorstep:
    """The pages before an entrance that asks for two steps, as names of URLs. The rest are msgids."""

    kind: Entrant
    names: Mapping[str, str]
    title: str
    number: str
    lost: str  # what to do without any second factor


DOORSTEPS: Final = {
    Entrance.DESK: Doorstep(
        kind=Entrant.OFFICER,
        names={
            **{page: f"people:{page}" for page in PAGES},
            "sign_in": "people:desk_sign_in",
            "sign_out": "people:desk_sign_out",
        },
        title="Sign in to the desk",
        number="Staff number",
        lost="If you lost your telephone and your recovery codes, "
        "ask whoever runs this system to reset your second factor.",
    ),
    Entrance.PARTNER: Doorstep(
        kind=Entrant.MEMBER,
        names={page: f"people:partner_{page}" for page in PAGES},
        title="Sign in for contractors",
        number="Login number",
        lost="If you have no telephone, or your codes are used up, "
        "ask the head of your facility or the section for a new sheet of codes.",
    ),
}
ENTRANCE_OF: Final = {step.kind: entrance for entrance, step in DOORSTEPS.items()}


def doorstep_of(request: EntrantRequest) -> Doorstep:
    """Of the entrance that was asked."""
    return DOORSTEPS[request.entrance]


def entrance_of(account: Account) -> Entrance:
    """Where an account comes in by two steps."""
    return ENTRANCE_OF[Entrant(account.kind)]


def who_of(request: EntrantRequest) -> Officer | Member:
    """Who came in by two steps; the guard let nobody else in."""
    who = request.officer or request.member
    assert who is not None  # noqa: S101
    return who
