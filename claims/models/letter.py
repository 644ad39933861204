"""Letters (surat): issued by hand from what the claim knows, numbered, kept as they were."""

from dataclasses import dataclass

from django.db import models

from claims.models.claim import APPROVERS, Claim
from claims.models.money import Payout
from claims.rules.letters import NUMBER_LENGTH, LetterKind
from claims.rules.states import State
from regencies.models import Actor, Person, Role
from regencies.models.people import DISTRICT_ROLES, VILLAGE_ROLES

S = State
UNDECIDED = (S.DRAFT, S.REPORTED, S.SUBMITTED, S.ENDORSED, S.VERIFIED, S.SENT_BACK)
HANDED_IN = (S.SUBMITTED, S.ENDORSED, S.VERIFIED, S.SENT_BACK)
GRANTED = (S.AWARDED, S.SETTLED)


@dataclass(frozen=True)
class Issuing:
    """Who issues a letter, while the claim is where, in whose name.

    signs: the role that signs ("": whoever made the decision). after_death: only where somebody
    died. numbers: it prints whole NIKs, so each look at it is on record.
    """

    roles: tuple[Role, ...]
    states: tuple[State, ...]
    signs: str
    after_death: bool = False
    numbers: bool = False


K = LetterKind
DEATH_LETTER = Issuing(VILLAGE_ROLES, UNDECIDED, Role.VILLAGE_HEAD, after_death=True, numbers=True)
ISSUING = {
    K.KETERANGAN_KEMATIAN: DEATH_LETTER,
    K.SKTM: DEATH_LETTER,
    K.AHLI_WARIS: DEATH_LETTER,
    K.KUASA: DEATH_LETTER,
    K.PENGANTAR_DESA: Issuing(VILLAGE_ROLES, HANDED_IN, Role.VILLAGE_HEAD),
    K.TANDA_TERIMA: Issuing(VILLAGE_ROLES, HANDED_IN, Role.VILLAGE_HEAD),
    K.PENGANTAR_KECAMATAN: Issuing(DISTRICT_ROLES, (S.ENDORSED, S.VERIFIED), Role.CAMAT),
    K.PENJELASAN_MANFAAT: Issuing((*APPROVERS, Role.CASHIER), GRANTED, Role.OPD_HEAD),
    K.KEPUTUSAN_PENERIMA: Issuing(APPROVERS, GRANTED, Role.BUPATI),
    K.PENOLAKAN: Issuing((*APPROVERS, Role.SEKDA), (S.REJECTED, S.APPROVED, *GRANTED), ""),
}


# Papers (by regencies.Paper.key) that the village prints here, to be signed and photographed.
PRINTED_HERE = {
    "sktm": K.SKTM,
    "akta_kematian": K.KETERANGAN_KEMATIAN,
    "surat_ahli_waris": K.AHLI_WARIS,
    "surat_kuasa": K.KUASA,
    "surat_pengantar": K.PENGANTAR_DESA,
}


class LetterQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor):
        return self.filter(claim__in=Claim.objects.visible_to(actor))

    def standing(self):
        return self.filter(withdrawn_at=None)


class Letter(models.Model):
    """One letter as it was printed. Nothing of it changes, but it may be withdrawn once (a
    trigger); then another of its kind may be issued. Its paper goes with the data of the claim."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="letters")
    # For a letter about one award.
    payout = models.ForeignKey(Payout, models.PROTECT, null=True, related_name="letters")
    kind = models.CharField(max_length=20)
    # The place whose office issued it, by Kemendagri's code, and its name as printed.
    office = models.CharField(max_length=13)
    office_name = models.CharField(max_length=500)
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    number = models.CharField(max_length=NUMBER_LENGTH, unique=True)
    issued_on = models.DateField()
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    # Under whose name it stands; empty: nobody held the seat, and a line is left.
    signatory = models.CharField(max_length=120, blank=True)
    signatory_title = models.CharField(max_length=500)
    acting_for = models.CharField(max_length=120, blank=True)
    # The version of the claim that it tells of.
    version = models.PositiveIntegerField()
    # What the QR names, in groups as it stands on the paper: 130 bits, of no use but to ask
    # whether the letter is genuine.
    code = models.CharField(max_length=32, unique=True)
    token = models.CharField(max_length=32, unique=True)
    file = models.FileField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    withdrawn_why = models.TextField(blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="letter_serial_once", fields=["office", "year", "serial"]),
            models.UniqueConstraint(
                name="letter_one_standing",
                fields=["claim", "kind", "payout"],
                condition=models.Q(withdrawn_at=None),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="letter_kind_known",
                condition=models.Q(kind__in=[kind.value for kind in LetterKind]),
            ),
            models.CheckConstraint(
                name="letter_withdrawn_by_somebody_for_a_reason",
                condition=models.Q(withdrawn_at=None, withdrawn_by=None, withdrawn_why="")
                | (
                    models.Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                    & ~models.Q(withdrawn_why="")
                ),
            ),
        ]

    def __str__(self):
        return self.number

    @property
    def destroyed(self) -> bool:
        """The paper went with the data of its claim; that it was issued stays."""
        return not self.file

    @property
    def numbers(self) -> bool:
        return ISSUING[LetterKind(self.kind)].numbers


class LetterBook(models.Model):
    """The last serial that an office gave out in a year. Its row is locked while a letter is
    made, so that two at once get two numbers and none is left out."""

    office = models.CharField(max_length=13)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="letter_book_once", fields=["office", "year"]),
        ]
