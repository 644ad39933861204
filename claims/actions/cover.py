"""The cover of the list of participants: what an award relies on, kept for who asks years later."""

from collections.abc import Mapping

from claims.models import Claim
from claims.rules.checks import cover as judge
from claims.rules.coverage import Paid, relied_on
from claims.rules.papers import JKK, JKM
from claims.rules.told import Facts, Limit
from regencies.models import Coverage, Figure, Participant

# A regency's own benefit rests on no contributions.
COVERED = (JKM, JKK)
CERTAIN = "covered"


def listed_as(claim: Claim) -> Participant | None:
    """The person on the list of the regency, with the periods of cover."""
    rows = Participant.objects.by_index(claim.nik_index, claim.regency_id)
    return rows.prefetch_related("coverages").first()


def paid_periods(listed: Participant | None) -> dict[str, tuple[Paid, ...]] | None:
    if listed is None:
        return None
    return {code: tuple(Paid(*period) for period in listed.periods(code)) for code in COVERED}


def covers_of(claim: Claim) -> dict[str, dict]:
    """For each programme of the claim that rests on cover: how the event stands to it, and the
    period relied on. Days are ISO days; no number of the person.

    standing is a reason of the cover check: covered, grace, lapsed, not_started, or why nobody
    can tell. months_source says where the months paid come from, which the sum rests on.
    """
    codes = [row.programme_id for row in claim.programmes.all() if row.programme_id in COVERED]
    if not codes:
        return {}
    figures = Figure.objects.in_force(claim.event_on, claim.regency_id)
    listed = listed_as(claim)
    return {code: _cover(claim, code, listed, figures) for code in codes}


def _cover(
    claim: Claim, programme: str, listed: Participant | None, figures: Mapping[str, Figure]
) -> dict:
    grace = figures.get("grace_months")
    limits = {"grace_months": Limit(int(grace.value), grace.source)} if grace else {}
    facts = Facts(event_on=claim.event_on, limits=limits, cover=paid_periods(listed))
    rows = [
        row
        for row in (listed.coverages.all() if listed else ())
        if row.programme_id in {None, programme}
    ]
    by_period = {Paid(row.from_on, row.to_on, row.months): row for row in rows}
    found = by_period.get(relied_on(claim.event_on, tuple(by_period)))
    return {
        "programme": programme,
        "standing": judge(facts, programme).reason,
        "grace_months": limits["grace_months"].value if limits else None,
        "period": _period(found) if found else None,
        "months_source": _months_source(claim),
    }


def _period(row: Coverage) -> dict:
    said = {"from": row.from_on.isoformat(), "to": row.to_on.isoformat()}
    return said | {"payer": row.payer, "agreement": row.agreement, "months": row.months}


def _months_source(claim: Claim) -> str:
    """As the verifier wrote it down; "stated" for the village's word, empty where none is told."""
    fact = next((row for row in claim.facts.all() if row.key == "months_paid"), None)
    if fact is None:
        return ""
    return fact.source if fact.assessed_at else "stated"


def uncertain(covers: Mapping[str, dict], programme: str) -> str:
    """Why the cover that this programme rests on is not certain; empty if it is, or if the
    programme rests on none."""
    standing = covers[programme]["standing"] if programme in covers else CERTAIN
    return "" if standing == CERTAIN else standing
