"""The gateways of short messages: another one, a correction, an end. Each with its reason."""

from datetime import datetime

from django.db import transaction

from claims.actions.reference import add_row, correct_row
from claims.models import Notice
from regencies.models import Person, Sender, blind

ENDED = "sender ended"


def add_sender(*, url: str, **said) -> Sender:
    """url: an address of Apprise with {phone} or {chat} where the number goes."""
    return add_row(Sender, url=url, url_index=blind(url, "sender"), **said)


def correct_sender(pk: int, *, url: str = "", **said) -> Sender:
    """Without a url it keeps the one it has, which nobody is shown."""
    if url:
        said |= {"url": url, "url_index": blind(url, "sender")}
    return correct_row(Sender, pk, **said)


@transaction.atomic
def end_sender(pk: int, *, seen: str, by: Person, now: datetime, reason: str) -> Sender:
    """It carries nothing more. What it still owed to officials leaves as mail; what it owed to
    families is given up, where an operator sees it."""
    row = correct_row(Sender, pk, seen=seen, by=by, now=now, reason=reason, active=False)
    owed = Notice.objects.owed().filter(sender=row)
    owed.filter(person__email__gt="").update(channel=Notice.Channel.EMAIL, sender=None)
    owed.update(given_up_at=now, error=ENDED)
    return row
