"""What only the demo keeps."""

from django.db import models
from django.db.models.functions import Now


class MailboxMail(models.Model):
    """A mail the demo would have sent; everybody who tries the demo may read it."""

    message_id = models.TextField(unique=True)
    recipient = models.TextField()
    subject = models.TextField()
    body = models.TextField()
    sent_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["-sent_at"], name="mailbox_newest")]

    def __str__(self) -> str:
        return self.subject
