"""Another office's computer that speaks to this one: what it may do, where, and by which tokens."""

import base64
import secrets
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection, models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .people import Person
from .places import Regency
from .sealed import SealedField, blind, index_field

TOKEN, HOOK = "system token", "system hook"
# Of a token: "snt_", eight letters by which it is found, and 256 bits that nobody keeps.
MARK, PREFIX_BYTES, SECRET_BYTES = "snt", 5, 32

USE = """
    UPDATE regencies_systemtoken
    SET used_n = CASE WHEN used_at = %s THEN used_n + 1 ELSE 1 END, used_at = %s
    WHERE id = %s RETURNING used_n
"""
COUNT = """
    INSERT INTO regencies_systemcall (system_id, hour_at, operation, status, code, n)
    VALUES (%s, %s, %s, %s, %s, 1)
    ON CONFLICT (system_id, hour_at, operation, status, code)
    DO UPDATE SET n = regencies_systemcall.n + 1
"""


class Scope(models.TextChoices):
    """What a token's system may do, each by itself."""

    STATUS = "status:read", _("read how far claims are, without saying whose they are")
    READ = "claims:read", _("read what claims say, numbers masked")
    WRITE = "claims:write", _("prepare claims; the village head submits them")
    PAPERS = "papers:write", _("add papers")
    COVER = "cover:check", _("ask whether a NIK is on the list of participants")
    DEATHS = "deaths:write", _("tell of deaths")
    PAYOUTS = "payouts:read", _("read which files were forwarded to the BPJS branch")


# For these it knows of drafts.
FILING = (Scope.WRITE, Scope.PAPERS)
# For these its account sits as an operator in each of its villages.
SEATED = (*FILING, Scope.DEATHS)


class System(models.Model):
    """A system of one regency. It acts as a person of its own, who can't sign in: so the same
    seats, duties and refusals hold for it as for an operator at the counter.

    It is ended, never deleted: what it filed stays on record.
    """

    regency = models.ForeignKey(Regency, models.PROTECT, verbose_name=_("regency"))
    name = models.CharField(_("name"), max_length=80)
    person = models.OneToOneField(Person, models.PROTECT, related_name="system", editable=False)
    contact = models.CharField(_("who is asked about it"), max_length=200)
    scopes = models.JSONField(_("what it may do"))
    # Codes of districts and villages; empty: the whole regency.
    places = models.JSONField(_("where"), default=list, blank=True)
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("until"), null=True, blank=True)
    ended_at = models.DateTimeField(null=True, editable=False)
    # Where it wants to be told, with what our letters to it are signed, and of which moves.
    hook_url = SealedField(_("address of its webhook"), purpose=HOOK)
    hook_url_index = index_field()
    hook_secret = SealedField(purpose=HOOK, editable=False)
    hook_secret_index = index_field()
    hears = models.JSONField(_("moves that it is told of"), default=list, blank=True)

    class Meta:
        verbose_name = _("system of another office")
        verbose_name_plural = _("systems of other offices")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                name="system_once_by_name", fields=["regency", "name"]
            ),
            models.CheckConstraint(
                name="system_may_do_something_known",
                condition=Q(scopes__contained_by=[scope.value for scope in Scope])
                & ~Q(scopes=[]),
            ),
            models.CheckConstraint(
                name="system_ends_after_it_begins",
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")),
                violation_error_message=_("It ends before it begins."),
            ),
            models.CheckConstraint(
                name="system_hook_is_signed",
                condition=Q(hook_url_index="", hook_secret_index="", hears=[])
                | (~Q(hook_url_index="") & ~Q(hook_secret_index="")),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def may(self, scope: str) -> bool:
        return scope in self.scopes

    def in_force(self, now: datetime) -> bool:
        """Both ends included, as days of its regency."""
        today = now.astimezone(ZoneInfo(self.regency.zone)).date()
        return self.ended_at is None and self.holds_on(today)

    def holds_on(self, day: date) -> bool:
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)

    def covers(self, village: str, district: str, regency: str) -> bool:
        """Whether this place, by its codes, is in its territory."""
        return regency == self.regency_id and (
            not self.places or village in self.places or district in self.places
        )

    def territory(self) -> Q:
        """The same for rows that have regency, district and village."""
        here = Q(regency=self.regency_id)
        if self.places:
            here &= Q(village__in=self.places) | Q(district__in=self.places)
        return here


class SystemToken(models.Model):
    """One key of a system, shown once. Several may be good at a time, so that one takes the
    other's place without a gap."""

    system = models.ForeignKey(System, models.PROTECT, related_name="tokens")
    # The form's own key: the same click twice draws one.
    key = models.UUIDField(unique=True)
    prefix = models.CharField(max_length=8, unique=True)
    secret_index = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    # The minute of its last call, and how many it made in it.
    used_at = models.DateTimeField(null=True)
    used_n = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(name="system_token_has_a_secret", condition=~Q(secret_index="")),
            models.CheckConstraint(
                name="system_token_revoked_by_somebody",
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{MARK}_{self.prefix}_…"

    def use(self, now: datetime) -> int:
        """One more call. Returns how many this minute has seen, this one included."""
        minute = now.replace(second=0, microsecond=0)
        with connection.cursor() as cursor:
            cursor.execute(USE, [minute, minute, self.pk])
            return cursor.fetchone()[0]


def drawn_token() -> tuple[str, str, str]:
    """(token, its prefix, its index). The token is shown once and kept nowhere."""
    prefix = base64.b32encode(secrets.token_bytes(PREFIX_BYTES)).decode().lower()
    secret = secrets.token_urlsafe(SECRET_BYTES)
    return f"{MARK}_{prefix}_{secret}", prefix, blind(f"{prefix} {secret}", TOKEN)


def drawn_hook_secret() -> str:
    """As the receivers of signed webhooks know it: whsec_ and 256 bits in base64."""
    return f"whsec_{base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()}"


class SystemCall(models.Model):
    """How often a system called something in an hour, and how it was answered. Who asks each
    minute whether anything is new would else fill the disk; whatever is written or looked up has
    a row of its own elsewhere. Nothing here says whose claim it was."""

    system = models.ForeignKey(System, models.PROTECT, related_name="calls", db_index=False)
    hour_at = models.DateTimeField()
    operation = models.CharField(max_length=40)
    status = models.PositiveSmallIntegerField()
    # Of the claim that it was about.
    code = models.CharField(max_length=20, blank=True, default="")
    n = models.PositiveIntegerField()

    class Meta:
        ordering = ["-hour_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="system_call_once_an_hour",
                fields=["system", "hour_at", "operation", "status", "code"],
            )
        ]

    @staticmethod
    def count(system_id: int, now: datetime, operation: str, status: int, code: str) -> None:
        hour = now.replace(minute=0, second=0, microsecond=0)
        with connection.cursor() as cursor:
            cursor.execute(COUNT, [system_id, hour, operation, status, code])


class SystemLook(models.Model):
    """A system asked the list of participants about a number, and what it was told. Written with
    the answer and never touched again (a trigger refuses); without the number."""

    system = models.ForeignKey(System, models.PROTECT, related_name="looks", db_index=False)
    at = models.DateTimeField()
    listed = models.CharField(max_length=10)

    class Meta:
        indexes = [models.Index(name="system_look_of_late", fields=["system", "-at"])]
