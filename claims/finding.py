"""Looking a claim up by what somebody has in hand: its code, a NIK, or a name."""

import re
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from claims.models import Claim
from claims.models.names import named, spelt_like
from claims.rules.names import ALIKE, spelt_alike
from regencies.models import Actor
from regencies.models.sealed import blind

# A page of what was found; whoever looks for more writes more.
MOST = 50
# With fewer than so many a misspelling is thought of.
FEW = 5
CANDIDATES, ALIKE_MOST = 500, 20
# 1602-26-000417: a regency and a year at least, or it would be every claim of a regency.
CODE_LEAST, CODE_MOST, NIK = 6, 15, 16

LINE = ("code", "kind", "state", "name", "event_on", "moved_at", "village__name", "district__name")


@dataclass
class Found:
    """rows: what was asked for, the newest first. alike: names spelt nearly so, the most alike
    first. by: "code", "nik" or "name". more: there are more rows than are read."""

    by: str = ""
    rows: list[Claim] = field(default_factory=list)
    alike: list[Claim] = field(default_factory=list)
    more: bool = False


def find(actor: Actor, said: str) -> Found:
    """As far as this person may see. A NIK is looked for by its blind index; nobody finds one
    by a part of it."""
    digits = re.sub(r"[\s.\-]", "", said)
    if digits.isascii() and digits.isdecimal():
        if len(digits) == NIK:
            index = blind(digits, "nik")
            return _found("nik", actor, Q(nik_index=index) | Q(heir_nik_index=index))
        if CODE_LEAST <= len(digits) <= CODE_MOST:
            return _found("code", actor, Q(code__startswith=_code(digits)))
        return Found("code")
    return _by_name(actor, said)


def looks_long_enough(said: str) -> bool:
    """Whether there is something to look for: two letters, or the least of a code."""
    digits = re.sub(r"\D", "", said)
    return len(digits) >= CODE_LEAST or len(re.sub(r"[^\w]|[\d_]", "", said)) > 1


def _code(digits: str) -> str:
    return "-".join(part for part in (digits[:4], digits[4:6], digits[6:]) if part)


def _by_name(actor: Actor, said: str) -> Found:
    codes = sorted({seat.regency_id for seat in actor.seats})
    found = _found("name", actor, _anywhere(named, codes, said))
    if len(found.rows) < FEW:
        found.alike = _alike(actor, codes, said, without={row.pk for row in found.rows})
    return found


def _anywhere(condition, codes: list[str], said: str) -> Q:
    """In any regency where this person has a seat."""
    either = Q(pk__in=[])
    for code in codes:
        either |= condition(code, said)
    return either


def _found(by: str, actor: Actor, which: Q) -> Found:
    rows = list(_shown(Claim.objects.visible_to(actor).filter(which)).order_by("-id")[: MOST + 1])
    return Found(by, rows[:MOST], more=len(rows) > MOST)


def _alike(actor: Actor, codes: list[str], said: str, without: set[int]) -> list[Claim]:
    rows = Claim.objects.visible_to(actor).filter(_anywhere(spelt_like, codes, said))
    near = {
        pk: max(spelt_alike(said, name), spelt_alike(said, heir))
        for pk, name, heir in rows.values_list("pk", "name", "heir_name")[:CANDIDATES]
        if pk not in without
    }
    best = sorted((pk for pk in near if near[pk] >= ALIKE), key=lambda pk: (-near[pk], -pk))
    shown = _shown(Claim.objects.filter(pk__in=best[:ALIKE_MOST])).in_bulk()
    return [shown[pk] for pk in best[:ALIKE_MOST]]


def _shown(rows: QuerySet[Claim]) -> QuerySet[Claim]:
    """With what a line of a queue shows, and no more of the wide row."""
    rows = rows.select_related("village", "district").only(*LINE)
    return rows.prefetch_related("programmes")
