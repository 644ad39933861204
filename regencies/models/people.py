"""Who acts: a person, and the appointments that give a role in a place for a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from .places import District, Regency, Village
from .senders import Sender


class Channel(models.TextChoices):
    """How somebody hears of things outside the service. The inbox always has them too."""

    EMAIL = "email", _("E-mail")
    MESSAGE = "message", _("Message to the phone")
    NONE = "none", _("Only the inbox")


# Nobody is served by a phone that rings at two in the morning.
QUIET_FROM, QUIET_TO = 21, 6


class Person(AbstractUser):
    """Somebody with an account. What they may do comes from their appointments alone."""

    first_name = None
    last_name = None
    name = models.CharField(_("full name"), max_length=120)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    language = models.CharField(
        _("language"),
        max_length=2,
        choices=[("id", "Bahasa Indonesia"), ("en", "English")],
        default="id",
    )
    channel = models.CharField(
        _("hears by"), max_length=10, choices=Channel, default=Channel.EMAIL.value
    )
    sender = models.ForeignKey(
        Sender, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by way of")
    )
    # Telegram knows no phone numbers.
    chat = models.CharField(_("number of the chat"), max_length=40, blank=True)
    # Whole hours in the regency's zone, across midnight as a rule; both empty: never quiet.
    quiet_from = models.PositiveSmallIntegerField(
        _("quiet from"), null=True, blank=True, default=QUIET_FROM
    )
    quiet_to = models.PositiveSmallIntegerField(
        _("quiet until"), null=True, blank=True, default=QUIET_TO
    )
    # The day of the last summary: there is one a day.
    digest_on = models.DateField(null=True, editable=False)

    REQUIRED_FIELDS = ["name", "email"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(
                name="person_channel_known",
                condition=models.Q(channel__in=["email", "message", "none"]),
            ),
            models.CheckConstraint(
                name="person_is_quiet_from_an_hour_to_an_hour",
                condition=models.Q(quiet_from=None, quiet_to=None)
                | models.Q(
                    quiet_from__isnull=False,
                    quiet_to__isnull=False,
                    quiet_from__lte=23,
                    quiet_to__lte=23,
                ),
                violation_error_message=_("Quiet hours need both ends, 0 to 23, or neither."),
            ),
        ]

    def __str__(self):
        return self.name or self.username

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name.split(" ")[0]

    @property
    def hears_by(self) -> str:
        """The channel beside the inbox: the chosen one if it reaches them, else e-mail."""
        if self.channel == Channel.MESSAGE and self.sender:
            if self.sender.reaches(phone=self.phone, chat=self.chat):
                return Channel.MESSAGE
        return Channel.EMAIL if self.channel != Channel.NONE and self.email else ""


class Role(models.TextChoices):
    VILLAGE_HEAD = "village_head", _("Village head")
    VILLAGE_OPERATOR = "village_operator", _("Village operator")
    CAMAT = "camat", _("Camat")
    DISTRICT_OFFICER = "district_officer", _("Sub-district officer")
    OPD_VERIFIER = "opd_verifier", _("OPD verifier")
    OPD_SECTION_HEAD = "opd_section_head", _("OPD section head")
    OPD_HEAD = "opd_head", _("OPD head")
    CASHIER = "cashier", _("Cashier (bendahara)")
    SEKDA = "sekda", _("Regency secretary (Sekda)")
    BUPATI = "bupati", _("Regent (Bupati)")
    AUDITOR = "auditor", _("Auditor (Inspektorat)")
    ADMINISTRATOR = "administrator", _("Service administrator")


VILLAGE_ROLES = (Role.VILLAGE_HEAD, Role.VILLAGE_OPERATOR)
DISTRICT_ROLES = (Role.CAMAT, Role.DISTRICT_OFFICER)
REGENCY_ROLES = tuple(role for role in Role if role not in VILLAGE_ROLES + DISTRICT_ROLES)


class AppointmentQuerySet(models.QuerySet):
    def on(self, day: date):
        """Those in force on that day, both ends included."""
        return self.filter(from_on__lte=day).filter(
            models.Q(to_on__isnull=True) | models.Q(to_on__gte=day)
        )

    def of_people(self):
        """Without those of another office's systems, which nobody appoints, invites or sends on
        leave."""
        return self.filter(person__system=None)

    def seats(self, roles: Iterable[str], place):
        """Those holding one of the roles where `place` (a claim) is."""
        at = models.Q(district_id=place.district_id, village=None) | models.Q(
            village_id=place.village_id
        )
        return self.filter(role__in=roles, regency_id=place.regency_id).filter(
            at | models.Q(district=None)
        )


class Appointment(models.Model):
    """A role in a place from a day to a day. Outside its dates it gives nothing.

    Acting officials (Plh: for the day, Plt: for a vacancy) carry the official for whom
    they act in `acts_for`: both names stand under what they decide.
    """

    class Acting(models.TextChoices):
        PLH = "plh", "Plh."
        PLT = "plt", "Plt."

    person = models.ForeignKey(
        Person, models.PROTECT, related_name="appointments", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    regency = models.ForeignKey(Regency, models.PROTECT, verbose_name=_("regency"))
    district = models.ForeignKey(
        District, models.PROTECT, null=True, blank=True, verbose_name=_("district")
    )
    village = models.ForeignKey(
        Village, models.PROTECT, null=True, blank=True, verbose_name=_("village")
    )
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("until"), null=True, blank=True)
    acting = models.CharField(_("acting as"), max_length=3, choices=Acting, blank=True)
    acts_for = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="stand_ins",
        verbose_name=_("acts for"),
    )
    decree = models.CharField(_("decree (SK) number"), max_length=80, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        constraints = [
            models.CheckConstraint(
                name="appointment_role_fits_its_place",
                condition=(
                    models.Q(
                        role__in=[r.value for r in VILLAGE_ROLES],
                        village__isnull=False,
                        district__isnull=False,
                    )
                    | models.Q(
                        role__in=[r.value for r in DISTRICT_ROLES],
                        village__isnull=True,
                        district__isnull=False,
                    )
                    | models.Q(
                        role__in=[r.value for r in REGENCY_ROLES],
                        village__isnull=True,
                        district__isnull=True,
                    )
                ),
            ),
            models.CheckConstraint(
                name="appointment_acting_names_both",
                condition=models.Q(acting="", acts_for__isnull=True)
                | models.Q(acting__in=["plh", "plt"], acts_for__isnull=False),
            ),
            models.CheckConstraint(
                name="appointment_acting_for_another",
                condition=models.Q(acts_for__isnull=True) | ~models.Q(acts_for=models.F("person")),
            ),
            models.CheckConstraint(
                name="appointment_ends_after_it_begins",
                condition=models.Q(to_on__isnull=True) | models.Q(to_on__gte=models.F("from_on")),
            ),
            models.UniqueConstraint(
                name="appointment_once_from_a_day",
                fields=["person", "role", "regency", "district", "village", "from_on"],
                nulls_distinct=False,
            ),
        ]
        indexes = [models.Index(name="appointment_seat", fields=["regency", "role", "village"])]

    def __str__(self):
        return f"{self.title} {self.place.name}"

    @property
    def title(self):
        label = self.get_role_display()
        return f"{self.get_acting_display()} {label}" if self.acting else label

    @property
    def place(self):
        return self.village or self.district or self.regency

    @property
    def place_code(self) -> str:
        return self.village_id or self.district_id or self.regency_id

    def holds_on(self, day: date) -> bool:
        """Is it in force on this day of its regency, both ends included?"""
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)

    @property
    def people(self):
        """Everybody whose name stands under an act done from this seat."""
        return [self.person] + ([self.acts_for] if self.acts_for_id else [])


@dataclass(frozen=True)
class Actor:
    """A person at an instant, with the seats they hold on that day. The clock has no person."""

    person: Person | None
    now: datetime
    seats: tuple[Appointment, ...] = ()

    @classmethod
    def at(cls, person: Person, now: datetime, *, named: bool = False) -> "Actor":
        """A day begins in the regency's own zone, so each appointment is asked there. named:
        with the names of the places and of whoever is stood in for, which pages print."""
        if not person.is_active:
            return cls(person, now)
        names = ("district", "village", "acts_for") if named else ()
        rows = person.appointments.select_related("regency", *names)
        return cls(person, now, tuple(row for row in rows if _in_force(row, now)))

    def seat(self, roles: Iterable[str], place) -> Appointment | None:
        """The seat from which this person may act there, their own before a stand-in's."""
        fitting = [
            seat
            for seat in self.seats
            if seat.role in roles
            and seat.regency_id == place.regency_id
            and seat.district_id in {None, place.district_id}
            and seat.village_id in {None, place.village_id}
        ]
        return min(fitting, key=lambda seat: bool(seat.acting), default=None)

    def roles(self) -> set[str]:
        return {seat.role for seat in self.seats}


def _in_force(row: Appointment, now: datetime) -> bool:
    return row.holds_on(now.astimezone(ZoneInfo(row.regency.zone)).date())
