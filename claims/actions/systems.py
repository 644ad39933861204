"""Systems of other offices: let in, corrected, given tokens, ended. Each with its reason."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from claims.actions.reference import add_row, administered, correct_row, note
from claims.actions.refusals import Incomplete, NotYours, Stale
from claims.models import Notice
from regencies.models import (
    Appointment,
    Channel,
    Person,
    Regency,
    Role,
    System,
    SystemToken,
    Village,
    blind,
)
from regencies.models.systems import HOOK, SEATED, drawn_hook_secret, drawn_token

# One in use, one that takes its place, and one that was forgotten.
MOST_TOKENS = 3
ENDED = "system ended"


@dataclass(frozen=True)
class Drawn:
    """token: the whole of it, to be shown this once; empty for the second half of a click."""

    row: SystemToken
    token: str


@transaction.atomic
def add_system(*, by: Person, now: datetime, regency_id: str, name: str, **said) -> System:
    """Lets another system in, without a token as yet. Its account has no password, so nobody
    can sign in with it."""
    regency = Regency.objects.get(pk=regency_id)
    person = Person(username=f"system.{uuid4().hex[:12]}", name=name, channel=Channel.NONE,
                    quiet_from=None, quiet_to=None)  # fmt: skip
    person.set_unusable_password()
    person.save()
    row = add_row(System, regency=regency, name=name, person=person, by=by, now=now, **said)
    seat(row, _today(row, now))
    return row


@transaction.atomic
def correct_system(pk: int, *, by: Person, now: datetime, **said) -> System:
    """What it may do, where and how long; its seats follow at once."""
    row = correct_row(System, pk, by=by, now=now, **said)
    Person.objects.filter(pk=row.person_id).update(name=row.name)
    seat(row, _today(row, now))
    return row


@transaction.atomic
def set_hook(
    pk: int, *, url: str, hears: Sequence[str], by: Person, now: datetime, **said
) -> tuple[System, str]:
    """Where it is told of moves, and of which. With another address comes another secret, which
    is returned to be shown this once; else nothing is. No address: it is told no more."""
    row = _mine(pk, by, now)
    values, secret = {"hears": sorted(hears)}, ""
    if not hears:
        values |= _hook("", "")
        _give_up(row, now)
    elif url and url != row.hook_url.reveal():
        secret = drawn_hook_secret()
        values |= _hook(url, secret)
    row = correct_row(System, pk, by=by, now=now, **values, **said)
    return row, secret


def _hook(url: str, secret: str) -> dict[str, str]:
    return {
        "hook_url": url, "hook_url_index": blind(url, HOOK),
        "hook_secret": secret, "hook_secret_index": blind(secret, HOOK),
    }  # fmt: skip


@transaction.atomic
def end_system(pk: int, *, by: Person, now: datetime, **said) -> System:
    """For good: its tokens open nothing, its seats end, what it was still owed is given up."""
    row = correct_row(System, pk, by=by, now=now, ended_at=now, **said)
    row.tokens.filter(revoked_at=None).update(revoked_at=now, revoked_by=by)
    Person.objects.filter(pk=row.person_id).update(is_active=False)
    _unseat(Appointment.objects.filter(person=row.person_id), _today(row, now))
    _give_up(row, now)
    return row


def _give_up(row: System, now: datetime) -> None:
    Notice.objects.owed().filter(person=row.person_id).update(given_up_at=now, error=ENDED)


# Tokens ---------------------------------------------------------------------------------------


@transaction.atomic
def draw_token(pk: int, *, key: UUID, by: Person, now: datetime, reason: str) -> Drawn:
    """Another token for a system. Those before it stay good until they are revoked."""
    row = _mine(pk, by, now)
    if done := SystemToken.objects.filter(key=key, system=row).first():
        return Drawn(done, "")
    if row.tokens.filter(revoked_at=None).count() >= MOST_TOKENS:
        raise Incomplete({"reason": _("It has %(n)d tokens already: revoke one first.")
                          % {"n": MOST_TOKENS}})  # fmt: skip
    token, prefix, index = drawn_token()
    drawn = SystemToken.objects.create(
        system=row, key=key, prefix=prefix, secret_index=index, made_at=now, made_by=by
    )
    note(row, None, {"token": str(drawn)}, by=by, now=now, reason=reason)
    return Drawn(drawn, token)


@transaction.atomic
def revoke_token(pk: int, *, by: Person, now: datetime, reason: str) -> SystemToken:
    """It opens nothing from now on."""
    token = SystemToken.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if token is None or token.revoked_at:
        raise Stale
    row = _mine(token.system_id, by, now)
    token.revoked_at, token.revoked_by = now, by
    token.save(update_fields=["revoked_at", "revoked_by"])
    note(row, {"token": str(token)}, None, by=by, now=now, reason=reason)
    return token


def _mine(pk: int, by: Person, now: datetime) -> System:
    """Locked, still let in, of a regency that this person keeps."""
    codes = {seat.regency_id for seat in administered(by, now)}
    rows = System.objects.select_for_update(of=("self",)).select_related("regency")
    row = rows.filter(pk=pk, ended_at=None).first()
    if row is None:
        raise Stale
    if row.regency_id not in codes:
        raise NotYours
    return row


# Seats ----------------------------------------------------------------------------------------


def seat(row: System, today: date) -> None:
    """A system that writes sits as an operator in each village of its territory, as long as it is
    let in; one that only reads sits nowhere. Seats that it has and keeps are left as they are."""
    held = Appointment.objects.filter(person=row.person_id)
    held = held.exclude(to_on__lt=today)
    wanted = villages(row) if set(row.scopes) & set(SEATED) else {}
    _unseat(held.exclude(village__in=wanted), today)
    begins = max(row.from_on, today)
    if row.to_on and row.to_on < begins:
        _unseat(held, today)
        return
    kept = set(held.values_list("village", flat=True))
    held.filter(village__in=wanted, from_on__gt=today).update(from_on=begins)
    held.filter(village__in=wanted).update(to_on=row.to_on)
    Appointment.objects.bulk_create(
        Appointment(person_id=row.person_id, role=Role.VILLAGE_OPERATOR, regency_id=row.regency_id,
                    district_id=district, village_id=code, from_on=begins, to_on=row.to_on)
        for code, district in wanted.items()
        if code not in kept
    )  # fmt: skip


def villages(row: System) -> dict[str, str]:
    """The villages of its territory, each with its district."""
    rows = Village.objects.filter(district__regency=row.regency_id)
    found = dict(rows.values_list("code", "district"))
    return {
        code: district for code, district in found.items()
        if row.covers(code, district, row.regency_id)
    }  # fmt: skip


def _unseat(rows, today: date) -> None:
    """From today on: what began earlier ended yesterday, what did not never was."""
    rows.filter(from_on__gte=today).delete()
    rows.filter(from_on__lt=today).update(to_on=today - timedelta(days=1))


def _today(row: System, now: datetime) -> date:
    return timezone.localdate(now, timezone=ZoneInfo(row.regency.zone))


def known_places(codes: Collection[str], regency_id: str) -> tuple[list[str], list[str]]:
    """(those of these codes that are districts or villages of the regency, the others)."""
    found = set(
        Village.objects.filter(district__regency=regency_id, code__in=codes)
        .values_list("code", flat=True)
    ) | set(
        Village.objects.filter(district__regency=regency_id, district__in=codes)
        .values_list("district", flat=True)
    )  # fmt: skip
    wanted = list(dict.fromkeys(codes))
    return [c for c in wanted if c in found], [c for c in wanted if c not in found]
