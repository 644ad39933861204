"""A list of participants as it came: who brought which file when, and what became of each row."""

from __future__ import annotations

import json

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from regencies.models.people import Person
from regencies.models.places import Regency
from regencies.models.roster import KK, NIK
from regencies.models.sealed import SealedTextField, seal, unseal

CELLS = "roster"


class RosterImportQuerySet(models.QuerySet):
    def open(self):
        """Neither loaded nor given up."""
        return self.filter(loaded_at=None, ended_at=None)

    def working(self):
        """Where the program has something to do, and not a person."""
        return self.open().filter(Q(read_at=None, asked_at=None) | Q(confirmed_at__isnull=False))


class RosterImport(models.Model):
    """One file on its way: uploaded, read, looked at, confirmed, loaded. Each step is an instant;
    the row stays when the file and its staged rows are gone."""

    regency = models.ForeignKey(
        Regency, models.PROTECT, related_name="roster_imports", verbose_name=_("regency")
    )
    # Nobody, where a command did it.
    by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    file_name = models.CharField(_("file"), max_length=120)
    sha256 = models.CharField(_("checksum (SHA-256)"), max_length=64)
    size = models.PositiveIntegerField(_("size"), help_text=_("Bytes."))
    # Gone once the list is loaded or given up.
    file = models.FileField(upload_to="roster/", max_length=200, blank=True)
    # The heads of its columns, as they stand there, and what each was taken for.
    heads = models.JSONField(default=list)
    columns = models.JSONField(default=dict)
    # What holds for all rows whose cell is empty: column to text.
    for_all = models.JSONField(default=dict)
    uploaded_at = models.DateTimeField(_("uploaded at"))
    # A person must say which column is which.
    asked_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(_("read at"), null=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(_("reason"), blank=True)
    loaded_at = models.DateTimeField(_("loaded at"), null=True)
    # Given up, by a person or because it can't be read: error is a code of roster.words.
    ended_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=40, blank=True)
    # Of the step under way: how often it was begun, and how far it is.
    attempts = models.PositiveSmallIntegerField(default=0)
    percent = models.PositiveSmallIntegerField(default=0)
    # The staged rows up to this line are in the roster.
    through = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)
    # What it would do, and once loaded what it did.
    people_new = models.PositiveIntegerField(default=0)
    people_changed = models.PositiveIntegerField(default=0)
    people_same = models.PositiveIntegerField(default=0)
    covers_new = models.PositiveIntegerField(default=0)
    covers_changed = models.PositiveIntegerField(default=0)
    covers_same = models.PositiveIntegerField(default=0)

    objects = RosterImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import of participants")
        verbose_name_plural = _("imports of participants")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="roster_import_is_read_before_it_is_confirmed",
                condition=Q(confirmed_at=None) | Q(read_at__isnull=False),
            ),
            models.CheckConstraint(
                name="roster_import_is_confirmed_before_it_is_loaded",
                condition=Q(loaded_at=None) | Q(confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="roster_import_refuses_no_more_than_it_has",
                condition=Q(refused__lte=F("rows")),
            ),
            models.CheckConstraint(
                name="roster_import_names_its_checksum",
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.file_name

    @property
    def step(self) -> str:
        """waits_for_columns, reading, read, loading, loaded, failed or cancelled."""
        if self.loaded_at:
            return "loaded"
        if self.ended_at:
            return "failed" if self.error else "cancelled"
        if self.confirmed_at:
            return "loading"
        if self.read_at:
            return "read"
        return "waits_for_columns" if self.asked_at else "reading"

    @property
    def under_way(self) -> bool:
        return self.step in {"reading", "loading"}

    @property
    def changes(self) -> int:
        return self.people_new + self.people_changed + self.covers_new + self.covers_changed


class RosterRow(models.Model):
    """A good row between reading and loading, every number sealed. An empty cell is null: it says
    nothing, and a list without deciles must not wipe those we know."""

    roster_import = models.ForeignKey(
        RosterImport, models.CASCADE, related_name="+", db_index=False
    )
    line = models.PositiveIntegerField()
    nik = SealedTextField(purpose=NIK)
    nik_index = models.CharField(max_length=64)
    kk = SealedTextField(purpose=KK, null=True)
    kk_index = models.CharField(max_length=64, null=True)
    name = models.CharField(max_length=120)
    born_on = models.DateField(null=True)
    sex = models.CharField(max_length=1, null=True)
    village_id = models.CharField(max_length=13, null=True)
    category = models.CharField(max_length=20)
    segment = models.CharField(max_length=3, null=True)
    base = models.PositiveIntegerField(null=True)
    kpj = models.CharField(max_length=20, null=True)
    decile = models.PositiveSmallIntegerField(null=True)
    decile_source = models.CharField(max_length=80, null=True)
    decile_as_of_on = models.DateField(null=True)
    from_on = models.DateField(null=True)
    to_on = models.DateField(null=True)
    payer = models.CharField(max_length=80, null=True)
    agreement = models.CharField(max_length=80, null=True)
    months = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="roster_row_once", fields=["roster_import", "line"])
        ]


class RosterRefusal(models.Model):
    """A row that could not be taken, with why, and its cells as they stood (sealed)."""

    roster_import = models.ForeignKey(RosterImport, models.CASCADE, related_name="refusals")
    line = models.PositiveIntegerField()
    # [column, code, line of another row or 0]
    faults = models.JSONField()
    cells = SealedTextField(purpose=CELLS)

    class Meta:
        ordering = ["line"]
        constraints = [
            models.UniqueConstraint(name="roster_refusal_once", fields=["roster_import", "line"])
        ]

    @staticmethod
    def sealed(cells: list[str]) -> str:
        return seal(json.dumps(cells), CELLS)

    def opened(self) -> list[str]:
        """As they stood, under the heads of their import."""
        return json.loads(unseal(self.cells, CELLS))


class RosterLook(models.Model):
    """Somebody took the file of refused rows, whose numbers are open."""

    roster_import = models.ForeignKey(RosterImport, models.PROTECT, related_name="looks")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]


class RosterHead(models.Model):
    """A head that a regency's lists use, and which column it is (empty: of no use)."""

    regency = models.ForeignKey(Regency, models.CASCADE, related_name="+")
    head = models.CharField(max_length=120)
    column = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="roster_head_once_a_regency", fields=["regency", "head"])
        ]
