"""Looking for things among a million: a claim by its code, claims that look alike."""

import random

from claims.actions import gathering
from claims.models import Claim
from tests.benchmarks.measure import Found, median, rows, took

N = 200


def found() -> list[Found]:
    some = list(Claim.objects.filter(state="submitted").order_by("id")[: 10 * N])
    some = random.Random(7).sample(some, min(N, len(some)))
    ours = median(took(lambda c=claim: Claim.objects.get(code=c.code)) for claim in some)
    bare = median(
        took(lambda c=claim: rows("SELECT * FROM claims_claim WHERE code = %s", c.code))
        for claim in some
    )
    alike = median(took(lambda c=claim: gathering.gather(c, c.submitted_at)) for claim in some)
    return [
        Found("a claim by its code", ours * 1000, "ms"),
        Found("a claim by its code against bare SQL", ours / bare, "times", most=3.0),
        Found("facts of the checks, claims alike among them", alike * 1000, "ms"),
    ]
