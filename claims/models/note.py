"""What the office writes to itself about a claim."""

from django.db import models

from claims.models.claim import Claim
from claims.models.record import Event


class Note(models.Model):
    """A note of the office, never shown to the village, the kecamatan or the family. Who wrote
    it and when stands in its event; neither is ever edited (a trigger refuses)."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="notes")
    event = models.OneToOneField(Event, models.PROTECT, related_name="inside_note")
    text = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="note_says_something", condition=~models.Q(text=""))
        ]
