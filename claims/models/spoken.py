"""What a village wrote at a move, where it speaks for the family."""

from django.db import models

from claims.models.record import Event


class Spoken(models.Model):
    """Words beside an event, which is chained and never edited, while these are destroyed with the
    data of their claim: why the family withdraws, what became of a paper, how a child's right
    ended, whose name a letter had wrong. Until then nothing of them changes (a trigger)."""

    event = models.OneToOneField(Event, models.PROTECT, primary_key=True, related_name="spoken")
    text = models.TextField(blank=True)
    # Paper to why it can't be had.
    without = models.JSONField(default=dict)

    def __str__(self):
        return str(self.event)
