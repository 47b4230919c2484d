"""The places to write in, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.safestring import SafeString

from madoguchi.base.fields import Field
from madoguchi.base.texts import say
from madoguchi.people import wording
from madoguchi.people.refusals import Refusal

Wrong = Sequence[str]


def wrong(refusal: Refusal | None) -> list[SafeString]:
    """What is said beside the field."""
    return [wording.explain(refusal)] if refusal else []


def address(errors: Wrong) -> Field:
    """Where the code is mailed to."""
    hint = say("The city uses it to mail you the code, and to tell you about your applications.")
    return Field(id="address", label=say("E-mail address"), hint=hint, errors=errors)


def mailed_code(errors: Wrong) -> Field:
    """The code from the mail."""
    hint = say("Six digits. The code is good for ten minutes, and once.")
    return Field(id="code", label=say("Code from the mail"), hint=hint, errors=errors)


def number(label: str) -> Field:
    """Who comes to this entrance."""
    return Field(id="number", label=say(label))


def password() -> Field:
    """The password of the first step."""
    return Field(id="password", label=say("Password"))


def start_code() -> Field:
    """The code a newcomer was handed on paper."""
    return Field(id="code", label=say("Code for the first sign-in"))


def new_password() -> Field:
    """The password a newcomer chooses."""
    hint = say("12 characters or more, and not a common password.")
    return Field(id="new", label=say("New password"), hint=hint)


def present_password() -> Field:
    """The password again, before something of the account changes."""
    return Field(id="password", label=say("Present password"))


def factor_code(errors: Wrong) -> Field:
    """The code of the second step."""
    hint = say("Six digits of the authenticator app, or a recovery code of eight.")
    return Field(id="code", label=say("Code"), hint=hint, errors=errors)


def app_code(errors: Wrong) -> Field:
    """The first code of an app."""
    return Field(id="code", label=say("Code of the app"), errors=errors)


def passkey_name() -> Field:
    """What an officer calls a passkey."""
    hint = say("For example: key on my badge")
    return Field(id="name", label=say("Name of the passkey"), hint=hint, required=False)


def of_account() -> dict[str, Field]:
    """The fields of the account page."""
    hint = say("12 characters or more, and not a common password.")
    return {
        "recovery": Field(id="recovery_password", label=say("Present password")),
        "present": Field(id="present", label=say("Present password")),
        "new": Field(id="new", label=say("New password"), hint=hint),
    }
