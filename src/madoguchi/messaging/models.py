"""What the city promised to tell, to whom, and what became of it."""

import uuid

from django.db import models

from madoguchi.rules.messages import Channel, Status


class OutgoingMessage(models.Model):
    """One message to one person on one channel, written in the transaction that promised it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dedupe_key = models.TextField(unique=True)
    channel = models.TextField(choices=[(channel.value, channel.value) for channel in Channel])
    resident_ref = models.UUIDField(null=True)
    address = models.TextField()
    language = models.TextField()
    template = models.TextField()  # a value of rules.messages.Template
    subject = models.TextField()
    body = models.TextField()  # as it was promised; a secret one is emptied once it is sent
    about_kind = models.TextField()
    about_ref = models.TextField()
    section = models.TextField(blank=True, default="")  # whose officers may see and stop it; empty: nobody's
    status = models.TextField(choices=[(status.value, status.value) for status in Status])
    attempts = models.PositiveIntegerField(default=0)
    queued_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField()
    sending_since = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True, default="")
    due_on = models.DateField(null=True)  # the day the message names, by which its reader has to act
    settled_at = models.DateTimeField(null=True)  # told by hand, or needless: off the list
    settled_by = models.TextField(blank=True, default="")  # number of the officer who told it; empty: nobody
    closed_why = models.TextField(blank=True, default="")  # a value of rules.messages.Closing

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=[status.value for status in Status]),
                name="message_status_known",
            ),
            models.CheckConstraint(
                condition=models.Q(status=Status.SENDING.value, sending_since__isnull=False)
                | (~models.Q(status=Status.SENDING.value) & models.Q(sending_since=None)),
                name="sending_has_a_start",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=models.Q(status__in=["queued", "retry", "sending"]),
                name="message_due",
            ),
            models.Index(
                fields=["section", "queued_at"],
                condition=models.Q(status__in=["by_hand", "failed", "withheld"]),
                name="message_open",
            ),
            models.Index(fields=["about_kind", "about_ref"], name="message_about"),
            models.Index(
                fields=["section", "-settled_at"],
                condition=models.Q(settled_at__isnull=False),
                name="message_settled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} ({self.status})"


class InboxMessage(models.Model):
    """What the city told a resident, read on my page after sign-in; the text is drawn when it is read."""

    resident_ref = models.UUIDField(null=True)  # null: who has no account reads it where it belongs
    dedupe_key = models.TextField(unique=True)
    template = models.TextField()
    values = models.JSONField(default=dict)  # references, titles and dates, nothing else of the person
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


class Friend(models.Model):
    """Somebody on LINE whom the city's account knows, and whom it may write to while it is not blocked."""

    line_user_id = models.TextField(unique=True)  # of the city's provider; says nothing about the person
    resident_ref = models.UUIDField(null=True, unique=True)  # null: no account of ours is linked
    language = models.TextField()
    followed_at = models.DateTimeField(null=True)  # null: never became a friend, e.g. opened a page only
    blocked_at = models.DateTimeField(null=True)
    linked_at = models.DateTimeField(null=True)
    unlinked_at = models.DateTimeField(null=True)
    mail_too = models.BooleanField(default=False)  # wishes mail beside what comes by LINE

    class Meta:
        indexes = [
            models.Index(
                fields=["language", "line_user_id"],
                condition=models.Q(followed_at__isnull=False, blocked_at=None),
                name="friend_reached",
            )
        ]

    def __str__(self) -> str:
        return f"friend {self.pk}"

    @property
    def is_reached(self) -> bool:
        """Whether what the city sends arrives."""
        return self.followed_at is not None and self.blocked_at is None


class LineEvent(models.Model):
    """What LINE told us happened, as it came; worked in order per person, each once."""

    webhook_event_id = models.TextField(primary_key=True)
    line_user_id = models.TextField(blank=True, default="")  # empty: of nobody, or of a group
    raw = models.JSONField()
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    worked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["line_user_id", "occurred_at", "webhook_event_id"],
                condition=models.Q(worked_at=None),
                name="line_event_waits",
            ),
            models.Index(fields=["received_at"], name="line_event_received"),
        ]

    def __str__(self) -> str:
        return self.webhook_event_id
