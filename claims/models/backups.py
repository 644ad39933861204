"""That a backup was taken or tried, when, and how it went."""

from datetime import datetime

from django.db import DatabaseError, models, transaction
from django.utils.translation import gettext_lazy as _


class BackupRunQuerySet(models.QuerySet):
    def last_of_each(self):
        """The last backup and the last drill, well or not."""
        return self.order_by("kind", "-begun_at").distinct("kind")


class BackupRun(models.Model):
    class Kind(models.TextChoices):
        BACKUP = "backup", _("Backup")
        DRILL = "drill", _("Restore drill")

    kind = models.CharField(max_length=6, choices=Kind)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    # Empty: it went well.
    trouble = models.CharField(max_length=300, blank=True)

    objects = BackupRunQuerySet.as_manager()

    class Meta:
        ordering = ["-begun_at"]
        constraints = [
            models.CheckConstraint(
                name="backup_run_known", condition=models.Q(kind__in=["backup", "drill"])
            ),
        ]
        indexes = [models.Index(name="backup_run_last", fields=["kind", "-begun_at"])]

    def __str__(self):
        return f"{self.get_kind_display()} {self.begun_at:%Y-%m-%d}"

    @classmethod
    def tell(cls, kind: str, begun: datetime, ended: datetime, trouble: str) -> None:
        """A drill may run where the service's database cannot be reached: then nobody is told."""
        try:
            with transaction.atomic():
                cls.objects.create(kind=kind, begun_at=begun, ended_at=ended, trouble=trouble[:300])
        except DatabaseError:
            return
