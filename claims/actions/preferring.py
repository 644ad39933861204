"""A person says how they want to hear of things."""

from datetime import datetime

from django.db import transaction

from claims.models import Notice
from regencies.models import Channel, Person

SAID = ["language", "channel", "sender", "phone", "chat", "quiet_from", "quiet_to"]


@transaction.atomic
def prefer(
    *,
    by: Person,
    now: datetime,
    channel: str,
    language: str,
    sender_id: int | None = None,
    phone: str = "",
    chat: str = "",
    quiet_from: int | None = None,
    quiet_to: int | None = None,
) -> Person:
    """Keep what was said. What is owed already goes the new way; with the inbox alone it stays
    there. Quiet hours are looked at again when a letter leaves."""
    person = Person.objects.select_for_update().get(pk=by.pk)
    person.language, person.channel = language, channel
    person.sender_id = sender_id if channel == Channel.MESSAGE else None
    person.phone, person.chat = phone, chat
    person.quiet_from, person.quiet_to = quiet_from, quiet_to
    person.save(update_fields=SAID)
    reroute(person)
    return person


def reroute(person: Person) -> None:
    """Give what is still owed to the way that reaches this person now."""
    rows = Notice.objects.owed().filter(person=person)
    way = person.hears_by
    if not way:
        rows.delete()
        return
    sender = person.sender if way == Notice.Channel.MESSAGE else None
    rows.update(channel=way, sender=sender)
