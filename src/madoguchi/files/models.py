"""What is known of a stored file. The bytes lie under their hash; who may see them, the naming room says."""

from django.db import models


class StoredFile(models.Model):
    """Bytes that somebody sent or the city made, kept once however often they are named."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField()  # bytes
    media_type = models.TextField()  # sniffed from the content, never taken from the sender
    page_count = models.PositiveIntegerField(default=1)
    stored_at = models.DateTimeField()  # last; what was stored lately is never swept

    class Meta:
        indexes = [models.Index(fields=["stored_at"], name="file_stored")]

    def __str__(self) -> str:
        return self.sha256[:12]
