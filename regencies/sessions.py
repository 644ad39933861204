"""Where somebody is signed in, and how that ends."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from regencies.models import Person


def end_sessions(person: Person, *, but: str = "", only: int | None = None) -> int:
    """Ends sessions of this person: all but the one with this key, or one row alone."""
    rows = UserSession.objects.filter(user=person).exclude(session_key=but)
    if only is not None:
        rows = rows.filter(pk=only)
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    return rows.filter(session_key__in=keys).delete()[0]
