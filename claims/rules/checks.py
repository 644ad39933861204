"""What a reviewer should know before deciding: one short question each, asked of the facts.

Every question has an answer for every claim it concerns; a missing fact is no_data and
never an exception. Nothing here decides: which failures keep a programme from being
granted is data (regencies/data/check_rules.csv).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from claims.rules import checks_people as people
from claims.rules.coverage import months_after, months_paid, standing
from claims.rules.papers import JKK, JKM, SANTUNAN_OKI
from claims.rules.told import FAIL, NO_DATA, PASS, WARN, Check, Facts, Limit

COVER_SOURCE = "Perdir BPJSTK 22/2022 (SRC-13, SRC-59)"
PAPERS_SOURCE = "the programme's list of papers"


def cover(facts: Facts, programme: str) -> Check:
    """On the day of the event. Grace is for a person to settle with the branch."""
    grace = facts.limits.get("grace_months")
    if facts.event_on is None:
        return Check(NO_DATA, "no_event_day", COVER_SOURCE)
    if grace is None:
        return Check(NO_DATA, "no_figure", COVER_SOURCE)
    if facts.cover is None:
        return Check(NO_DATA, "not_on_the_list", COVER_SOURCE)
    periods = facts.cover.get(programme, ())
    if not periods:
        return Check(NO_DATA, "no_period", COVER_SOURCE)
    found = standing(facts.event_on, periods, grace.value)
    result = {"covered": PASS, "grace": WARN}.get(found, FAIL)
    return Check(result, found, grace.source)


def months_jkm(facts: Facts, programme: str) -> Check:
    """Below the limit a BPU participant's family has the burial money alone."""
    limit = facts.limits.get("jkm_bpu_min_months")
    if limit and facts.segment == "pu":
        return Check(PASS, "wage_earner", limit.source)
    return _months(facts, programme, limit, "burial_only")


def months_scholarship(facts: Facts, programme: str) -> Check | None:
    if not facts.children:
        return None
    return _months(facts, programme, facts.limits.get("scholarship_min_months"), "no_scholarship")


def _months(facts: Facts, programme: str, limit: Limit | None, below: str) -> Check:
    if limit is None:
        return Check(NO_DATA, "no_figure")
    if facts.months is None:
        return Check(NO_DATA, "not_known", limit.source)
    months = facts.months
    said = {"n": months.value, "least": limit.value, "how": months.how}
    enough = months.value >= limit.value
    if facts.cover is not None and facts.event_on is not None and months.how != "roster":
        listed = months_paid(facts.cover.get(programme, ()), facts.event_on)
        if (listed >= limit.value) != enough:
            return Check(WARN, "list_differs", limit.source, said | {"listed": listed})
    return Check(PASS if enough else FAIL, "enough" if enough else below, limit.source, said)


def decile(facts: Facts, _: str) -> Check:
    limit = facts.limits.get("oki_decile_max")
    if limit is None:
        return Check(NO_DATA, "no_figure")
    if facts.decile is None:
        return Check(NO_DATA, "not_known", limit.source)
    fits = facts.decile.value <= limit.value
    said = {"n": facts.decile.value, "most": limit.value, "how": facts.decile.how}
    return Check(PASS if fits else FAIL, "poor" if fits else "not_poor", limit.source, said)


def filing_limit(facts: Facts, _: str) -> Check:
    limit = facts.limits.get("oki_filing_days")
    if limit is None:
        return Check(NO_DATA, "no_figure")
    if facts.event_on is None or facts.filed_on is None:
        return Check(NO_DATA, "no_event_day", limit.source)
    days = (facts.filed_on - facts.event_on).days
    said = {"n": days, "most": limit.value}
    in_time = days <= limit.value
    return Check(PASS if in_time else FAIL, "in_time" if in_time else "late", limit.source, said)


def expiry(facts: Facts, _: str) -> Check:
    limit = facts.limits.get("jkk_expiry_years")
    if limit is None:
        return Check(NO_DATA, "no_figure")
    if facts.event_on is None or facts.filed_on is None:
        return Check(NO_DATA, "no_event_day", limit.source)
    until = months_after(facts.event_on, 12 * limit.value)
    alive = facts.filed_on <= until
    said = {"until_on": until.isoformat(), "years": limit.value}
    return Check(PASS if alive else FAIL, "alive" if alive else "expired", limit.source, said)


def papers(facts: Facts, _: str) -> Check:
    if facts.missing is None:
        return Check(NO_DATA, "no_checklist", PAPERS_SOURCE)
    if facts.missing:
        return Check(FAIL, "missing", PAPERS_SOURCE, {"missing": list(facts.missing)})
    return Check(PASS, "complete", PAPERS_SOURCE)


@dataclass(frozen=True)
class Question:
    """ask answers it; programmes are those it is asked for. None of them: once, for the claim
    as a whole; each: for whatever programmes the claim has."""

    key: str
    ask: Callable[[Facts, str], Check | None]
    programmes: tuple[str, ...] = ()
    each: bool = False

    def asked_for(self, programmes: tuple[str, ...]) -> list[str]:
        if not self.programmes and not self.each:
            return [""]
        return [code for code in programmes if self.each or code in self.programmes]


# In the order of the page.
CHECKS = (
    Question("nik_shape", people.nik_shape),
    Question("nik_matches", people.nik_matches),
    Question("kk_shape", people.kk_shape),
    Question("cover", cover, (JKM, JKK)),
    Question("months_jkm", months_jkm, (JKM,)),
    Question("months_scholarship", months_scholarship, (JKM,)),
    Question("decile", decile, (SANTUNAN_OKI,)),
    Question("filing_limit", filing_limit, (SANTUNAN_OKI,)),
    Question("expiry", expiry, (JKK,)),
    Question("heir_order", people.heir_order),
    Question("guardian", people.guardian),
    Question("account_holder", people.account_holder),
    Question("one_account", people.one_account),
    Question("papers", papers),
    Question("duplicate", people.duplicate),
    Question("already_granted", people.already_granted, each=True),
)
KEYS = tuple(question.key for question in CHECKS)
# While one of these fails, nothing is granted until a reviewer has written down why it is right.
NEEDS_WORDS = frozenset({"account_holder", "one_account"})


def examine(facts: Facts) -> list[Check]:
    """Every check that concerns this claim, in order."""
    found = []
    for question in CHECKS:
        for programme in question.asked_for(facts.programmes):
            answer = question.ask(facts, programme)
            if answer is not None:
                found.append(replace(answer, key=question.key, programme=programme))
    return found
