"""Which papers a programme asks for, and in which cases."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from regencies.models.programmes import Programme, Sourced, slug


class PaperCondition(models.TextChoices):
    """Completes "because ..." and "if ...". What each means: claims/rules/papers.py."""

    HEIR_IS_SPOUSE = "heir_is_spouse", _("the heir is the spouse")
    HEIR_IS_CHILD = "heir_is_child", _("the heir is a child of the deceased")
    HEIR_IS_MINOR = "heir_is_minor", _("the heir is younger than 18")
    SEVERAL_HEIRS = "several_heirs", _("there is more than one heir")
    NOT_BY_HEIR = "not_by_heir", _("somebody other than the heir handles the claim")
    DIED = "died", _("the participant died")
    DIED_SPOUSE = "died_spouse", _("the participant died and the heir is the spouse")
    WAGE_EARNER = "wage_earner", _("the participant earned a wage (PU)")
    BPU = "bpu", _("the participant earned no wage (BPU)")
    CHILD_AT_SCHOOL = "child_at_school", _("a child may have the scholarship")
    OVER_TAX_LIMIT = "over_tax_limit", _("the payment is above the limit for the tax number")
    PAID_BY_FAMILY = "paid_by_family", _("the family paid for the treatment")
    TRANSPORT_COSTS = "transport_costs", _("transport was paid for")
    UNFIT = "unfit", _("the participant could not work for a time (STMB)")
    OUTSIDE_WORK_HOURS = (
        "outside_work_hours", _("it happened outside the hours or the place of work"),
    )  # fmt: skip
    TRAFFIC = "traffic", _("it was a road accident")
    SINGLE_ACCIDENT = (
        "single_accident", _("nobody else was involved, or it happened off the road"),
    )  # fmt: skip
    ON_REQUEST = "on_request", _("it is asked for")


class Paper(Sourced):
    """One paper on a programme's checklist, by its Indonesian name."""

    class Required(models.TextChoices):
        MUST = "must", _("always")
        CONDITIONAL = "conditional", _("in some cases")

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="papers", verbose_name=_("programme")
    )
    key = models.CharField(_("key"), max_length=40, validators=[slug])
    name = models.CharField(_("name"), max_length=200)
    required = models.CharField(_("required"), max_length=11, choices=Required)
    asked_if = models.CharField(
        _("asked for if"),
        max_length=20,
        blank=True,
        choices=PaperCondition,
        help_text=_("Only for a paper that is needed in some cases."),
    )
    original = models.BooleanField(
        _("show the original"),
        default=False,
        help_text=_("To be shown when the file is handed in."),
    )
    note = models.CharField(
        _("note"), max_length=300, blank=True, help_text=_("When it is asked for, or in what form.")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        ordering = ["programme", "order", "key"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "key"], name="paper_once_a_programme"),
            models.CheckConstraint(
                condition=Q(required__in=["must", "conditional"]), name="paper_requirement_known"
            ),
            models.CheckConstraint(
                condition=Q(required="must", asked_if="")
                | Q(required="conditional", asked_if__in=PaperCondition.values),
                name="paper_conditional_says_when",
            ),
        ]

    def __str__(self) -> str:
        return self.name
