"""Two scholarships, of which one proof waits for the office and another for the village; and one
that has ended."""

from datetime import timedelta

from django.core.files.base import ContentFile

from claims import actions
from claims.actions import schooling
from claims.rules.states import State
from regencies.models import Role
from tests import build


def schooled(people, now, claim_in) -> None:
    """claim_in: makes a claim in a state, with children= and found=."""
    family = [
        {"name": f"Anak {n} Demo", "born_on": now.date() - timedelta(3700 + n), "level": "sd",
         "grade": 4}
        for n in range(2)
    ]  # fmt: skip
    found = {"months_paid": actions.Finding(36, "Daftar BPJS", now.date())}
    for ended in (False, True):
        claim = claim_in(State.AWARDED, children=family, found=found)
        build.pay(claim.payouts.get(estimate=True), people, now=now)
        schooling.open_years(claim.pk, now=now)
        first = claim.scholarships.first()
        if ended:
            schooling.end_school(
                first.pk, reason="married", note="Menikah.", by=people[Role.OPD_VERIFIER], now=now
            )
        else:
            schooling.prove_school(
                first.years.get().pk, level="sd", grade=4, file=ContentFile(build.jpeg()),
                content_type="image/jpeg", by=people[Role.VILLAGE_HEAD], now=now,
            )  # fmt: skip
