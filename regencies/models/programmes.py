"""What is promised: programmes, their dated figures, their time limits and their papers.

Every row names its source and how sure we are of it, so that a screen can show both.
"""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from regencies.models.dated import DatedQuerySet
from regencies.models.places import Regency

slug = RegexValidator(r"\A[a-z][a-z0-9_]*\Z", _("Small letters, digits and underscores only."))


class Confidence(models.TextChoices):
    """How sure we are of a rule. L must be confirmed by a person before money depends on it."""

    HIGH = "H", _("certain: the rule was read, or several sources agree")
    MEDIUM = "M", _("likely: one source, or officials quoted in the press")
    LOW = "L", _("unconfirmed: ask before money depends on it")


class Sourced(models.Model):
    """Nothing is on record here without where it comes from."""

    source = models.CharField(_("source"), max_length=300)
    confidence = models.CharField(_("confidence"), max_length=1, choices=Confidence)

    class Meta:
        abstract = True


class Programme(Sourced):
    """One promise. JKM (death) and JKK (work accident) are national and decided by the branch of
    BPJS Ketenagakerjaan: there our figure is an estimate. A regency decides its own santunan."""

    class DecidedBy(models.TextChoices):
        BRANCH = "branch", _("BPJS Ketenagakerjaan branch")
        REGENCY = "regency", _("regency")

    code = models.CharField(_("code"), max_length=40, primary_key=True, validators=[slug])
    name = models.CharField(_("name"), max_length=120)
    regency = models.ForeignKey(
        Regency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="programmes",
        verbose_name=_("regency"),
        help_text=_("Empty: the whole country."),
    )
    decided_by = models.CharField(_("decided by"), max_length=10, choices=DecidedBy)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__in=["branch", "regency"]), name="programme_decider_known"
            )
        ]

    def __str__(self) -> str:
        return self.name


class FigureQuerySet(DatedQuerySet):
    def in_force(self, day: date, regency_code: str | None = None) -> dict[str, Figure]:
        """Every figure that holds on this day, by key. A row without a value ends its key."""
        rows = self.latest_by_key(day, regency_code)
        return {row.key: row for row in rows if row.value is not None}


class Figure(Sourced):
    """An amount, share or length that a rule uses. It holds from `from_on` until the next row of
    the same key; a row without a value ends the key. Money in whole rupiah, shares in percent."""

    class Unit(models.TextChoices):
        RUPIAH = "rupiah", _("rupiah")
        PERCENT = "percent", _("percent")
        YEARS = "years", _("years")
        MONTHS = "months", _("months")
        DAYS = "days", _("days")
        HOURS = "hours", _("hours")
        TIMES = "times", _("times")
        COUNT = "count", _("plain number")

    regency = models.ForeignKey(
        Regency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="figures",
        verbose_name=_("regency"),
        help_text=_("Empty: the whole country."),
    )
    key = models.CharField(_("key"), max_length=60, validators=[slug])
    from_on = models.DateField(_("in force from"))
    value = models.DecimalField(
        _("value"),
        max_digits=18,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("Empty: from this day on there is no such figure."),
    )
    unit = models.CharField(_("unit"), max_length=8, choices=Unit)

    objects = FigureQuerySet.as_manager()

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering = ["key", "from_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["regency", "key", "from_on"],
                nulls_distinct=False,
                name="figure_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=0), name="figure_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.from_on:%Y-%m-%d}"


class RuleMissing(LookupError):
    """No time limit is on record for this stage. A limit is never guessed."""


def check_warn_days(value) -> None:
    if not isinstance(value, list) or not all(type(day) is int and day >= 0 for day in value):
        raise ValidationError(_("A list of whole numbers of days, such as [3, 1, 0]."))


def check_steps(value) -> None:
    """[{"after_days": 0, "to": ["camat"]}, ...], the days rising."""
    try:
        right = (
            isinstance(value, list)
            and all(set(step) == {"after_days", "to"} for step in value)
            and all(type(step["after_days"]) is int for step in value)
            and all(step["after_days"] >= 0 for step in value)
            and all(isinstance(step["to"], list) and step["to"] for step in value)
            and all(isinstance(who, str) and who for step in value for who in step["to"])
            and sorted({step["after_days"] for step in value})
            == [step["after_days"] for step in value]
        )
    except TypeError:
        right = False
    if not right:
        raise ValidationError(
            _('A ladder such as [{"after_days": 0, "to": ["camat"]}], the days rising.')
        )


class DeadlineRuleQuerySet(models.QuerySet):
    def for_stage(
        self,
        stage: str,
        regency_code: str | None,
        day: date,
        programme: Programme | str | None = None,
    ) -> DeadlineRule:
        """The rule of this stage on this day: the regency's before the nation's, the programme's
        before the general one, the latest that has begun."""
        code = programme.pk if isinstance(programme, Programme) else programme
        rules = [
            row
            for row in self.filter(stage=stage, from_on__lte=day).order_by()
            if row.regency_id in {None, regency_code}
            and row.programme_id in {None, code}
            and (row.until_on is None or day <= row.until_on)
        ]
        if not rules:
            raise RuleMissing(
                f"No deadline rule for stage {stage!r} in regency {regency_code!r} on {day}."
            )
        return max(
            rules,
            key=lambda row: (row.regency_id is not None, row.programme_id is not None, row.from_on),
        )


class DeadlineRule(Sourced):
    """How long a stage may take, when its people are warned and who hears of it when it is late.

    `warn_days` are days before the due day (0: on it), `warn_hour` is an hour of local time,
    `steps` the ladder after the due day has passed. What arrives from `cut_off_hour` on (local
    time) counts as arrived the next day. The limit may be extended by at most `extension_days`,
    once, and only where a rule gives that right: `extension_right` names it.
    """

    class Stage(models.TextChoices):
        CAMAT = "camat", _("at the camat")
        OFFICE = "office", _("at the office")
        VILLAGE = "village", _("back at the village")
        PAYMENT = "payment", _("at the payment")
        ACCIDENT = "accident", _("between the report and the claim of an accident")
        OBJECTION = "objection", _("at the objection")
        BRANCH = "branch", _("at the BPJS branch")

    class Unit(models.TextChoices):
        CALENDAR = "calendar", _("calendar days")
        WORKING = "working", _("working days")
        SLIDE = "slide", _("calendar days, then on to a working day")
        # Of an accident: its years are a figure of their own, counted from its day.
        RIGHT = "right", _("whole right to claim (its years are a figure)")

    regency = models.ForeignKey(
        Regency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="deadline_rules",
        verbose_name=_("regency"),
        help_text=_("Empty: the whole country."),
    )
    stage = models.CharField(_("stage"), max_length=10, choices=Stage)
    programme = models.ForeignKey(
        Programme,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="deadline_rules",
        verbose_name=_("programme"),
        help_text=_("Empty: every programme."),
    )
    from_on = models.DateField(_("in force from"))
    until_on = models.DateField(
        _("in force until"),
        null=True,
        blank=True,
        help_text=_("Its last day. Empty: until a later row takes its place."),
    )
    days = models.PositiveSmallIntegerField(_("days"), validators=[MinValueValidator(1)])
    unit = models.CharField(_("unit"), max_length=8, choices=Unit)
    start_event = models.CharField(
        _("starts with"),
        max_length=20,
        validators=[slug],
        help_text=_(
            "The move that starts the clock: submit, endorse, send_back, approve, forward."
        ),
    )
    warn_days = models.JSONField(
        _("warn before"),
        default=list,
        blank=True,
        validators=[check_warn_days],
        help_text=_("Days before the due day; 0 is the due day itself."),
    )
    warn_hour = models.PositiveSmallIntegerField(
        _("hour of warnings"), default=8, validators=[MaxValueValidator(23)]
    )
    steps = models.JSONField(
        _("steps when late"),
        default=list,
        blank=True,
        validators=[check_steps],
        help_text=_('Such as [{"after_days": 0, "to": ["camat"]}].'),
    )
    cut_off_hour = models.PositiveSmallIntegerField(
        _("cut-off hour"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(23)],
        help_text=_("What arrives from this hour on counts as arrived the next day. Empty: none."),
    )
    extension_days = models.PositiveSmallIntegerField(
        _("days of extension"),
        default=0,
        help_text=_("At most so many days, once; 0 where no rule gives such a right."),
    )
    extension_right = models.CharField(
        _("right to extend"), max_length=300, blank=True, help_text=_("Which rule gives it.")
    )

    objects = DeadlineRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("deadline rule")
        verbose_name_plural = _("deadline rules")
        ordering = ["regency", "stage", "programme", "from_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["regency", "stage", "programme", "from_on"],
                nulls_distinct=False,
                name="deadline_rule_once_a_day",
            ),
            models.CheckConstraint(condition=Q(days__gt=0), name="deadline_rule_has_days"),
            models.CheckConstraint(
                condition=Q(warn_hour__lte=23), name="deadline_rule_hour_is_an_hour"
            ),
            models.CheckConstraint(
                condition=Q(
                    stage__in=[
                        "camat",
                        "office",
                        "village",
                        "payment",
                        "accident",
                        "objection",
                        "branch",
                    ]
                ),
                name="deadline_rule_stage_known",
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
                name="deadline_rule_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(cut_off_hour=None) | Q(cut_off_hour__range=(1, 23)),
                name="deadline_rule_cut_off_is_an_hour",
            ),
            models.CheckConstraint(
                condition=Q(extension_days=0) | ~Q(extension_right=""),
                name="deadline_rule_extends_by_a_right",
            ),
            models.CheckConstraint(
                condition=Q(unit__in=["calendar", "working", "slide", "right"]),
                name="deadline_rule_unit_known",
            ),
            models.CheckConstraint(
                condition=Q(stage="accident", unit="right", days=1)
                | (~Q(stage="accident") & ~Q(unit="right")),
                name="deadline_rule_accident_runs_with_its_right",
                violation_error_message=_(
                    "Between the report and the claim of an accident the limit is one whole "
                    "right to claim, and no other stage has that unit."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.days} {self.unit}"
