"""What a regency may pay in a year for one of its programmes. The ceiling is a sum of entries."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from regencies.models import Person, Programme, Regency


class BudgetEntry(models.Model):
    """A line of the DPA or of a change of it (DPPA), never edited (a trigger refuses): a
    correction is another entry. amount: whole rupiah, less than nothing where it takes away."""

    regency = models.ForeignKey(Regency, models.PROTECT, related_name="+")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("budget year"))
    amount = models.BigIntegerField(_("amount"))
    document = models.CharField(_("document"), max_length=80)
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    acts_for = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    key = models.UUIDField(unique=True)

    class Meta:
        verbose_name = _("budget entry")
        verbose_name_plural = _("budget entries")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="budget_entry_changes_something", condition=~models.Q(amount=0)
            ),
            models.CheckConstraint(
                name="budget_entry_names_its_document",
                condition=~models.Q(document="") & ~models.Q(reason=""),
            ),
        ]
        indexes = [models.Index(name="budget_of_year", fields=["regency", "programme", "year"])]

    def __str__(self):
        return f"{self.document}, {self.year}"
