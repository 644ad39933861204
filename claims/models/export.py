"""What left the service as a file, and who let whole numbers leave with it."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from claims.models.claim import REGENCY_READERS, Claim
from regencies.models import Actor, Person, Regency, Role

# Who hears and says about exports of their regency.
EXPORTERS = REGENCY_READERS
# Numbers of places, which the Bupati reads too.
REPORT_READERS = (*REGENCY_READERS, Role.BUPATI)
# The second right: one of these, who did not ask, lets whole numbers leave.
RELEASERS = (Role.OPD_HEAD, Role.AUDITOR)
LOG_READERS = (Role.AUDITOR, Role.ADMINISTRATOR)
# How long a released export may be taken.
LIFE = timedelta(hours=24)


class ExportKind(models.TextChoices):
    REPORT = "report", _("report in numbers")
    CLAIMS = "claims", _("list of claims")
    SPJ = "spj", _("SPJ bundle")
    READING = "reading", _("file of a claim read")
    HISTORY = "history", _("history of a claim")
    COPY = "copy", _("copy of a person's data")
    COVER = "cover", _("people who lose their cover")
    BUNDLE = "bundle", _("bundle for the BPJS branch")
    TABLE = "table", _("table of numbers")
    REFUSED_ROWS = "refused_rows", _("refused rows of a list of participants")


class ExportRequestQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor):
        """A person's own, and those that they may release."""
        held = {seat.regency_id for seat in actor.seats if seat.role in EXPORTERS}
        releases = {seat.regency_id for seat in actor.seats if seat.role in RELEASERS}
        return self.filter(
            Q(asked_by=actor.person, regency__in=held) | Q(regency__in=releases)
        ).distinct()

    def waiting(self):
        return self.filter(answered_at=None)


class ExportRequest(models.Model):
    """Somebody asks for a list with names and whole numbers, for a reason. Another person lets it
    leave or refuses; it is taken once, by whoever asked, within a day. Nothing of it changes after
    (a trigger refuses)."""

    regency = models.ForeignKey(Regency, models.PROTECT, related_name="+")
    # Which claims, as the log has it: months, programme, kecamatan, state.
    said = models.JSONField()
    reason = models.TextField()
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    # Whom the asker stood in for.
    asked_for = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    key = models.UUIDField(unique=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    released = models.BooleanField(null=True)
    note = models.TextField(blank=True)

    objects = ExportRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for an export")
        verbose_name_plural = _("requests for exports")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="export_request_has_a_reason", condition=~Q(reason="")
            ),
            models.CheckConstraint(
                name="export_request_is_answered_by_another_person",
                condition=Q(answered_by=None, answered_at=None, released=None, note="")
                | (
                    Q(answered_by__isnull=False, answered_at__isnull=False)
                    & Q(released__isnull=False)
                    & ~Q(answered_by=F("asked_by"))
                    & (Q(asked_for=None) | ~Q(answered_by=F("asked_for")))
                    & (Q(released=True) | ~Q(note=""))
                ),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(name="export_request_of_regency", fields=["regency", "-asked_at"]),
        ]

    def __str__(self):
        return f"{self.regency_id} {self.asked_at:%Y-%m-%d}"

    @property
    def until(self) -> datetime | None:
        """The instant from which it can no longer be taken; None: it was never released."""
        return self.answered_at + LIFE if self.released else None

    def step(self, now: datetime) -> str:
        """waits, refused, ready, taken or lapsed."""
        if self.answered_at is None:
            return "waits"
        if not self.released:
            return "refused"
        if hasattr(self, "export"):
            return "taken"
        return "ready" if now < self.until else "lapsed"


class Export(models.Model):
    """One file that left: who took it, when, what was asked for, and what it was to the byte.
    Written with it and never touched again (a trigger refuses)."""

    kind = models.CharField(_("what"), max_length=12, choices=ExportKind)
    regency = models.ForeignKey(Regency, models.PROTECT, related_name="+")
    claim = models.ForeignKey(Claim, models.PROTECT, null=True, related_name="exports")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    acts_for = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField(_("at"))
    # csv, xlsx, pdf, zip; page: read on the screen.
    format = models.CharField(max_length=4)
    said = models.JSONField(default=dict)
    columns = models.JSONField(default=list)
    rows = models.PositiveIntegerField(_("rows"))
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField(_("checksum (SHA-256)"), max_length=64)
    masked = models.BooleanField()
    reason = models.TextField(_("reason"), blank=True)
    request = models.OneToOneField(ExportRequest, models.PROTECT, null=True, related_name="export")

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="export_kind_known",
                condition=Q(kind__in=[kind.value for kind in ExportKind]),
            ),
            models.CheckConstraint(
                name="export_format_known",
                condition=Q(format__in=["csv", "xlsx", "pdf", "zip", "page"]),
            ),
            models.CheckConstraint(
                name="export_names_its_checksum", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")
            ),
            # Refused rows go back to the administrator who brought them, numbers and all; the
            # branch pays by the numbers of its bundle; a copy is given to whose data it has.
            models.CheckConstraint(
                name="export_whole_only_when_released",
                condition=Q(masked=True)
                | (Q(request__isnull=False) & ~Q(reason=""))
                | Q(kind="refused_rows")
                | (Q(kind__in=["bundle", "copy"]) & ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="export_of_one_claim_names_it",
                condition=Q(kind__in=["reading", "history", "bundle"], claim__isnull=False)
                | (~Q(kind__in=["reading", "history", "bundle"]) & Q(claim=None)),
            ),
        ]
        indexes = [models.Index(name="export_of_regency", fields=["regency", "-at"])]

    def __str__(self):
        return f"{self.kind} {self.at:%Y-%m-%d}"
