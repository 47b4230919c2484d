"""The tables of points, one edition per change; confirmed ones never change."""

import uuid

from django.db import models

from madoguchi.people.models import Officer
from madoguchi.rules.criteria import Criteria, stored


class CriteriaEdition(models.Model):
    """An edition of a section's criteria (利用調整基準). The database refuses to change a confirmed one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    section = models.TextField()  # code: others do not see that it exists
    title = models.TextField()
    fiscal_year = models.PositiveSmallIntegerField()  # 年度 it is for
    text = models.TextField()  # the document (YAML or JSON) as it was taken in, the truth
    sha256 = models.CharField(max_length=64)  # of the text
    previous = models.ForeignKey(
        "self", null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )  # the edition it was made from
    drafted_by = models.ForeignKey(Officer, db_index=False, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        Officer, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(confirmed_by=None) | ~models.Q(confirmed_by=models.F("drafted_by")),
                name="criteria_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by=None, confirmed_at=None)
                | models.Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="criteria_confirmed_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["section", "-drafted_at"], name="criteria_section")]

    def __str__(self) -> str:
        return self.title

    @property
    def criteria(self) -> Criteria:
        """The document, read once for each process."""
        return stored(self.text)

    @property
    def is_confirmed(self) -> bool:
        """Whether a second officer has confirmed it: from then on it never changes."""
        return self.confirmed_at is not None
