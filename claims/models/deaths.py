"""Deaths that a list or a village tells of, beside the list of participants and the claims."""

from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim
from claims.rules.states import Kind, State
from regencies.models import Actor, Participant, Person, Regency, SealedField, Village, index_field
from regencies.models.people import DISTRICT_ROLES, VILLAGE_ROLES, Role

UNFILED_REASONS = {
    "family_declines": _("the family does not want it"),
    "not_covered": _("there was no cover on that day"),
    "claimed_at_branch": _("it was claimed at BPJS directly"),
    "not_dead": _("the person has not died, or the list is wrong"),
    "not_found": _("neither the person nor the family can be found"),
}
# A claim that the village has still in its hands: none that anybody else has seen.
BEGUN = (State.DRAFT, State.REPORTED)
# Who reads names of a whole regency; the Bupati reads numbers alone.
OFFICE = (Role.ADMINISTRATOR, Role.OPD_VERIFIER, Role.OPD_SECTION_HEAD, Role.OPD_HEAD, Role.SEKDA)
COUNTERS = (*OFFICE, Role.BUPATI)


class DeathList(models.Model):
    """One list as it came: who brought which file when, and what became of it. Written once,
    never changed nor deleted (a trigger refuses)."""

    regency = models.ForeignKey(Regency, models.PROTECT, related_name="+")
    # Of a village's own list; none: the whole regency's, as Disdukcapil gives it.
    village = models.ForeignKey(Village, models.PROTECT, null=True, related_name="+")
    # Nobody, where a command did it.
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    file_name = models.CharField(_("file"), max_length=120)
    sha256 = models.CharField(_("checksum (SHA-256)"), max_length=64)
    rows = models.PositiveIntegerField()
    added = models.PositiveIntegerField()
    known = models.PositiveIntegerField()
    refused = models.PositiveIntegerField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="death_list_counts_every_row",
                condition=Q(rows=models.F("added") + models.F("known") + models.F("refused")),
            ),
            models.CheckConstraint(
                name="death_list_names_its_checksum", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")
            ),
        ]

    def __str__(self):
        return self.file_name


class DeathQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor):
        """Of those who may read names: the village's own, the kecamatan's, the regency's."""
        villages = [seat.village_id for seat in actor.seats if seat.role in VILLAGE_ROLES]
        districts = [seat.district_id for seat in actor.seats if seat.role in DISTRICT_ROLES]
        return self.filter(
            Q(village__in=villages)
            | Q(village__district__in=districts)
            | Q(regency__in=_regencies(actor, OFFICE))
        )

    def counted_by(self, actor: Actor):
        """As visible_to, and what the Bupati may count."""
        return self.visible_to(actor) | self.filter(regency__in=_regencies(actor, COUNTERS))

    def unfiled(self):
        """On the list of participants or likely to be, with neither a claim nor a reason."""
        return self.filter(
            Q(participant__isnull=False) | Q(likely__isnull=False), answered_at=None
        ).exclude(Exists(claims_of()))

    def ringing(self, now: datetime):
        return self.filter(next_action_at__lte=now)


def claims_of():
    """The submitted claims about the death of the person of the outer row."""
    same = Q(nik_index=OuterRef("nik_index")) | Q(nik_index=OuterRef("participant__nik_index"))
    return (
        Claim.objects.filter(same, Q(kind=Kind.DEATH) | Q(died_on__isnull=False))
        .filter(regency=OuterRef("regency"), submitted_at__isnull=False)
        .exclude(nik_index="")
        .exclude(state=State.WITHDRAWN)
    )


def _regencies(actor: Actor, roles) -> list[str]:
    return [seat.regency_id for seat in actor.seats if seat.role in roles]


class Death(models.Model):
    """That somebody died. participant: whom of the list it is, by the NIK or by a person's word;
    likely: whom the name, the birth and the village suggest, until somebody has looked."""

    regency = models.ForeignKey(Regency, models.PROTECT, related_name="+", db_index=False)
    village = models.ForeignKey(Village, models.PROTECT, related_name="+")
    # None: typed by the village.
    death_list = models.ForeignKey(DeathList, models.PROTECT, null=True, related_name="deaths")
    name = models.CharField(_("full name"), max_length=120)
    nik = SealedField("NIK", purpose="nik", shown=4)
    nik_index = index_field()
    born_on = models.DateField(_("date of birth"), null=True)
    sex = models.CharField(max_length=1, blank=True)
    died_on = models.DateField(_("day of death"))
    akta = models.CharField(_("number of the akta kematian"), max_length=40, blank=True)
    accident = models.BooleanField(_("by an accident at work"), default=False)
    # One death once: the index of the NIK, or of name, birth, death and village.
    identity = models.CharField(max_length=64)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    participant = models.ForeignKey(Participant, models.PROTECT, null=True, related_name="+")
    likely = models.ForeignKey(Participant, models.PROTECT, null=True, related_name="+")
    # Looked for on the list of participants; a newer list is looked at again.
    looked_at = models.DateTimeField()
    # Somebody has looked at the likely one: it is this person, or it is not.
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    # The first reminder, and the next; none where nobody is to be reminded.
    reminded_from = models.DateTimeField(null=True)
    next_action_at = models.DateTimeField(null=True)

    objects = DeathQuerySet.as_manager()

    class Meta:
        verbose_name = _("death")
        verbose_name_plural = _("deaths")
        ordering = ["-died_on", "id"]
        constraints = [
            models.UniqueConstraint(name="death_once", fields=["regency", "identity"]),
            models.CheckConstraint(
                name="death_after_birth",
                condition=Q(born_on=None) | Q(died_on__gte=models.F("born_on")),
            ),
            models.CheckConstraint(
                name="death_answered_reminds_nobody",
                condition=Q(answered_at=None) | Q(next_action_at=None),
            ),
        ]
        indexes = [
            models.Index(
                name="death_next_reminder",
                fields=["next_action_at"],
                condition=Q(next_action_at__isnull=False),
            ),
            # Those whom no list knows yet.
            models.Index(
                name="death_not_listed",
                fields=["regency", "looked_at"],
                condition=Q(participant=None, settled_by=None),
            ),
        ]

    def __str__(self):
        return self.name


class DeathAnswer(models.Model):
    """Why nobody files. The last one holds; never changed nor deleted (a trigger refuses)."""

    death = models.ForeignKey(Death, models.PROTECT, related_name="answers")
    reason = models.CharField(_("reason"), max_length=20, choices=[*UNFILED_REASONS.items()])
    note = models.TextField(_("note"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    key = models.UUIDField(unique=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="death_answer_known",
                condition=Q(reason__in=["family_declines", "not_covered", "claimed_at_branch",
                                        "not_dead", "not_found"]),
            ),
            models.CheckConstraint(name="death_answer_is_written", condition=~Q(note="")),
        ]  # fmt: skip
