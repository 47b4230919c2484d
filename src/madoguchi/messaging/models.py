"""What the city promised to tell, to whom, and what became of it."""

import uuid

from django.db import models


class Status(models.TextChoices):
    """The states of a message on its way."""

    QUEUED = "queued"
    SENDING = "sending"
    RETRY = "retry"
    SENT = "sent"
    FAILED = "failed"
    WITHHELD = "withheld"
    EXPIRED = "expired"


class OutgoingMessage(models.Model):
    """One message to one person on one channel, written in the transaction that promised it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dedupe_key = models.TextField(unique=True)
    channel = models.TextField(default="mail")
    resident_ref = models.UUIDField(null=True)
    address = models.TextField()
    language = models.TextField()
    template = models.TextField()  # e.g. applications/received
    subject = models.TextField()
    body = models.TextField()
    about_kind = models.TextField()
    about_ref = models.TextField()
    status = models.TextField(choices=Status.choices, default=Status.QUEUED)
    attempts = models.PositiveIntegerField(default=0)
    queued_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField()
    sending_since = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True, default="")

    class Meta:
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=models.Q(status__in=["queued", "retry", "sending"]),
                name="message_due",
            ),
            models.Index(fields=["about_kind", "about_ref"], name="message_about"),
        ]

    def __str__(self) -> str:
        return f"{self.template} ({self.status})"


class InboxMessage(models.Model):
    """The full text of what the city told a resident, read on my page after sign-in."""

    resident_ref = models.UUIDField(null=True)
    dedupe_key = models.TextField(unique=True)
    template = models.TextField()
    values = models.JSONField(default=dict)  # references and dates; the text is drawn in the reader's language
    about_kind = models.TextField()
    about_ref = models.TextField()
    arrived_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["resident_ref", "-arrived_at"], name="inbox_resident"),
            models.Index(fields=["about_kind", "about_ref"], name="inbox_about"),
        ]

    def __str__(self) -> str:
        return self.template
