"""Mails that open an account. The code is drawn when its mail leaves and lies nowhere before: what
a crash leaves behind is a mail whose code opens nothing, and another one after it."""

import time
from datetime import datetime, timedelta

from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext, override

from claims.actions.activating import Opening, give
from claims.posts.ways import BROKEN_OFF, Down, Mails, said
from regencies.models import Activation

TRIES = 5
SECONDS = 20.0


def run(now: datetime, seconds: float = SECONDS) -> dict[str, int]:
    """Every mail that may leave by now, as long as the time lasts; each in a transaction."""
    sent, until = 0, time.monotonic() + seconds
    if not Activation.objects.owed(now).exists():
        return {"invitations": 0}
    try:
        with Mails() as way:
            while time.monotonic() < until:
                done = _next(way, now)
                if done is None:
                    break
                sent += done
    except Down:
        pass  # What is owed stays owed.
    return {"invitations": sent}


@transaction.atomic
def _next(way: Mails, now: datetime) -> int | None:
    """1 for a mail that has left, 0 for one that could not, None when nothing is owed."""
    rows = Activation.objects.owed(now).select_related("person").order_by("next_try_at", "id")
    row = rows.select_for_update(of=("self",), skip_locked=True).first()
    if row is None:
        return None
    try:
        with transaction.atomic():
            (opening,) = give([row], now)
            way.connection.send_messages([_letter(opening)])
        return 1
    except BROKEN_OFF as error:
        # No letter is to blame: the next beat opens another line.
        raise Down(said(error)) from None
    except Exception as error:
        # The kind of the error alone: its text may quote the mail.
        row.refresh_from_db()
        row.attempts += 1
        row.error = said(error)[:100]
        row.next_try_at = now + timedelta(minutes=4**row.attempts)
        row.ended_at = now if row.attempts >= TRIES else None
        row.save(update_fields=["attempts", "error", "next_try_at", "ended_at"])
        return 0


def _letter(opening: Opening) -> EmailMessage:
    with override(opening.person.language):
        body = render_to_string("notices/activation.txt", {"opening": opening})
        return EmailMessage(gettext("Your account in Santunan"), body, to=[opening.person.email])
