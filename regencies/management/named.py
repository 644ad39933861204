"""Whom a command is told by name."""

from django.core.management.base import CommandError

from regencies.models import Person


def person_named(username: str | None) -> Person | None:
    """None where no name was given. Raises CommandError for a name that nobody has."""
    if not username:
        return None
    found = Person.objects.filter(username=username).first()
    if found is None:
        raise CommandError("There is nobody of this name.")
    return found
