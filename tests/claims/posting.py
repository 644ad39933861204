"""What the tests of sending share: instants, senders, and what has left."""

from datetime import datetime

from django.core import mail

from claims import posts, sweeps
from claims.models import Notice
from regencies.models import Person, Sender, blind
from tests.build import JAKARTA


def at(day, hour=8, minute=0, month=3):
    return datetime(2026, month, day, hour, minute, tzinfo=JAKARTA)


def sweep(now):
    """What beat rings every minute: the clocks, then what leaves."""
    sweeps.run(now, lambda: now)
    return posts.run(now)


def prefers(person: Person, **values) -> Person:
    for name, value in values.items():
        setattr(person, name, value)
    person.save(update_fields=list(values))
    return person


def sender(url="json://127.0.0.1:1/{phone}", **values) -> Sender:
    said = {"name": "wa", "kind": "whatsapp", "regency_id": "16.02"} | values
    return Sender.objects.create(url=url, url_index=blind(url, "sender"), **said)


def mailed(username) -> list[mail.EmailMessage]:
    return [m for m in mail.outbox if m.to == [f"{username}@example.org"]]


def owed(**values):
    return Notice.objects.owed().filter(**values)
