"""The demo's mail server: it keeps every mail and shows it on a page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import QuerySet

from madoguchi.demo.models import MailboxMail

SHOWN: Final = 100


class MailboxBackend(BaseEmailBackend):
    """Puts mail into the mailbox instead of sending it. A mail that comes twice is one mail."""

    def __init__(self, fail_silently: bool = False, **_ignored: object) -> None:
        super().__init__(fail_silently=fail_silently)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """How many mails were taken."""
        mails = [_mail(message, to) for message in email_messages for to in message.recipients()]
        MailboxMail.objects.bulk_create(mails, ignore_conflicts=True)
        return len(email_messages)


def list_mails(recipient: str = "") -> QuerySet[MailboxMail]:
    """The newest mails, those to one address where it is given."""
    mails = MailboxMail.objects.order_by("-sent_at", "-id")
    return (mails.filter(recipient__iexact=recipient) if recipient else mails)[:SHOWN]


def _mail(message: EmailMessage, recipient: str) -> MailboxMail:
    sent = message.message()
    return MailboxMail(
        message_id=f"{sent['Message-ID']} {recipient}",
        recipient=recipient,
        subject=str(message.subject),
        body=str(message.body),
        sent_at=_instant(str(sent["Date"])),
    )


def _instant(written: str) -> datetime:
    """The date of a mail; one without a place (-0000) is told in UTC."""
    sent_at = parsedate_to_datetime(written)
    return sent_at if sent_at.tzinfo else sent_at.replace(tzinfo=UTC)
