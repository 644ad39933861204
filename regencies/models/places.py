"""Where: province, regency (kabupaten or kota), district (kecamatan), village (desa, kelurahan).

Codes are those of Kemendagri, kept as text with their dots: 16, 16.02, 16.02.05, 16.02.05.2001.
BPS uses other numbers for the same places; they never belong here.
A place is never deleted: claims point at it. One that the decree drops becomes inactive.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _


class PlaceQuerySet(models.QuerySet):
    def active(self):
        return self.filter(active=True)


class Place(models.Model):
    """What all four levels share."""

    name = models.CharField(_("name"), max_length=120)
    active = models.BooleanField(_("active"), default=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def digits(self) -> str:
        """The code as the NIK writes it: without dots."""
        return self.code.replace(".", "")


class Province(Place):
    code = models.CharField(_("code"), max_length=2, primary_key=True)

    class Meta(Place.Meta):
        verbose_name = _("province")
        verbose_name_plural = _("provinces")
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[0-9]{2}$"), name="province_code_has_its_shape"
            )
        ]


class Regency(Place):
    class Zone(models.TextChoices):
        WIB = "Asia/Jakarta", _("Western Indonesia Time (WIB)")
        WITA = "Asia/Makassar", _("Central Indonesia Time (WITA)")
        WIT = "Asia/Jayapura", _("Eastern Indonesia Time (WIT)")

    code = models.CharField(_("code"), max_length=5, primary_key=True)
    province = models.ForeignKey(
        Province, models.PROTECT, related_name="regencies", verbose_name=_("province")
    )
    zone = models.CharField(_("time zone"), max_length=40, choices=Zone, default=Zone.WIB)
    served = models.BooleanField(
        _("served"), default=False, help_text=_("This regency works with this service.")
    )

    # How its office stands on the head of letters; what nobody has told is left out.
    office_name = models.CharField(
        _("name of the office (OPD)"),
        max_length=120,
        blank=True,
        help_text=_("As it stands on the head of its letters, for instance: Dinas Sosial."),
    )
    office_town = models.CharField(
        _("town of the office"),
        max_length=60,
        blank=True,
        help_text=_("As it stands before the day on its letters, for instance: Sekayu."),
    )
    office_address = models.CharField(
        _("address of the office"),
        max_length=200,
        blank=True,
        help_text=_("Street, telephone and mail, on one line under the name of the office."),
    )

    class Meta(Place.Meta):
        verbose_name = _("regency")
        verbose_name_plural = _("regencies")
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[0-9]{2}\.[0-9]{2}$")
                & Q(code__startswith=F("province_id")),
                name="regency_code_has_its_shape",
            )
        ]


class District(Place):
    """Kecamatan."""

    code = models.CharField(_("code"), max_length=8, primary_key=True)
    regency = models.ForeignKey(
        Regency, models.PROTECT, related_name="districts", verbose_name=_("regency")
    )
    # 16.06.13 is "Lawan Wetan" in the 2025 decree and "Lawang Wetan" on older papers.
    also_named = models.CharField(
        _("also named"),
        max_length=200,
        blank=True,
        help_text=_("Other spellings found on papers; used by the search only."),
    )

    class Meta(Place.Meta):
        verbose_name = _("district")
        verbose_name_plural = _("districts")
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[0-9]{2}\.[0-9]{2}\.[0-9]{2}$")
                & Q(code__startswith=F("regency_id")),
                name="district_code_has_its_shape",
            )
        ]


class Village(Place):
    """Desa, desa adat or kelurahan; which of them, the first of the last four digits says."""

    class Kind(models.TextChoices):
        KELURAHAN = "kelurahan", _("kelurahan")
        DESA = "desa", _("desa")
        DESA_ADAT = "desa_adat", _("desa adat")

    code = models.CharField(_("code"), max_length=13, primary_key=True)
    district = models.ForeignKey(
        District, models.PROTECT, related_name="villages", verbose_name=_("district")
    )
    # The database derives it, so that code and kind can never disagree.
    kind = models.GeneratedField(
        expression=Case(
            When(code__regex=r"\.1[0-9]{3}$", then=Value("kelurahan")),
            When(code__regex=r"\.2[0-9]{3}$", then=Value("desa")),
            default=Value("desa_adat"),
        ),
        output_field=models.CharField(max_length=10, choices=Kind),
        db_persist=True,
        choices=Kind,
        verbose_name=_("kind"),
    )

    class Meta(Place.Meta):
        verbose_name = _("village")
        verbose_name_plural = _("villages")
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[123][0-9]{3}$")
                & Q(code__startswith=F("district_id")),
                name="village_code_has_its_shape",
            )
        ]
