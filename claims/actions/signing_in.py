"""The entrance before any password is hashed: may this be tried, and what became of it.

An account bears ten hashes in a quarter of an hour, whoever asks. Five of them are anybody's. The
others belong to places that this person has signed in from before: a browser, by its cookie, and
an address. So a stranger who tries a name all day holds up strangers, not its owner.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from claims.actions import throttle
from claims.actions.throttle import Allowance, Taken, TooOften
from regencies.models import AccountEvent, KnownPlace, Person, Tries, blind

What = AccountEvent.What
# A browser or address that nobody used for so long is a stranger's again.
KNOWN_FOR = timedelta(days=90)
# So often a held name is written down, not each time.
HELD_EVERY = timedelta(minutes=15)
HELD = Allowance("held", 1, HELD_EVERY)
# By name, not by place: all of its owner's browsers together make no eleventh hash.
OWN = {
    KnownPlace.Kind.DEVICE: throttle.SIGN_IN_DEVICE_KNOWN,
    KnownPlace.Kind.ADDRESS: throttle.SIGN_IN_ADDRESS_KNOWN,
}


@dataclass(frozen=True)
class Place:
    """Where a request comes from. device: what its browser was given once; empty: a new one."""

    address: str
    device: str = ""

    @property
    def mark(self) -> str:
        return blind(self.address, "place")[:8]

    def digests(self, username: str) -> dict[str, str]:
        found = {KnownPlace.Kind.ADDRESS: blind(f"{username} {self.address}", "address")}
        if self.device:
            found[KnownPlace.Kind.DEVICE] = blind(f"{username} {self.device}", "device")
        return found


def try_out(username: str, place: Place, now: datetime) -> Taken:
    """Takes one try at this name from there, known or not. Raises TooOften.

    1. of the address; 2. of the name from this address
    3. of the name: its owner's browser, else its owner's address, else what anybody may
    """
    taken = throttle.take(throttle.SIGN_IN_ADDRESS, place.address, now=now)
    both = throttle.take(throttle.SIGN_IN_BOTH, username, place.address, now=now)
    own = _of_the_name(username, place, now)
    return Taken(taken.keys + both.keys + own.keys, now)


def _of_the_name(username: str, place: Place, now: datetime) -> Taken:
    digests = place.digests(username)
    # The same question of a name that nobody has.
    known = set(
        KnownPlace.objects.filter(
            digest__in=digests.values(), seen_at__gt=now - KNOWN_FOR
        ).values_list("kind", flat=True)
    )
    for kind, allowance in OWN.items():
        if kind in known and (taken := _taken(allowance, username, now)):
            return taken
    try:
        return throttle.take(throttle.SIGN_IN_STRANGERS, username, now=now)
    except TooOften:
        if _taken(HELD, username, now):
            person = Person.objects.filter(username=username).first()
            remember(What.HOLD, person, place=place, now=now)
        raise


def _taken(allowance: Allowance, about: str, now: datetime) -> Taken | None:
    key = allowance.key(about)
    if Tries.objects.take(key, allowance.most, allowance.within, now):
        return Taken((key,), now)
    return None


def failed(username: str, place: Place, now: datetime) -> None:
    """What was typed stays out of the record."""
    remember(What.FAIL, Person.objects.filter(username=username).first(), place=place, now=now)


@transaction.atomic
def succeeded(person: Person, place: Place, now: datetime) -> None:
    """Every factor was right: from here they are known."""
    digests = place.digests(person.username)
    KnownPlace.objects.bulk_create(
        (KnownPlace(person=person, kind=kind, digest=digest, seen_at=now)
         for kind, digest in digests.items()),
        update_conflicts=True, unique_fields=["digest"], update_fields=["seen_at"],
    )  # fmt: skip
    remember(What.SIGN_IN, person, place=place, now=now)


def remember(
    what: str, person: Person | None, *, now: datetime, place: Place | None = None,
    by: Person | None = None,
) -> AccountEvent:  # fmt: skip
    """A row for whoever looks after the accounts."""
    return AccountEvent.objects.create(
        what=what, person=person, by=by, at=now, place=place.mark if place else ""
    )


def forget(now: datetime) -> int:
    """Sweeps away tries that no longer count and places long unused."""
    gone = KnownPlace.objects.filter(seen_at__lt=now - KNOWN_FOR).delete()[0]
    return gone + throttle.forget(now)
