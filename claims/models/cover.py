"""Ends of cover that nobody has renewed: who was warned of them when, and why they stay open."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from regencies.models import Person, Regency

COVER_REASONS = {
    "signing": _("the agreement is being signed"),
    "no_budget": _("there is no budget yet"),
    "other_payer": _("somebody else pays for these people from now on"),
    "not_continued": _("the regency has decided not to go on"),
    "list_late": _("it is renewed, and the list comes later"),
    "other": _("another reason, told in the note"),
}


class CoverCount(models.Model):
    """When the ends of cover of a regency were counted, and when that is due again."""

    regency = models.OneToOneField(
        Regency, models.PROTECT, primary_key=True, related_name="cover_count"
    )
    counted_at = models.DateTimeField()
    next_action_at = models.DateTimeField(db_index=True)


class CoverEnding(models.Model):
    """One payer's agreement ends with one day, and people on it have no period after that."""

    regency = models.ForeignKey(Regency, models.PROTECT, related_name="+")
    payer = models.CharField(_("payer"), max_length=80)
    agreement = models.CharField(_("agreement (PKS) number"), max_length=80, blank=True)
    ends_on = models.DateField(_("ends on"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="cover_ending_once", fields=["regency", "payer", "agreement", "ends_on"]
            )
        ]

    def __str__(self):
        return f"{self.payer} {self.agreement} {self.ends_on}"


class CoverWarning(models.Model):
    """People were told of an ending: warn_90 to warn_7 before it, late_0, late_7 and so on after
    it, each once. Never changed nor deleted (a trigger refuses)."""

    ending = models.ForeignKey(CoverEnding, models.PROTECT, related_name="warnings")
    rung = models.CharField(max_length=10)
    people = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="cover_warning_once", fields=["ending", "rung"]),
            models.CheckConstraint(
                name="cover_warning_rung_known",
                condition=models.Q(rung__regex="^(warn|late)_[0-9]+$"),
            ),
        ]


class CoverReason(models.Model):
    """Why an ending is not renewed; the last one holds. Until again_on nobody is reminded, without
    it never again. Never changed nor deleted (a trigger refuses)."""

    ending = models.ForeignKey(CoverEnding, models.PROTECT, related_name="reasons")
    reason = models.CharField(_("reason"), max_length=20, choices=[*COVER_REASONS.items()])
    note = models.TextField(_("note"))
    again_on = models.DateField(_("remind again from"), null=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # Of the click: the same one again is the same reason.
    key = models.UUIDField(unique=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="cover_reason_known",
                condition=models.Q(reason__in=["signing", "no_budget", "other_payer",
                                               "not_continued", "list_late", "other"]),
            ),
            models.CheckConstraint(name="cover_reason_is_written", condition=~models.Q(note="")),
        ]  # fmt: skip
