"""A system's question about one number: whether it stands on its regency's list."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from claims.actions.cover import COVERED, paid_periods
from claims.actions.looking_up import Listed
from claims.actions.refusals import Refusal
from claims.rules.checks import cover as judge
from claims.rules.told import Facts, Limit
from regencies.models import Figure, Participant, System, SystemLook

# Of one system: enough for every family of a kecamatan, too few to read a list by trying numbers.
MOST_LOOKS, WITHIN = 500, timedelta(days=1)


class TooMany(Refusal):
    status = 429

    def sentence(self):
        return _("The list was asked too often today. Ask again tomorrow.")


@dataclass(frozen=True)
class Asked:
    """standings: programme to a reason of the cover check, of its own people alone."""

    listed: Listed
    standings: dict[str, str]
    # (programme, from, to) of what the list says was paid.
    periods: tuple[tuple[str, date, date], ...] = ()


@transaction.atomic
def check_cover(system: System, *, nik: str, on: date, now: datetime) -> Asked:
    """Whose number this is nobody is told, only whether it is covered on a day. Each question is
    on record, without the number."""
    of_late = system.looks.filter(at__gt=now - WITHIN).count()
    if of_late >= MOST_LOOKS:
        raise TooMany
    found = _found(system, nik, on)
    SystemLook.objects.create(system=system, at=now, listed=found.listed.value)
    return found


def _found(system: System, nik: str, on: date) -> Asked:
    rows = Participant.objects.by_nik(nik, system.regency_id)
    listed = rows.select_related("village").prefetch_related("coverages").first()
    if listed is None:
        return Asked(Listed.NOWHERE, {})
    village = listed.village
    place = (village.code, village.district_id) if village else ("", "")
    if not system.covers(*place, system.regency_id):
        return Asked(Listed.ELSEWHERE, {})
    grace = Figure.objects.in_force(on, system.regency_id).get("grace_months")
    limits = {"grace_months": Limit(int(grace.value), grace.source)} if grace else {}
    facts = Facts(event_on=on, limits=limits, cover=paid_periods(listed))
    periods = tuple(
        (code, period.from_on, period.to_on)
        for code, paid in (facts.cover or {}).items()
        for period in paid
    )
    return Asked(Listed.HERE, {code: judge(facts, code).reason for code in COVERED}, periods)
