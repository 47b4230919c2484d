"""How allauth does two things for this city: it mails codes, and it keeps second factors sealed."""

from __future__ import annotations

import smtplib
from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.http import HttpRequest

from madoguchi.base import crypto

TRIES: Final = 2
CODE_MAIL: Final = "people/mail/sign_in_code"


class CannotMail(Exception):
    """The mail server did not take the mail, asked more than once."""


class CodeMail(DefaultAccountAdapter):
    """Mails sign-in codes past the outbox: a code is never stored in clear and never shown to an officer."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send at once and try again once. Raises CannotMail; nothing of the code goes into a log."""
        message = self.render_mail(template_prefix, email, context)
        message.connection = get_connection(settings.CODE_MAIL_BACKEND)
        for _ in range(TRIES):
            if _is_sent(message):
                return
        raise CannotMail

    def format_email_subject(self, subject: str) -> str:
        return subject

    def get_from_email(self) -> str:
        return str(settings.DEFAULT_FROM_EMAIL)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by `people.actions.residents.welcome` alone."""
        return False


class SealedFactors(DefaultMFAAdapter):
    """Keeps the secrets of second factors encrypted."""

    def encrypt(self, text: str) -> str:
        return crypto.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return str(crypto.unseal(encrypted_text))


def _is_sent(message: EmailMessage) -> bool:
    try:
        return bool(message.send())
    except (smtplib.SMTPException, OSError):
        return False
