"""Running the checks: what the rules say of a claim, written down; and overruling one."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from claims.actions import clock
from claims.actions.gathering import Gathered, gather
from claims.actions.mover import hold, last_move, locked, record
from claims.actions.refusals import Changed, Incomplete, NotYours, TooLate
from claims.models import Check, Claim, Event
from claims.models.check_words import CHECK_WORDS
from claims.models.claim import CHECKED_STATES
from claims.rules import checks as rules
from claims.rules.states import Duty, State
from claims.rules.told import FAIL, WARN
from regencies.models import Actor, Appointment, CheckRule, Person, Role

OVERRULERS = (Role.OPD_VERIFIER, Role.OPD_SECTION_HEAD)
ANSWER = ("result", "reason", "data", "source", "checked_at", "version",
          "overruled_by", "overruled_at", "overrule_note")  # fmt: skip


@transaction.atomic
def examine(claim_id: int, *, now: datetime) -> list[Check] | None:
    """Run the checks if the facts have changed since. Otherwise nothing changes."""
    claim = locked(claim_id)
    if claim.state not in CHECKED_STATES or claim.checked_version == claim.version:
        return None
    return check(claim, now)


def check(claim: Claim, now: datetime) -> list[Check]:
    """Run the checks on a locked claim.

    1. Gather the facts and ask the rules.
    2. An answer that is still the same keeps its overruling; a new one needs a new word.
    3. One upsert; questions that are no longer asked go.
    4. An event, if a result changed.
    5. Claims that look like this one are to be looked at again.
    """
    gathered = gather(claim, now)
    before = {row.asked: row for row in claim.checks.all()}
    rows = [_row(claim, answer, now) for answer in rules.examine(gathered.facts)]
    for row in rows:
        old = before.get(row.asked)
        if old and row.says_as(old):
            row.overruled_by_id = old.overruled_by_id
            row.overruled_at, row.overrule_note = old.overruled_at, old.overrule_note
    Check.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["claim", "key", "programme"],
        update_fields=list(ANSWER),
    )
    asked = {row.asked for row in rows}
    if gone := [old.pk for old in before.values() if old.asked not in asked]:
        Check.objects.filter(pk__in=gone).delete()
    claim.checked_version = claim.version
    claim.save(update_fields=["checked_version"])
    if changes := list(_changes(before, rows)):
        record(claim, "check", by=None, now=now, data={"checks": changes})
    _wake(claim, gathered, before, rows)
    return rows


def _row(claim: Claim, answer: rules.Check, now: datetime) -> Check:
    return Check(
        claim=claim,
        programme_id=answer.programme or None,
        key=answer.key,
        result=answer.result,
        reason=answer.reason,
        data=dict(answer.detail),
        source=answer.source,
        checked_at=now,
        version=claim.version,
    )


def _changes(before: dict, rows: Sequence[Check]):
    """What came out differently. The first answer to a question is no change."""
    for row in rows:
        old = before.get(row.asked)
        lapsed = old is not None and old.overruled and not row.overruled
        lapsed = lapsed and row.result in {FAIL, WARN}
        if old and (old.result != row.result or lapsed):
            said = {"key": row.key, "programme": row.programme_id or "", "from": old.result,
                    "to": row.result}  # fmt: skip
            yield said | ({"overruling_lapsed": True} if lapsed else {})


def _codes(row: Check | None) -> set[str]:
    return {one["code"] for one in row.data.get("claims", ())} if row else set()


def _wake(claim: Claim, gathered: Gathered, before: dict, rows: Sequence[Check]) -> None:
    """Two claims that look alike must each say so, and each stop saying so. Only where this
    claim's own answer changed, so that two claims don't wake each other for ever."""
    old = before.get(("duplicate", ""))
    row = next(row for row in rows if row.key == "duplicate")
    if old and row.says_as(old):
        return
    knows = Check.objects.filter(
        claim=OuterRef("pk"), key="duplicate", data__contains={"claims": [{"code": claim.code}]}
    )
    alike = Q(pk__in=gathered.others.values()) & ~Exists(knows)
    look_again(alike | Q(code__in=_codes(old) - _codes(row)))


def known_to(claim: Claim) -> Q:
    """The claims that this one's checks name, and those that want the same account."""
    row = claim.checks.filter(key="duplicate").first()
    same = Q(code__in=_codes(row))
    if claim.account_index:
        same |= Q(account_index=claim.account_index, regency=claim.regency_id)
    return same & ~Q(pk=claim.pk)


def look_again(which: Q) -> None:
    """The sweep runs the checks of these. One that is locked is being moved or checked: its
    mover raises the version, and a grant looks again in any case."""
    rows = Claim.objects.filter(which, state__in=[state.value for state in CHECKED_STATES])
    rows = rows.select_for_update(of=("self",), no_key=True, skip_locked=True)
    if found := list(rows.values_list("pk", flat=True)):
        Claim.objects.filter(pk__in=found).update(checked_version=-1)


def before_granting(claim: Claim, now: datetime) -> dict[str, Check]:
    """The checks as the facts stand under the lock: what is in the way, by programme."""
    # Two claims for one person, or paid to one account, granted by two people at once.
    one_at_a_time(claim.nik_index, claim.account_index)
    return in_the_way(check(claim, now), blocking(claim, now))


def one_at_a_time(*indexes: str) -> None:
    """Of two that hold one of these blind indexes the second looks when the first is written."""
    with connection.cursor() as cursor:
        for index in sorted({*indexes} - {""}):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [index])


def blocking(claim: Claim, now: datetime) -> set[str]:
    """Keys of the checks that keep a programme from being granted, by the rules of this day."""
    today = clock.local_day(now, claim.regency.zone)
    return CheckRule.objects.blocking(today, claim.regency_id)


def needs_words(row: Check) -> bool:
    """It stands in the way until somebody has written down why it does not matter here."""
    return row.key in rules.NEEDS_WORDS and row.result == FAIL and not row.overruled


def in_the_way(rows: Sequence[Check], keys: set[str]) -> dict[str, Check]:
    """Programme ("" for all of them) to the first check that keeps it from being granted."""
    found: dict[str, Check] = {}
    for row in rows:
        if row.result == FAIL and (row.key in keys or needs_words(row)):
            found.setdefault(row.programme_id or "", row)
    return found


def allow_overrule(
    claim: Claim, check_key: str, programme: str, *, by: Person, now: datetime
) -> tuple[Check, Appointment]:
    """The refusals of overrule, for its page and under the lock."""
    seat = Actor.at(by, now).seat(OVERRULERS, claim)
    if seat is None:
        raise NotYours
    if claim.state not in {State.ENDORSED, State.VERIFIED}:
        raise TooLate(last_move(claim), claim.state)
    row = claim.checks.filter(key=check_key, programme=programme or None).first()
    if row is None or row.result not in {FAIL, WARN}:
        raise Incomplete({"check": _("There is nothing to overrule: this check does not fail.")})
    if row.result == FAIL and check_key in blocking(claim, now):
        raise Incomplete(
            {"check": _("“%(check)s” can't be overruled: while it fails, nothing is granted.")
             % {"check": CHECK_WORDS[check_key]}}
        )  # fmt: skip
    return row, seat


@transaction.atomic
def overrule(
    claim_id: int,
    check_key: str,
    programme: str = "",
    *,
    note: str,
    by: Person,
    now: datetime,
    version: int | None = None,
    key: UUID | None = None,
) -> Event:
    """A reviewer says, with the reason, why what a check found does not matter here: also that
    two claims are not one. Whoever says so stands for the facts."""
    claim = locked(claim_id)
    if key and (done := claim.events.filter(key=key).first()):
        return done
    row, seat = allow_overrule(claim, check_key, programme, by=by, now=now)
    if version is not None and version != claim.version:
        raise Changed(None, claim.state)
    if not note.strip():
        raise Incomplete({"note": _("Write down why.")})
    hold(claim, seat, Duty.VERIFY)
    row.overruled_by, row.overruled_at, row.overrule_note = by, now, note
    row.save(update_fields=["overruled_by", "overruled_at", "overrule_note"])
    said = {"key": check_key, "programme": programme, "result": row.result, "reason": row.reason}
    data = {"check": said}
    if codes := _codes(row):
        # Which claims were told apart, and by what they looked alike when it was said.
        data |= {"claims": sorted(codes), "alike": {
            one["code"]: [one.get("points"), one.get("reasons", [])] for one in row.data["claims"]
        }}  # fmt: skip
    if check_key == "duplicate":
        look_again(Q(code__in=codes))
    return record(claim, "overrule", by=by, now=now, seat=seat, note=note, key=key, data=data)
