"""The office's verbs: take, assess, send back, verify, recheck, approve, reject."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Unpack
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from claims.actions import clock, lateness
from claims.actions.award import work_out
from claims.actions.checks import before_granting, known_to, look_again, needs_words
from claims.actions.cover import covers_of, uncertain
from claims.actions.mover import Act, hold, last_move, locked, move, record
from claims.actions.objecting import named
from claims.actions.one_death import paid_instead
from claims.actions.papers import listed_at_return, without_faults
from claims.actions.refusals import Changed, Incomplete, NotYours, TooLate
from claims.actions.returned import keep_before
from claims.models import Check, Claim, ClaimProgramme, Deadline, Event, Fact
from claims.models.check_words import CHECK_WORDS, REASON_WORDS
from claims.models.words import FACT_WORDS
from claims.offering import nobodys
from claims.rules.benefits import FigureMissing
from claims.rules.states import Duty, Stage, State, Verdict
from regencies.models import Actor, Appointment, Figure, Person, Role

AT_THE_OFFICE = (State.ENDORSED, State.VERIFIED)
# What a programme's award rests on before anything else.
NEEDS = {"jkm": ("months_paid",), "jkk": ("base",), "santunan_oki": ("decile",)}


@dataclass(frozen=True)
class Finding:
    """What the verifier found for one fact. value None: asked, and not known."""

    value: Decimal | None
    source: str
    as_of_on: date


@dataclass(frozen=True)
class Ruling:
    """The decision on one programme: a Verdict, and for a refusal its coded reason."""

    verdict: str
    reason: str = ""
    note: str = ""


def _at_the_office(claim_id: int, by: Person, now: datetime, version: int | None):
    claim = locked(claim_id)
    seat = Actor.at(by, now).seat([Role.OPD_VERIFIER], claim)
    if seat is None:
        raise NotYours
    if claim.state not in AT_THE_OFFICE:
        raise TooLate(last_move(claim), claim.state)
    if version is not None and version != claim.version:
        raise Changed(None, claim.state)
    return claim, seat


@transaction.atomic
def assess(claim_id: int, findings: Mapping[str, Finding], *, by: Person, now: datetime,
           version: int | None = None, key: UUID | None = None) -> Claim:  # fmt: skip
    """Enter or confirm facts, each with source and day. What the village said stays beside."""
    if key and (same := locked(claim_id)).events.filter(key=key).exists():
        return same
    claim, seat = _at_the_office(claim_id, by, now, version)
    if claim.state != State.ENDORSED:
        raise Incomplete({"facts": _("This file is verified. Have it checked again first.")})
    hold(claim, seat, Duty.VERIFY)
    Fact.objects.bulk_create(
        [
            Fact(
                claim=claim,
                key=name,
                assessed=finding.value,
                source=finding.source,
                as_of_on=finding.as_of_on,
                assessed_by=by,
                assessed_at=now,
            )
            for name, finding in findings.items()
        ],
        update_conflicts=True,
        unique_fields=["claim", "key"],
        update_fields=["assessed", "source", "as_of_on", "assessed_by", "assessed_at"],
    )
    claim.version += 1
    claim.save(update_fields=["version"])
    shown = {name: str(f.value) if f.value is not None else None for name, f in findings.items()}
    record(claim, "assess", by=by, now=now, seat=seat, data=shown, key=key)
    return claim


@transaction.atomic
def office_send_back(claim_id: int, *, reason: str, note: str, **act: Unpack[Act]) -> Event:
    """Back to the village, the office's clock stands. After the third return (a dated figure)
    the next one takes the section head."""

    def inside(claim: Claim, seat: Appointment):
        # The machine also knows the camat's return, which leads back to the camat.
        if claim.state not in AT_THE_OFFICE:
            raise TooLate(last_move(claim), claim.state)
        today = clock.local_day(act["now"], claim.regency.zone)
        limit = Figure.objects.in_force(today, claim.regency_id).get("returns_before_section_head")
        returns = claim.events.filter(move="send_back", data__stage=Stage.OFFICE).count()
        # Asked anew: of somebody on two chairs the mover has taken either.
        head = Actor.at(act["by"], act["now"]).seat([Role.OPD_SECTION_HEAD], claim)
        if limit and returns >= limit.value and head is None:
            raise Incomplete(
                {"reason": _("This file was sent back %(n)s times. The next return takes the "
                             "section head.") % {"n": returns}}
            )  # fmt: skip
        listed = listed_at_return(claim, reason)
        return {"stage": Stage.OFFICE.value, "return": returns + 1, **listed}

    event = move(
        "send_back",
        claim_id,
        reason=reason,
        note=note,
        **act,
        inside=inside,
        sets={"asked_by": Stage.OFFICE.value},
    )
    keep_before(event)
    return event


def verify(claim_id: int, *, note: str = "", **act: Unpack[Act]) -> Event:
    """The facts that each programme rests on have been assessed, with source and day, and no
    paper is known to be faulty."""

    def inside(claim: Claim, seat: Appointment):
        done = set(claim.facts.exclude(assessed_at=None).values_list("key", flat=True))
        open_facts = [
            key for row in claim.programmes.filter(verdict="")
            for key in NEEDS.get(row.programme_id, ()) if key not in done
        ]  # fmt: skip
        if open_facts:
            words = ", ".join(str(FACT_WORDS[key]) for key in open_facts)
            raise Incomplete({"facts": _("Assess first: %(facts)s.") % {"facts": words}})
        without_faults(claim)
        clocks = Deadline.objects.open().filter(claim=claim, stage=Stage.OFFICE)
        clocks.filter(nobodys(act["now"])).update(holder=act["by"])

    return move("verify", claim_id, note=note, **act, inside=inside)


def recheck(claim_id: int, *, note: str, **act: Unpack[Act]) -> Event:
    """Back to the verifier, with a reason. The clock runs on."""
    return move("recheck", claim_id, note=note, **act)


def approve(
    claim_id: int,
    rulings: Mapping[str, Ruling],
    *,
    note: str = "",
    late_reason: str = "",
    late_note: str = "",
    **act: Unpack[Act],
) -> Event:
    """Grant or refuse each programme; at least one is granted. After the last day it takes a
    reason for the lateness, one of LATENESS_REASONS."""

    def inside(claim: Claim, seat: Appointment):
        late = _lateness(claim, act, late_reason, late_note)
        granted = any(ruling.verdict == Verdict.GRANTED for ruling in rulings.values())
        # After an objection what was granted before it still is.
        if not granted and not claim.programmes.filter(verdict=Verdict.GRANTED).exists():
            raise Incomplete({"verdicts": _("To approve, grant at least one programme.")})
        data = _decide(claim, rulings, before_granting(claim, act["now"]))
        # Claims that look like this one are told that it has been granted.
        look_again(known_to(claim))
        return data | late | named(claim, act["now"])

    return move("approve", claim_id, note=note, **act, inside=inside)


def reject(
    claim_id: int,
    rulings: Mapping[str, Ruling],
    *,
    note: str = "",
    late_reason: str = "",
    late_note: str = "",
    **act: Unpack[Act],
) -> Event:
    """Refuse every programme, each with a coded reason; late as in approve."""

    def inside(claim: Claim, seat: Appointment):
        late = _lateness(claim, act, late_reason, late_note)
        if any(ruling.verdict == Verdict.GRANTED for ruling in rulings.values()):
            raise Incomplete({"verdicts": _("To reject, refuse every programme.")})
        return _decide(claim, rulings) | late | named(claim, act["now"])

    return move("reject", claim_id, note=note, **act, inside=inside)


def _lateness(claim: Claim, act: Act, reason: str, note: str) -> dict:
    return lateness.explain(
        claim, Stage.OFFICE, by=act["by"], now=act["now"], reason=reason, note=note
    )


def _decide(
    claim: Claim, rulings: Mapping[str, Ruling], in_the_way: Mapping[str, Check] | None = None
) -> dict:
    """Write the verdict of each programme that has none yet. What the rule can't pay is not
    granted, nor what a check that blocks says no to."""
    faults: dict[str, str] = {}
    covers = covers_of(claim)
    rows = list(claim.programmes.filter(verdict="").select_related("programme"))
    paid = set(claim.payouts.values_list("programme", flat=True))
    for row in rows:
        ruling = rulings.get(row.programme_id)
        if ruling is None or ruling.verdict not in set(Verdict):
            faults[row.programme_id] = _("Grant or refuse %(name)s.") % {"name": row.programme}
        elif ruling.verdict == Verdict.REFUSED and not ruling.reason:
            faults[row.programme_id] = _("Give the reason for refusing %(name)s.") % {
                "name": row.programme
            }
        elif ruling.verdict == Verdict.REFUSED and row.programme_id in paid:
            faults[row.programme_id] = _(
                "%(name)s was granted before the objection: an objection never takes it away."
            ) % {"name": row.programme}
        elif ruling.verdict == Verdict.GRANTED and (
            fault := _stopped(row, in_the_way or {})
            or paid_instead(claim, row.programme_id)
            or _ungrantable(claim, row, ruling)
            or _unwritten(row, ruling, covers)
        ):
            faults[row.programme_id] = fault
    if faults:
        raise Incomplete(faults)
    for row in rows:
        ruling = rulings[row.programme_id]
        row.verdict, row.note = ruling.verdict, ruling.note
        row.reason = ruling.reason if ruling.verdict == Verdict.REFUSED else ""
        row.save(update_fields=["verdict", "reason", "note"])
    data = {"verdicts": {row.programme_id: [row.verdict, row.reason] for row in rows}}
    granted = {row.programme_id: row.note for row in rows if row.verdict == Verdict.GRANTED}
    relied = {code: said | {"note": granted[code]} for code, said in covers.items()
              if code in granted}  # fmt: skip
    if granted:
        # What is granted is granted by these: a tariff that changes before the award, a minute
        # later, changes nothing.
        data["figures"] = {code: work_out(claim, code)[1].frozen() for code in granted}
    return data | ({"cover": relied} if relied else {})


def _unwritten(row: ClaimProgramme, ruling: Ruling, covers: Mapping[str, dict]) -> str:
    """Cover in grace, or cover that nobody can see, is for a person: in their own words."""
    standing = uncertain(covers, row.programme_id)
    if not standing or ruling.note.strip():
        return ""
    return _("%(name)s: %(why)s. Write down why it is granted all the same.") % {
        "name": row.programme, "why": REASON_WORDS["cover"][standing],
    }  # fmt: skip


def _stopped(row: ClaimProgramme, in_the_way: Mapping[str, Check]) -> str:
    """Which check keeps this programme, or all of them, from being granted."""
    check = in_the_way.get("") or in_the_way.get(row.programme_id)
    if check is None:
        return ""
    if needs_words(check):
        return _("%(name)s can't be granted before a reviewer has written down why this is right: "
                 "%(check)s. Have the file checked again.") % {
            "name": row.programme, "check": CHECK_WORDS[check.key],
        }  # fmt: skip
    return _("%(name)s can't be granted while this check fails: %(check)s.") % {
        "name": row.programme, "check": CHECK_WORDS[check.key],
    }  # fmt: skip


def _ungrantable(claim: Claim, row, ruling: Ruling) -> str:
    """Why this programme can't be granted, or nothing."""
    known = dict(claim.facts.exclude(assessed_at=None).values_list("key", "assessed"))
    for key in NEEDS.get(row.programme_id, ()):
        if key != "decile" and known.get(key) is None:
            return _("%(name)s rests on %(fact)s, which is not known.") % {
                "name": row.programme, "fact": FACT_WORDS[key],
            }  # fmt: skip
    try:
        outcome, _figures = work_out(claim, row.programme_id)
    except FigureMissing as missing:
        return _("No figure %(key)s is in force on the day of the event.") % {"key": missing}
    if outcome.decision == "not_payable" or not (outcome.cash or outcome.ceiling):
        return _("By the rule %(name)s pays nothing here. Refuse it, with the reason.") % {
            "name": row.programme
        }
    if outcome.decision == "review" and not ruling.note.strip():
        return _("%(name)s needs a person's judgement here: write down why it is granted.") % {
            "name": row.programme
        }
    return ""
