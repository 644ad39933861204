"""Looking for things among a million: a claim by its code, its NIK or its name, misspelt ones too,
and the claims that look like a new one."""

import random
from datetime import timedelta

from django.db.models import Q

from claims import finding
from claims.actions import gathering
from claims.models import Claim
from regencies.models import Actor, Person
from tests.benchmarks.country import DUE
from tests.benchmarks.measure import Found, median, rows, took

N = 200
NOW = DUE - timedelta(hours=14)
# What a line of the page shows, in one statement.
LINES = """
SELECT c.*, v.name, d.name, (
    SELECT string_agg(p.name, ', ')
    FROM claims_claimprogramme cp JOIN regencies_programme p ON p.code = cp.programme_id
    WHERE cp.claim_id = c.id)
FROM claims_claim c JOIN regencies_village v ON v.code = c.village_id
JOIN regencies_district d ON d.code = c.district_id
"""
SEEN = """
AND c.regency_id = %s AND (c.submitted_at IS NOT NULL OR c.reported_at IS NOT NULL)
ORDER BY c.id DESC LIMIT 51
"""


def found(places: dict) -> list[Found]:
    some = list(Claim.objects.filter(state="submitted").order_by("id")[: 10 * N])
    some = random.Random(7).sample(some, min(N, len(some)))
    alike = median(took(lambda c=claim: gathering.gather(c, c.submitted_at)) for claim in some)
    return [
        *_by("code", some, places, lambda actor, c: finding.find(actor, c.code),
             "WHERE c.code LIKE %s", lambda c: [f"{c.code}%"]),
        *_by("NIK", some, places, _by_nik,
             "WHERE (c.nik_index = %s OR c.heir_nik_index = %s)", lambda c: [c.nik_index] * 2),
        *_by("name", some, places, lambda actor, c: finding.find(actor, c.name),
             "JOIN claims_names n ON n.claim_id = c.id "
             "WHERE n.words @@ claims_asked_words(%s, %s)", lambda c: [c.regency_id, c.name]),
        Found("a name misspelt", _misspelt(some, places) * 1000, "ms"),
        Found("facts of the checks, claims alike among them", alike * 1000, "ms"),
    ]  # fmt: skip


def _by(what, some, places, find, where, words) -> list[Found]:
    """Each claim by ours and by bare SQL in turn."""
    ours, bare = [], []
    for claim in some:
        actor = _verifier(claim, places)
        ours.append(took(lambda c=claim, actor=actor: find(actor, c)))
        asked = [*words(claim), claim.regency_id]
        bare.append(took(lambda asked=asked: rows(LINES + where + SEEN, *asked)))
    return [
        Found(f"a claim by its {what}", median(ours) * 1000, "ms"),
        Found(f"a claim by its {what} against bare SQL", median(ours) / median(bare), "times",
              most=3.0),
    ]  # fmt: skip


def _by_nik(actor: Actor, claim: Claim):
    """As find does it; the loaded claims have an index and no NIK that it was made of."""
    which = Q(nik_index=claim.nik_index) | Q(heir_nik_index=claim.nik_index)
    return finding._found("nik", actor, which)


def _misspelt(some, places) -> float:
    seconds = []
    for claim in some:
        actor, said = _verifier(claim, places), claim.name.replace("a", "e")
        seconds.append(took(lambda actor=actor, said=said: finding.find(actor, said)))
    return median(seconds)


def _verifier(claim: Claim, places: dict) -> Actor:
    person = Person.objects.get(pk=places[claim.regency_id]["opd_verifier"][0])
    return Actor.at(person, NOW)
