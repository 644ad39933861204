"""The facts of one claim as the checks want them, in a fixed number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import (
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    IntegerField,
    OuterRef,
    Q,
    Value,
    When,
)

from claims.actions import clock, one_death
from claims.actions.ages import age_on, heir_age_on
from claims.actions.checklist import checklist
from claims.actions.cover import listed_as, paid_periods
from claims.models import Child, Claim, ClaimProgramme, Event, Fact, Payout
from claims.models.claim import bare_number_in
from claims.rules import heirs
from claims.rules.coverage import months_paid
from claims.rules.duplicates import INSTEAD, bare_number, likeness
from claims.rules.duplicates import Person as Compared
from claims.rules.papers import JKM
from claims.rules.states import UNPAID, State
from claims.rules.told import Facts, Known, Limit, Other, Payee
from regencies.models import Figure, Participant

GUARDIAN_PAPER = "surat_wali"
# A claim told a second time is told near the first. More than so many nobody compares.
NEAR = timedelta(days=30)
CANDIDATES = 200
# A draft is nobody's yet, and what was withdrawn claims nothing.
NOT_COMPARED = (State.DRAFT, State.WITHDRAWN)


@dataclass(frozen=True)
class Gathered:
    """facts for the rules, and whose claims are among the others: code to primary key."""

    facts: Facts
    others: Mapping[str, int]


def gather(claim: Claim, now: datetime) -> Gathered:
    """Everything that the checks are asked of. A missing fact is missing, and no fault."""
    numbers = {row.key: row for row in claim.facts.all()}
    children = list(claim.children.all())
    programmes = tuple(claim.programmes.values_list("programme", flat=True))
    zone = claim.regency.zone
    filed_on = clock.local_day(claim.submitted_at or now, zone)
    listed = listed_as(claim)
    cover = paid_periods(listed)
    others = _others(claim)
    heir_age = heir_age_on(claim, children, filed_on)
    facts = Facts(
        died=claim.died,
        programmes=programmes,
        nik=claim.nik.reveal(),
        kk=claim.kk.reveal(),
        name=claim.name,
        born_on=claim.born_on,
        sex=claim.sex,
        regency=claim.regency_id.replace(".", ""),
        event_on=claim.event_on,
        filed_on=filed_on,
        limits=_limits(claim),
        cover=cover,
        segment=listed.segment if listed else "",
        months=_months(numbers.get("months_paid"), cover, claim.event_on),
        decile=_decile(numbers.get("decile"), listed),
        children=len(children),
        heir_name=claim.heir_name,
        heir_relation=claim.heir_relation,
        heir_age=heir_age,
        kin=_kin(claim, children, heir_age, filed_on),
        payee_name=claim.payee_name,
        payee_relation=claim.payee_relation,
        account=claim.account_index,
        paid=_paid(claim),
        guardian_paper=claim.documents.filter(paper=GUARDIAN_PAPER, removed_at=None).exists(),
        missing=tuple(row.name for row in checklist(claim).missing) if programmes else None,
        others=None if others is None else tuple(other for _, other in others),
    )
    return Gathered(facts, {other.code: pk for pk, other in others or ()})


def _limits(claim: Claim) -> dict[str, Limit]:
    if claim.event_on is None:
        return {}
    rows = Figure.objects.in_force(claim.event_on, claim.regency_id)
    return {key: Limit(int(row.value), row.source) for key, row in rows.items()}


# The list of participants ---------------------------------------------------------------------


def _months(fact: Fact | None, cover, event_on: date | None) -> Known | None:
    """What was assessed goes before the list, and the list before what the village said."""
    if fact and fact.assessed is not None:
        return Known(int(fact.assessed), "assessed")
    if cover and cover[JKM] and event_on:
        return Known(months_paid(cover[JKM], event_on), "roster")
    return _stated(fact)


def _decile(fact: Fact | None, listed: Participant | None) -> Known | None:
    if fact and fact.assessed is not None:
        return Known(int(fact.assessed), "assessed")
    if listed and listed.decile is not None:
        return Known(listed.decile, "roster")
    return _stated(fact)


def _stated(fact: Fact | None) -> Known | None:
    """What the village said, until somebody looked and did not find it."""
    if fact is None or fact.assessed_at or fact.stated is None:
        return None
    return Known(int(fact.stated), "stated")


# The family -----------------------------------------------------------------------------------


def _kin(claim: Claim, children: Sequence[Child], heir_age: int | None, on: date):
    """Who is told of as living: the heir, the children, and who reports or is paid, if they
    are of the family."""
    told = [heirs.Kin(claim.heir_relation, age=heir_age)]
    told += [heirs.Kin(heirs.CHILD, age=age_on(child.born_on, on)) for child in children]
    told += [heirs.Kin(relation) for relation in (claim.reporter_relation, claim.payee_relation)]
    return tuple(one for one in told if heirs.tier(one.relation) is not None)


# Whom other claims pay ------------------------------------------------------------------------


def _paid(claim: Claim) -> tuple[Payee, ...] | None:
    """Granted claims of the regency that pay to this account, or to somebody of this village,
    household or NIK. What was refused or cancelled pays nobody."""
    if not claim.account_index or not claim.payee_name:
        return None
    alike = Q(account_index=claim.account_index) | Q(village=claim.village_id)
    if claim.kk_index:
        alike |= Q(kk_index=claim.kk_index)
    if claim.nik_index:
        alike |= Q(nik_index=claim.nik_index)
    payouts = Payout.objects.filter(claim=OuterRef("pk"))
    granted = ClaimProgramme.objects.filter(one_death.granted(), claim=OuterRef("pk"))
    rows = (
        Claim.objects.filter(
            alike,
            Exists(granted),
            Exists(payouts.exclude(state__in=UNPAID)) | ~Exists(payouts),
            regency=claim.regency_id,
        )
        .exclude(pk=claim.pk)
        .exclude(account_index="")
        .order_by("-id")
        .values_list("code", "payee_name", "account_index", "village", "kk_index", "nik_index")
    )
    return tuple(
        Payee(
            code,
            name,
            same_account=account == claim.account_index,
            near=village == claim.village_id
            or kk == (claim.kk_index or None)
            or nik == (claim.nik_index or None),
        )
        for code, name, account, village, kk, nik in rows[:CANDIDATES]
    )


# Claims that look alike -----------------------------------------------------------------------


def _others(claim: Claim) -> list[tuple[int, Other]] | None:
    """Claims that may tell of the same event, with their keys. None: nothing to compare by."""
    alike = _alike(claim)
    if not alike:
        return None
    rows = (
        Claim.objects.alias(akta=bare_number_in("akta_number"))
        .filter(alike)
        .exclude(pk=claim.pk)
        .exclude(state__in=[state.value for state in NOT_COMPARED])
        .annotate(
            first=Case(
                When(nik_index=claim.nik_index or None, then=Value(0)),
                default=Value(1),
                output_field=IntegerField(),
            )
        )
        .order_by("first", "-id")[:CANDIDATES]
    )
    me = compared(claim)
    scored = [(row, likeness(me, compared(row))) for row in rows]
    likely = [(row, score) for row, score in scored if score.likely]
    granted: dict[int, list[str]] = {}
    paid: dict[int, list[str]] = {}
    for pk, code, stands in (
        ClaimProgramme.objects.filter(one_death.granted(), claim__in=[row.pk for row, _ in likely])
        .annotate(stands=ExpressionWrapper(one_death.standing(), BooleanField()))
        .values_list("claim", "programme", "stands")
    ):
        granted.setdefault(pk, []).append(code)
        if stands and code in INSTEAD:
            paid.setdefault(pk, []).append(code)
    apart = _told_apart(claim, [row.pk for row, _ in likely])
    return [
        (
            row.pk,
            Other(
                row.code,
                score.points,
                score.reasons,
                score.likely,
                # Who was paid for an accident and dies of it later may be told of anew.
                same="same_nik" in score.reasons and row.died == claim.died,
                granted=tuple(sorted(granted.get(row.pk, ()))),
                apart=(row.code, score.points, score.reasons) in apart,
                death=tuple(sorted(paid.get(row.pk, ()))) if row.died else (),
            ),
        )
        for row, score in likely
    ]


def _told_apart(claim: Claim, others: Sequence[int]) -> set[tuple[str, int, tuple[str, ...]]]:
    """The other claims that somebody has said are not this one, at either desk, with what they
    looked alike by: where that has changed, the word was about something else."""
    if not others:
        return set()
    said = Event.objects.filter(
        claim__in=[claim.pk, *others], move="overrule", data__check__key="duplicate"
    )
    found = set()
    for owner, code, alike in said.values_list("claim", "claim__code", "data__alike"):
        for told, (points, reasons) in (alike or {}).items():
            if owner == claim.pk or told == claim.code:
                found.add((told if owner == claim.pk else code, points, tuple(reasons)))
    return found


def _alike(claim: Claim) -> Q:
    """Each part is found by an index. A NIK is one person's wherever it turns up; the rest is
    looked for in the regency."""
    here, alike = Q(regency=claim.regency_id), Q()
    if claim.nik_index:
        alike |= Q(nik_index=claim.nik_index)
    if claim.kk_index:
        alike |= here & Q(kk_index=claim.kk_index)
    if akta := bare_number(claim.akta_number):
        # Said twice, so that the index of those that have one is used.
        alike |= here & Q(akta=akta) & ~Q(akta_number="")
    if claim.name:
        alike |= here & Q(name__iexact=claim.name)
    if claim.born_on:
        alike |= here & Q(born_on=claim.born_on)
    if claim.event_on:
        near = (claim.event_on - NEAR, claim.event_on + NEAR)
        alike |= Q(village=claim.village_id, event_on__range=near)
    return alike


def compared(claim: Claim) -> Compared:
    return Compared(
        name=claim.name,
        born_on=claim.born_on,
        event_on=claim.event_on,
        nik_index=claim.nik_index,
        kk_index=claim.kk_index,
        village=claim.village_id,
        akta=claim.akta_number,
        died=claim.died,
    )
