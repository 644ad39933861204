"""How an account is opened for the first time: by a link in a mail, or a code on a printed slip."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .people import Person
from .sealed import blind

PURPOSE = "activation"


class ActivationQuerySet(models.QuerySet):
    def open(self):
        """Neither used nor given up for another."""
        return self.filter(used_at=None, ended_at=None)

    def owed(self, now):
        """Those whose mail may leave by now."""
        return self.open().filter(
            way=Activation.Way.MAIL, given_at=None, next_try_at__lte=now
        )  # fmt: skip


class Activation(models.Model):
    """One code for one account, good once and for some days. Only its keyed index is kept: it is
    drawn when the mail leaves or the slip is printed, and nobody can look it up afterwards."""

    class Way(models.TextChoices):
        MAIL = "mail", _("link by mail")
        SLIP = "slip", _("printed code")

    person = models.ForeignKey(Person, models.PROTECT, related_name="activations")
    way = models.CharField(max_length=4, choices=Way)
    # Nobody, where a command did it.
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    secret_index = models.CharField(max_length=64, blank=True, default="")
    given_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    # Another was given in its place, or its mail could not be sent.
    ended_at = models.DateTimeField(null=True)
    # Wrong codes typed for it, and until when none is taken because of them.
    wrong = models.PositiveSmallIntegerField(default=0)
    held_until = models.DateTimeField(null=True)
    # Of its mail.
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=100, blank=True)

    objects = ActivationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="activation_one_open_for_a_person", fields=["person"],
                condition=Q(used_at=None, ended_at=None),
            ),
            models.CheckConstraint(
                name="activation_way_known", condition=Q(way__in=["mail", "slip"])
            ),
            models.CheckConstraint(
                name="activation_given_with_a_code_that_expires",
                condition=Q(secret_index="", given_at=None, expires_at=None, used_at=None)
                | (~Q(secret_index="") & Q(given_at__isnull=False, expires_at__gt=F("given_at"))),
            ),
            models.CheckConstraint(
                name="activation_used_or_ended", condition=Q(used_at=None) | Q(ended_at=None)
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                name="activation_owed", fields=["next_try_at"],
                condition=Q(given_at=None, ended_at=None),
            )
        ]  # fmt: skip

    def __str__(self):
        return f"activation of {self.person_id}"

    def give(self, code: str, now, lasts) -> None:
        """Bound to its account: one person's code is no other's."""
        self.secret_index = blind(f"{self.person_id} {code}", PURPOSE)
        self.given_at, self.expires_at = now, now + lasts
