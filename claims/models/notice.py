"""Who was told of what, by which channel, and what became of it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim
from claims.models.record import Event
from claims.models.words import EVENT_WORDS
from regencies.models import Person, Sender

TAKE = """
    UPDATE claims_notice SET sent_at = %s, error = '' WHERE id IN (
        SELECT id FROM claims_notice
        WHERE id = ANY(%s) AND sent_at IS NULL AND given_up_at IS NULL AND channel <> 'inbox'
        AND (%s::timestamptz IS NULL OR next_try_at <= %s::timestamptz)
        FOR UPDATE SKIP LOCKED
    ) RETURNING id
"""
OWED = models.Q(sent_at=None, given_up_at=None) & ~models.Q(channel="inbox")


class NoticeQuerySet(models.QuerySet):
    def owed(self, now: datetime | None = None):
        """What has still to leave; by `now` what may leave already."""
        rows = self.filter(OWED)
        return rows.filter(next_try_at__lte=now) if now else rows

    def take(self, ids: Sequence[int], now: datetime, due: datetime | None) -> set[int]:
        """Lock those that are still owed (by `due`, if it is given) and nobody else's, and mark
        them as sent. Whoever sends them commits, or takes the mark back. One statement, and by
        hand: it runs for each letter, and Django's own two take eight times as long."""
        with connection.cursor() as cursor:
            cursor.execute(TAKE, [now, list(ids), due, due])
            return {pk for (pk,) in cursor.fetchall()}

    def dead(self):
        """Tried often enough: an operator looks at these."""
        return self.filter(given_up_at__isnull=False, sent_at=None)


class Notice(models.Model):
    """One person, or the family, to be told of one event by one channel. The row is the outbox.

    Without a person it is for the family: a message to the phone that stands in the claim. What
    concerns the service itself (a year without holidays) has no event and no claim: `kind` and
    `about` say what it is.
    """

    class Channel(models.TextChoices):
        INBOX = "inbox", _("Inbox")
        EMAIL = "email", _("E-mail")
        MESSAGE = "message", _("Message")
        WEBHOOK = "webhook", _("Webhook")

    event = models.ForeignKey(Event, models.PROTECT, null=True, related_name="notices")
    claim = models.ForeignKey(Claim, models.PROTECT, null=True, related_name="notices")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="notices")
    channel = models.CharField(max_length=10, choices=Channel)
    # Which of the administrator's senders carries a message.
    sender = models.ForeignKey(Sender, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=20)
    about = models.CharField(max_length=40, blank=True)
    # Waits for the person's summary of the day instead of leaving by itself.
    digested = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    # A kind of error alone: what a gateway says may quote a token or a number.
    error = models.CharField(max_length=200, blank=True)
    # Not before: the end of quiet hours, the hour of the summary, or the next try.
    next_try_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            # An event is unique per deadline, cycle and rung, so this is too.
            models.UniqueConstraint(name="notice_once", fields=["event", "person", "channel"]),
            models.UniqueConstraint(
                name="notice_once_to_the_family",
                fields=["event", "channel"],
                condition=models.Q(person=None),
            ),
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
            models.CheckConstraint(
                name="notice_channel_known",
                condition=models.Q(channel__in=["inbox", "email", "message", "webhook"]),
            ),
            models.CheckConstraint(
                name="notice_to_the_family_is_a_message",
                condition=models.Q(person__isnull=False)
                | models.Q(channel="message", event__isnull=False, digested=False),
            ),
            models.CheckConstraint(
                name="notice_message_has_a_sender",
                condition=models.Q(channel="message", sender__isnull=False)
                | (~models.Q(channel="message") & models.Q(sender=None)),
            ),
            models.CheckConstraint(
                name="notice_by_webhook_of_an_event_by_itself",
                condition=~models.Q(channel="webhook")
                | models.Q(person__isnull=False, event__isnull=False, digested=False),
            ),
            models.CheckConstraint(
                name="notice_that_leaves_knows_when",
                condition=models.Q(channel="inbox") | models.Q(next_try_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="notice_inbox", fields=["person", "-created_at"]),
            # What the senders look for; what has left is not in it.
            models.Index(
                name="notice_owed",
                fields=["channel", "digested", "next_try_at", "person"],
                condition=OWED,
            ),
            models.Index(
                name="notice_dead",
                fields=["given_up_at"],
                condition=models.Q(given_up_at__isnull=False),
            ),
        ]

    def __str__(self):
        return str(EVENT_WORDS.get(self.kind, self.kind))


class Post(models.Model):
    """How one way out does: the mails, or one sender of messages."""

    channel = models.CharField(max_length=10, choices=Notice.Channel)
    sender = models.ForeignKey(Sender, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="post_once", fields=["channel", "sender"], nulls_distinct=False
            )
        ]
