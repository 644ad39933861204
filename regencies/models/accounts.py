"""What happened at the entrance: who came in, who did not, and what became of their keys."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .people import Person

# What the secret of an app, or the seed of recovery codes, is sealed for.
FACTOR = "second factor"


class AccountEvent(models.Model):
    """Written once and never touched again (a trigger refuses). Nothing that somebody typed is in
    it: a failed sign-in has a person only where the name was one of ours."""

    class What(models.TextChoices):
        SIGN_IN = "sign_in", _("signed in")
        FAIL = "fail", _("wrong password")
        HOLD = "hold", _("too many tries: held")
        FAIL_FACTOR = "fail_factor", _("wrong second factor")
        PROVE = "prove", _("proved who they are again")
        FAIL_PROOF = "fail_proof", _("wrong proof")
        SIGN_OUT = "sign_out", _("signed out")
        END_SESSION = "end_session", _("ended sessions on other devices")
        ACTIVATE = "activate", _("opened the account")
        CHANGE_PASSWORD = "change_password", _("chose another password")
        RENEW = "renew", _("password taken back: a new activation link is needed")
        ADD_FACTOR = "add_factor", _("added a second factor")
        REMOVE_FACTOR = "remove_factor", _("removed a second factor")
        RECOVERY = "recovery", _("made new recovery codes")
        RESET_FACTOR = "reset_factor", _("second factor taken away")

    what = models.CharField(max_length=20, choices=What)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="account_events", db_index=False
    )
    # Nobody, where they did it themselves.
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(db_index=True)
    # Letters of a keyed digest of the address: equal for equal addresses, and no address.
    place = models.CharField(max_length=8, blank=True, default="")

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="account_event_about_somebody_or_a_failure",
                condition=models.Q(person__isnull=False) | models.Q(what__in=["fail", "hold"]),
            )
        ]
        indexes = [models.Index(name="account_event_of_a_person", fields=["person", "-at"])]

    def __str__(self) -> str:
        return f"{self.what} {self.person_id}"


class KnownPlace(models.Model):
    """A browser or an address from which somebody has signed in before. From there they still get
    in while strangers try their name. Only keyed digests; swept when long unused."""

    class Kind(models.TextChoices):
        DEVICE = "device"
        ADDRESS = "address"

    person = models.ForeignKey(Person, models.CASCADE, related_name="known_places")
    kind = models.CharField(max_length=7, choices=Kind)
    digest = models.CharField(max_length=64, unique=True)
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="known_place_kind_known",
                condition=models.Q(kind__in=["device", "address"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.person_id}"
