"""Who was told of what, by which channel, and what became of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim
from claims.models.record import Event
from regencies.models import Person


class Notice(models.Model):
    """One person to be told of one event by one channel. The row is the outbox.

    What concerns the service itself (a year without holidays) has no event and no claim: `kind`
    and `about` say what it is.
    """

    class Channel(models.TextChoices):
        INBOX = "inbox", _("Inbox")
        EMAIL = "email", _("E-mail")

    event = models.ForeignKey(Event, models.PROTECT, null=True, related_name="notices")
    claim = models.ForeignKey(Claim, models.PROTECT, null=True, related_name="notices")
    person = models.ForeignKey(Person, models.PROTECT, related_name="notices")
    channel = models.CharField(max_length=10, choices=Channel)
    kind = models.CharField(max_length=20)
    about = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)
    # A mail that failed is tried again later, and later still.
    next_try_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # An event is unique per deadline, cycle and rung, so this is too.
            models.UniqueConstraint(name="notice_once", fields=["event", "person", "channel"]),
            models.UniqueConstraint(
                name="notice_once_about_the_service",
                fields=["person", "channel", "kind", "about"],
                condition=models.Q(event=None),
            ),
            models.CheckConstraint(
                name="notice_of_an_event_or_about_something",
                condition=models.Q(event__isnull=False, claim__isnull=False)
                | (models.Q(event=None, claim=None) & ~models.Q(about="")),
            ),
        ]
        indexes = [
            models.Index(name="notice_inbox", fields=["person", "-created_at"]),
            models.Index(
                name="notice_owed",
                fields=["id"],
                condition=models.Q(channel="email", sent_at=None, given_up_at=None),
            ),
        ]
