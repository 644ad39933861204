"""What becomes of accounts: sessions ended, second factors used and taken away, passwords taken
back. Of other people only by an administrator of their regency, with a reason."""

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from claims import notices
from claims.actions.activating import end_open
from claims.actions.reference import administered, written
from claims.actions.refusals import Incomplete, NotYours
from claims.actions.signing_in import remember
from claims.actions.throttle import Allowance, TooOften, take
from regencies.models import AccountEvent, Change, Person
from regencies.sessions import end_sessions

What = AccountEvent.What
# A code of the app is good for a minute and a half, and once.
USED_CODE = Allowance("used code", 1, timedelta(seconds=90))
BY_CODE = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
HIDDEN = "•••"


# Second factors -------------------------------------------------------------------------------


def has_factor(person: Person) -> bool:
    return Authenticator.objects.filter(user=person, type__in=FACTORS).exists()


def first_use(person: Person, code: str, now: datetime) -> bool:
    """Is this the first time that this code of the app is used? In whatever process."""
    # 123-456 and 123 456 are 123456: whatever stands between the digits opens nothing again.
    digits = "".join(one for one in code if one in "0123456789")
    try:
        take(USED_CODE, person.pk, digits, now=now)
    except TooOften:
        return False
    return True


def right_code(person: Person, code: str, now: datetime) -> Authenticator | None:
    """The app or the recovery codes that know this code; each code is good once."""
    for row in Authenticator.objects.filter(user=person, type__in=BY_CODE).order_by("-type"):
        if row.wrap().validate_code(code):
            fresh = row.type != Authenticator.Type.TOTP or first_use(person, code, now)
            return row if fresh else None
    return None


# Sessions ---------------------------------------------------------------------------------------


def forget_sessions(now: datetime) -> int:
    """Sweeps away sessions that nobody can come back to, and from where they were."""
    lasts = timedelta(hours=settings.SESSION_HOURS)
    gone = UserSession.objects.filter(created_at__lt=now - lasts).delete()[0]
    return gone + Session.objects.filter(expire_date__lt=now).delete()[0]


# Other people's ---------------------------------------------------------------------------------


def kept_by(by: Person, now: datetime) -> QuerySet[Person]:
    """The accounts that this administrator looks after: of whoever is appointed in their regency,
    now or later. Not their own, and nobody's who stands above the regencies."""
    codes = {seat.regency_id for seat in administered(by, now)}
    return Person.objects.filter(
        Q(appointments__to_on=None) | Q(appointments__to_on__gte=timezone.localdate(now)),
        appointments__regency__in=codes, system=None, is_active=True, is_superuser=False,
    ).exclude(pk=by.pk).distinct()  # fmt: skip


def _kept(pk: int, by: Person, now: datetime) -> Person:
    if not kept_by(by, now).filter(pk=pk).exists():
        raise NotYours
    return Person.objects.select_for_update(of=("self",)).get(pk=pk)


@transaction.atomic
def reset_factor(pk: int, *, by: Person, now: datetime, reason: str) -> Person:
    """Somebody lost phone or key: their second factors go, with the recovery codes, and they set
    up another at their next sign-in. They are told, in case it was not them who asked."""
    person = _kept(pk, by, now)
    if _same_click(person, What.RESET_FACTOR, by, now):
        return person
    if not has_factor(person):
        raise Incomplete({"reason": _("There is no second factor to take away.")})
    Authenticator.objects.filter(user=person).delete()
    _taken_away(person, "second_factor", What.RESET_FACTOR, by, now, reason)
    return person


@transaction.atomic
def renew(pk: int, *, by: Person, now: datetime, reason: str) -> Person:
    """A forgotten password, or one that others know: it opens nothing from now on, and the account
    waits for another link or slip, as on its first day."""
    person = _kept(pk, by, now)
    if person.is_staff:
        raise NotYours
    if _same_click(person, What.RENEW, by, now):
        return person
    if not person.has_usable_password():
        raise Incomplete({"reason": _("This account waits to be opened already.")})
    person.set_unusable_password()
    person.save(update_fields=["password"])
    end_open([person], now)
    _taken_away(person, "password", What.RENEW, by, now, reason)
    return person


def _same_click(person: Person, what: str, by: Person, now: datetime) -> bool:
    """Done a moment ago by the same hand: the second half of a double click."""
    of_late = now - timedelta(minutes=1)
    return person.account_events.filter(what=what, by=by, at__gt=of_late).exists()


def _taken_away(person: Person, name: str, what: str, by: Person, now: datetime, reason: str):
    end_sessions(person)
    codes = {seat.regency_id for seat in administered(by, now)}
    Change.objects.create(
        what=Change.What.ACCOUNT, key=person.username, before={name: HIDDEN}, after=None,
        regency_id=min(codes), by=by, at=now, reason=written(reason),
    )  # fmt: skip
    remember(what, person, by=by, now=now)
    notices.owe_about(what, now.isoformat(timespec="seconds"), [person], now)
