"""Tables that every room leans on and none owns."""

from django.db import models


class Counter(models.Model):
    """A number line that gives each number once, e.g. receipt numbers of one procedure in one fiscal year."""

    key = models.TextField(primary_key=True)
    value = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.key}={self.value}"


class Attempt(models.Model):
    """How often something was tried within a window of time; shared by all processes, so never in memory."""

    key = models.TextField()
    window_starts_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "window_starts_at"], name="one_attempt_window")]

    def __str__(self) -> str:
        return f"{self.key} x{self.count}"


class Heartbeat(models.Model):
    """When a worker was last seen alive; read by /readyz."""

    worker = models.TextField(primary_key=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.worker
