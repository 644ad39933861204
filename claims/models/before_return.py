"""What a claim said when it was sent back."""

from django.db import models

from claims.models.record import Event
from regencies.models.sealed import SealedTextField

PURPOSE = "returned"


class BeforeReturn(models.Model):
    """Sealed JSON beside the event of the return, which is chained and never edited. No word of it
    changes (a trigger refuses): it is sealed anew with the keys, and destroyed with its claim."""

    event = models.OneToOneField(
        Event, models.PROTECT, primary_key=True, related_name="before_return"
    )
    told = SealedTextField(purpose=PURPOSE)
