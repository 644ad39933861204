"""A death is paid under JKM or under JKK, never under both (PP 44/2015 art. 1)."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from claims.models import Claim, ClaimProgramme, Payout
from claims.rules.duplicates import INSTEAD
from claims.rules.states import UNPAID, Kind, Verdict

PAYOUTS = Payout.objects.filter(claim=OuterRef("claim"), programme=OuterRef("programme"))


def granted() -> Q:
    """Of programmes: those with that word, and those whose money stands though the word was taken
    back. An objection that is upheld takes back every word of its claim, and no money."""
    return Q(verdict=Verdict.GRANTED) | Exists(PAYOUTS.exclude(state__in=UNPAID))


def standing() -> Q:
    """Of programmes granted: those that bring money, or will once it is worked out. What was
    refused by the branch or cancelled brings none."""
    return Exists(PAYOUTS.exclude(state__in=UNPAID)) | ~Exists(PAYOUTS)


def paid_instead(claim: Claim, programme: str) -> str:
    """Why this programme may not pay: the other one does, in this claim, or in another that tells
    of this person's death. Nothing, where it may."""
    if programme not in INSTEAD:
        return ""
    same = Q(claim=claim.pk)
    if claim.died and claim.nik_index:
        # Who outlived an accident was paid for that, and not for the death.
        died = Q(claim__kind=Kind.DEATH) | Q(claim__died_on__isnull=False)
        same |= Q(claim__nik_index=claim.nik_index) & died
    other = ClaimProgramme.objects.filter(
        same, granted(), standing(), programme=INSTEAD[programme]
    ).select_related("claim", "programme")
    if (found := other.first()) is None:
        return ""
    return _(
        "Claim %(code)s has been granted %(other)s. A death is paid under JKM or under JKK, "
        "never under both."
    ) % {"code": found.claim.code, "other": found.programme}
