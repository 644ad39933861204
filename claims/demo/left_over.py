"""Accounts whose password everybody knows: production does not start with one of them."""

import logging

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.checks import Error, Tags, register
from django.db import DatabaseError

from claims.demo.people import PASSWORD, accounts
from regencies.models import Person

log = logging.getLogger(__name__)


def left_over() -> list[str]:
    """Usernames of the demo's people who can still sign in with the demo's password."""
    try:
        names = [one.username for one in accounts()]
    except KeyError:
        return []  # without the demo's places there is none of its people
    people = Person.objects.filter(username__in=names, is_active=True)
    known: dict[str, bool] = {}  # the demo makes one hash for all, and a hash is slow on purpose
    found = []
    for name, password in people.values_list("username", "password"):
        if password not in known:
            known[password] = check_password(PASSWORD, password)
        if known[password]:
            found.append(name)
    return sorted(found)


@register(Tags.database)
def no_demo_accounts(databases=None, **kwargs):
    """Asked by `migrate`, by `check --database default` and by each web and worker."""
    if not settings.PRODUCTION or not databases:
        return []
    try:
        names = left_over()
    except DatabaseError:
        return []  # a database that is still empty, or does not answer
    if not names:
        return []
    said = ", ".join(names[:3]) + (", ..." if len(names) > 3 else "")
    return [
        Error(
            f"DATABASE_URL names a database with accounts of the demo ({said}).",
            hint="Production needs a database of its own; the demo's is thrown away.",
            id="santunan.E001",
        )
    ]


def refuse() -> None:
    """SystemExit: this process must not serve that database."""
    for fault in no_demo_accounts(databases=["default"]):
        raise SystemExit(f"{fault.msg} {fault.hint}")
