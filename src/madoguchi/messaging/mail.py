"""The mail channel: hands one message to the mail server, or says why it could not."""

from __future__ import annotations

from email.utils import format_datetime, parseaddr
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from madoguchi.messaging.models import OutgoingMessage
from madoguchi.messaging.texts import mail_end

SECONDS: Final = 20  # to connect, and for each answer of the server
PERMANENT: Final = 500


class ChannelError(Exception):
    """The message was not handed over. `is_permanent`: trying again would not help."""

    def __init__(self, message: str, *, is_permanent: bool) -> None:
        super().__init__(message)
        self.is_permanent = is_permanent


def send(message: OutgoingMessage) -> None:
    """Hand the message over. Raises ChannelError.

    The Message-ID comes from the row, so that a mail handed over twice, because its first outcome was never
    learnt, is recognised as one.
    """
    try:
        _mail(message).send()
    except SMTPRecipientsRefused as refused:
        is_permanent = all(code >= PERMANENT for code, _ in refused.recipients.values())
        raise ChannelError(_first_line(refused), is_permanent=is_permanent) from refused
    except SMTPDataError as refused:
        raise ChannelError(_first_line(refused), is_permanent=refused.smtp_code >= PERMANENT) from refused
    except (SMTPException, OSError) as fault:
        raise ChannelError(_first_line(fault), is_permanent=False) from fault
    except ValueError as unusable:
        raise ChannelError(_first_line(unusable), is_permanent=True) from unusable


def _mail(message: OutgoingMessage) -> EmailMessage:
    return EmailMessage(
        subject=message.subject,
        body=f"{message.body}\n\n{mail_end(message.language)}",
        to=[message.address],
        headers={
            "Message-ID": f"<{message.pk}@{_domain()}>",
            "Date": format_datetime(message.sending_since or message.queued_at),
            "Auto-Submitted": "auto-generated",
        },
        connection=get_connection(timeout=SECONDS),
    )


def _domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]


def _first_line(fault: Exception) -> str:
    return f"{type(fault).__name__}: {fault}".splitlines()[0][:500]
