"""Who is covered: the participants whom a regency enrols with BPJS Ketenagakerjaan, and for when.

The office's own list. A claim is never refused for not standing in it: lists are late.
"""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from regencies.models.places import Regency, Village
from regencies.models.programmes import Programme, slug
from regencies.models.sealed import SealedField, blind, index_field

NIK, KK = "nik", "kk"


class ParticipantQuerySet(models.QuerySet):
    def by_nik(self, plain: str, regency_code: str | None = None):
        """Those with this NIK, in one regency or in all; nobody has an empty one."""
        return self.by_index(blind(plain, NIK), regency_code)

    def by_index(self, nik_index: str, regency_code: str | None = None):
        """As by_nik, by the blind index: a claim's own finds its participant, unopened."""
        if not nik_index:
            return self.none()
        found = self.filter(nik_index=nik_index)
        return found if regency_code is None else found.filter(regency=regency_code)


class Segment(models.TextChoices):
    PU = "pu", _("with a wage (PU)")
    BPU = "bpu", _("without a wage (BPU)")


class Category(models.Model):
    """What kind of worker: formal, informal, perangkat desa, RT/RW, pekerja rentan, and whatever
    else an office counts apart."""

    code = models.CharField(_("code"), max_length=20, primary_key=True, validators=[slug])
    name = models.CharField(_("name"), max_length=80)
    spellings = models.TextField(
        _("also written"),
        blank=True,
        help_text=_("As lists of offices write it, separated by semicolons."),
    )
    segment = models.CharField(
        _("segment"),
        max_length=3,
        choices=Segment,
        help_text=_("Of those whose list does not say."),
    )

    class Meta:
        verbose_name = _("category of participants")
        verbose_name_plural = _("categories of participants")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="category_segment_known", condition=Q(segment__in=["pu", "bpu"])
            )
        ]

    def __str__(self) -> str:
        return self.name


class Participant(models.Model):
    """One person on the list of one regency."""

    Segment = Segment

    regency = models.ForeignKey(
        Regency, models.PROTECT, related_name="participants", verbose_name=_("regency")
    )
    village = models.ForeignKey(
        Village,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="participants",
        verbose_name=_("village"),
    )
    name = models.CharField(_("full name"), max_length=120)
    nik = SealedField("NIK", purpose=NIK, shown=4)
    nik_index = index_field()
    kk = SealedField("KK", purpose=KK, shown=4)
    kk_index = index_field()
    born_on = models.DateField(_("date of birth"), null=True, blank=True)
    sex = models.CharField(
        _("sex"), max_length=1, blank=True, choices=[("M", _("male")), ("F", _("female"))]
    )
    category = models.ForeignKey(
        Category,
        models.PROTECT,
        db_column="category",
        db_index=False,
        related_name="+",
        verbose_name=_("category"),
    )
    segment = models.CharField(_("segment"), max_length=3, choices=Segment, default=Segment.BPU)
    base = models.PositiveIntegerField(
        _("wage base"), null=True, blank=True, help_text=_("Whole rupiah a month.")
    )
    kpj = models.CharField(_("BPJS number (KPJ)"), max_length=20, blank=True)
    decile = models.PositiveSmallIntegerField(_("decile"), null=True, blank=True)
    decile_source = models.CharField(_("source of the decile"), max_length=80, blank=True)
    decile_as_of_on = models.DateField(_("decile as of"), null=True, blank=True)
    created_at = models.DateTimeField(_("added at"), editable=False)
    updated_at = models.DateTimeField(_("changed at"), editable=False)
    # The file that said so last; none, where a hand did.
    roster_import = models.ForeignKey(
        "regencies.RosterImport",
        models.PROTECT,
        null=True,
        editable=False,
        db_index=False,
        related_name="+",
    )

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                name="participant_once_a_regency",
                fields=["regency", "nik_index"],
                condition=~Q(nik_index=""),
            ),
            models.CheckConstraint(
                name="participant_segment_known", condition=Q(segment__in=["pu", "bpu"])
            ),
            models.CheckConstraint(
                name="participant_sex_known", condition=Q(sex__in=["", "M", "F"])
            ),
            models.CheckConstraint(
                name="participant_decile_is_a_tenth",
                condition=Q(decile__isnull=True) | Q(decile__gte=1, decile__lte=10),
            ),
            models.CheckConstraint(
                name="participant_base_is_money", condition=Q(base__isnull=True) | Q(base__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def periods(self, programme: str = "") -> tuple[tuple[date, date, int | None], ...]:
        """(from, to, months paid or None for all) of each period, the oldest first: of every
        programme, or of those that concern this one. For claims.rules.coverage.Paid."""
        return tuple(
            (row.from_on, row.to_on, row.months)
            for row in self.coverages.all()
            if not programme or row.programme_id in {None, programme}
        )


class Coverage(models.Model):
    """A period for which contributions are paid, both days included.

    Its start may follow the cooperation agreement (PKS): rules.md 3.2, SRC-14, confidence M.
    """

    participant = models.ForeignKey(
        Participant, models.PROTECT, related_name="coverages", verbose_name=_("participant")
    )
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("until"))
    payer = models.CharField(_("payer"), max_length=80, help_text=_("For example APBD OKI."))
    agreement = models.CharField(_("agreement (PKS) number"), max_length=80, blank=True)
    programme = models.ForeignKey(
        Programme,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("programme"),
        help_text=_("Empty: both JKM and JKK."),
    )
    months = models.PositiveSmallIntegerField(
        _("months paid"),
        null=True,
        blank=True,
        help_text=_("Contribution months paid in this period. Empty: all of them."),
    )
    roster_import = models.ForeignKey(
        "regencies.RosterImport",
        models.PROTECT,
        null=True,
        editable=False,
        db_index=False,
        related_name="+",
    )

    class Meta:
        verbose_name = _("cover")
        verbose_name_plural = _("cover")
        ordering = ["from_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="coverage_ends_after_it_begins", condition=Q(to_on__gte=F("from_on"))
            ),
            models.UniqueConstraint(
                name="coverage_once_from_a_day", fields=["participant", "from_on", "payer"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_on:%Y-%m-%d} – {self.to_on:%Y-%m-%d} {self.payer}"
