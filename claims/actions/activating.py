"""Opening an account for the first time: its code is given out by the administrator and used once
by its owner, who chooses the password."""

import hmac
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from claims.actions.reference import administered
from claims.actions.refusals import Incomplete, NotYours
from claims.actions.slips import drawn
from claims.rules.slips import OPENING_LENGTH, grouped
from regencies.models import Activation, Person, blind
from regencies.models.activations import PURPOSE

PAGE = "/aktivasi/"
# A mail arrives at once; a slip travels with the camat's next visit.
LASTS = {Activation.Way.MAIL: timedelta(days=7), Activation.Way.SLIP: timedelta(days=30)}
# So many wrong codes, and none is taken for a while: guessing goes nowhere, and whoever mistypes
# is not shut out for good, nor by a stranger.
MOST_WRONG, HELD = 10, timedelta(minutes=15)
# A sheet for each.
MOST_SLIPS = 100
# Compared with where nothing is open, so that both take the same way.
NOBODYS = "0" * 64


@dataclass(frozen=True)
class Opening:
    """What stands on a slip or in a mail, and nowhere else. The link carries name and code behind
    the #, which browsers send to nobody."""

    person: Person
    code: str
    page: str
    link: str
    expires_at: datetime


def waiting(codes: Collection[str], now: datetime) -> QuerySet[Person]:
    """Those appointed in these regencies, now or later, whose account nobody has opened yet."""
    today = timezone.localdate(now)
    return Person.objects.filter(
        Q(appointments__to_on=None) | Q(appointments__to_on__gte=today),
        appointments__regency__in=codes,
        password__startswith=UNUSABLE_PASSWORD_PREFIX, is_active=True,
        is_staff=False, is_superuser=False, system=None,
    ).distinct()  # fmt: skip


@transaction.atomic
def invite_by_mail(people: Collection[int], *, by: Person, now: datetime) -> int:
    """Owes each of them a mail; how many have a mailbox. The sender draws the code."""
    chosen = [person for person in _mine(people, by, now) if person.email]
    end_open(chosen, now)
    Activation.objects.bulk_create(
        Activation(person=person, way=Activation.Way.MAIL, by=by, asked_at=now, next_try_at=now)
        for person in chosen
    )
    return len(chosen)


@transaction.atomic
def print_slips(people: Collection[int], *, by: Person, now: datetime) -> list[Opening]:
    """A code for each of them, shown this once. Those before it open nothing any more."""
    chosen = _mine(people, by, now)
    if len(chosen) > MOST_SLIPS:
        raise ValueError("more slips than a page prints")
    end_open(chosen, now)
    return give([Activation(person=one, way=Activation.Way.SLIP, by=by, asked_at=now)
                 for one in chosen], now)  # fmt: skip


def _mine(people: Collection[int], by: Person, now: datetime) -> list[Person]:
    """Locked, in one order. Raises NotYours for somebody who can't be invited from here."""
    codes = {seat.regency_id for seat in administered(by, now)}
    wanted = set(people)
    allowed = set(waiting(codes, now).filter(pk__in=wanted).values_list("pk", flat=True))
    if allowed != wanted:
        raise NotYours
    return list(Person.objects.filter(pk__in=wanted).select_for_update().order_by("pk"))


def end_open(people: Collection[Person], now: datetime) -> None:
    Activation.objects.open().filter(person__in=people).update(ended_at=now)


def give(rows: Collection[Activation], now: datetime) -> list[Opening]:
    """Draws each row's code and keeps its index. New rows are written, known ones saved."""
    page = settings.SITE_ADDRESS.rstrip("/") + PAGE
    found = []
    for row in rows:
        code = drawn(OPENING_LENGTH)
        row.give(code, now, LASTS[row.way])
        link = f"{page}#{quote(row.person.username)}.{code}"
        found.append(Opening(row.person, grouped(code), page, link, row.expires_at))
    Activation.objects.bulk_create([row for row in rows if row.pk is None])
    Activation.objects.bulk_update(
        [row for row in rows if row.pk], ["secret_index", "given_at", "expires_at"]
    )
    return found


@transaction.atomic
def activate(username: str, code: str, password: str, *, now: datetime) -> Person | None:
    """The account with its first password; None where these open nothing (unknown, wrong, used,
    expired, or tried too often: nobody is told which). code: as rules.slips reads it. Raises
    Incomplete for a password that Django's validators refuse; the code stays good."""
    rows = Activation.objects.open().filter(person__username=username, person__is_active=True)
    row = rows.select_for_update(of=("self",)).select_related("person").first()
    typed = blind(f"{row.person_id if row else 0} {code or '-'}", PURPOSE)
    right = hmac.compare_digest((row and row.secret_index) or NOBODYS, typed)
    if row is None or row.given_at is None or row.expires_at <= now:
        return None
    if row.held_until and now < row.held_until:
        return None
    if not right:
        row.wrong += 1
        if row.wrong % MOST_WRONG == 0:
            row.held_until = now + HELD
        row.save(update_fields=["wrong", "held_until"])
        return None
    person = row.person
    if person.has_usable_password():
        return None
    try:
        validate_password(password, person)
    except ValidationError as problem:
        raise Incomplete({"password": " ".join(problem.messages)}) from None
    person.set_password(password)
    person.save(update_fields=["password"])
    row.used_at = now
    row.save(update_fields=["used_at"])
    return person
