"""What was answered to a system's call that it may send again."""

from django.db import models

from claims.models.claim import Claim
from regencies.models import System


class Keyed(models.Model):
    """One call under one key, written with what it did and never touched again (a trigger
    refuses). A second call of the key gets the same answer, which names nobody."""

    system = models.ForeignKey(System, models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=100)
    operation = models.CharField(max_length=40)
    # Keyed, for what was sent has numbers in it.
    digest = models.CharField(max_length=64)
    claim = models.ForeignKey(Claim, models.PROTECT, null=True, related_name="+")
    status = models.PositiveSmallIntegerField(default=0)
    answer = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="keyed_once", fields=["system", "key"])]
