"""Two ways out: mails over one connection, messages by several hands at once.

A way is given parcels and says of each what went wrong, or None. Down means that the way itself
is closed: what is owed stays owed, and no letter is blamed.
"""

import logging
import smtplib
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core import mail

from claims import notices
from claims.models import Notice
from claims.notices import carrying, outbound
from regencies.models import Person, Sender

log = logging.getLogger(__name__)
# As many failures in a row, and a gateway is left alone for this run.
PATIENCE = 5
# These say something about the connection, not about the letter.
BROKEN_OFF = (smtplib.SMTPServerDisconnected, ConnectionError, TimeoutError)


class Gone(Exception):
    """Whom it was for is no longer here: nothing is tried again."""


class AccountClosed(Gone):
    pass


class SystemEnded(Gone):
    pass


class Down(Exception):
    """Nothing can leave this way now."""


@dataclass(frozen=True)
class Parcel:
    """One notice, or all that a person's summary is made of."""

    rows: Sequence[Notice]
    summary: bool = False

    @property
    def first(self) -> Notice:
        return self.rows[0]


SAID = {
    carrying.Refused: "refused",
    carrying.TooSlow: "too slow",
    carrying.Unreachable: "no address",
    outbound.Forbidden: "address not allowed",
    AccountClosed: "account closed",
    SystemEnded: "system ended",
}


def said(error: Exception) -> str:
    """The kind of an error alone: its text may quote a token or a number."""
    return SAID.get(type(error), type(error).__name__)


class Mails:
    channel = Notice.Channel.EMAIL
    # A killed process repeats one letter at most.
    AT_ONCE = 1
    # The column that says which gateway it is: one that fails is left alone.
    BY = "sender_id"

    def __enter__(self):
        self.closed: set[int] = set()
        self.connection = mail.get_connection()
        self._open()
        return self

    def __exit__(self, *error):
        self.connection.close()

    def _open(self) -> None:
        try:
            self.connection.open()
        except Exception as error:
            log.error("no mail can be sent: %s", type(error).__name__)
            raise Down(said(error)) from None

    def carry(self, parcels: Sequence[Parcel]) -> list[Exception | None]:
        return [self._carry(parcel) for parcel in parcels]

    def _carry(self, parcel: Parcel) -> Exception | None:
        try:
            letter = _mail(parcel)
        except Exception as error:
            return error
        if letter is None:
            return None
        for last in (False, True):
            try:
                self.connection.send_messages([letter])
                return None
            except BROKEN_OFF as error:
                # Many servers hang up after a hundred letters: once more on a fresh line.
                self.connection.close()
                self._open()
                if last:
                    return error
            except Exception as error:
                return error
        return None


def _still_here(parcel: Parcel) -> None:
    """Written while they were: since then the account was closed, and what happens in a claim is
    no longer theirs to read."""
    person = parcel.first.person
    if person and not person.is_active:
        raise AccountClosed


def _mail(parcel: Parcel):
    site = settings.SITE_ADDRESS
    _still_here(parcel)
    if not parcel.first.person.email:
        raise carrying.Unreachable
    if parcel.summary:
        return notices.mail_of_day(parcel.first.person, parcel.rows, site)
    return notices.mail(parcel.first, site)


class Messages:
    channel = Notice.Channel.MESSAGE
    # A gateway takes its time over each, so several go at once.
    AT_ONCE = 8
    BY = "sender_id"

    def __enter__(self):
        self.hands = [self.hand() for _ in range(self.AT_ONCE)]
        self.failures: Counter[int] = Counter()
        # The gateways that are left alone for the rest of this run.
        self.closed: set[int] = set()
        return self

    def hand(self) -> carrying.Hand:
        return carrying.Hand()

    def __exit__(self, *error):
        for hand in self.hands:
            hand.drop()

    def carry(self, parcels: Sequence[Parcel]) -> list[Exception | None]:
        until = time.monotonic() + carrying.SECONDS
        begun = [
            self._begin(hand, parcel) for hand, parcel in zip(self.hands, parcels, strict=False)
        ]
        found = []
        for hand, parcel, answer in zip(self.hands, parcels, begun, strict=False):
            if answer is WAITING:
                answer = self._end(hand, getattr(parcel.first, self.BY), until)
            found.append(answer)
        return found

    def _begin(self, hand, parcel: Parcel) -> Exception | object | None:
        row = parcel.first
        try:
            body = _message(parcel)
            if body is None:
                return None
            hand.start(_address(row), body)
        except Exception as error:
            return error
        return WAITING

    def _end(self, hand, gateway: int, until: float) -> Exception | None:
        try:
            hand.finish(until - time.monotonic())
        except Exception as error:
            self.failures[gateway] += 1
            if self.failures[gateway] >= PATIENCE:
                self.closed.add(gateway)
            return error
        self.failures[gateway] = 0
        return None


WAITING = object()


def _message(parcel: Parcel) -> str | None:
    site = settings.SITE_ADDRESS
    _still_here(parcel)
    if parcel.summary:
        return notices.message_of_day(parcel.first.person, parcel.rows, site)
    return notices.message(parcel.first, site)


def _address(row: Notice) -> str:
    url = row.sender.url.reveal()
    if row.person is None:
        return carrying.addressed(url, phone=notices.family_phone(row.claim))
    return carrying.addressed(url, phone=row.person.phone, chat=row.person.chat)


def try_out(sender: Sender, person: Person, body: str) -> str:
    """One message at once, to somebody who waits for the answer: empty, or what went wrong."""
    hand = carrying.Hand()
    try:
        url = sender.url.reveal()
        hand.start(carrying.addressed(url, phone=person.phone, chat=person.chat), body)
        hand.finish()
    except Exception as error:
        return said(error)
    finally:
        hand.drop()
    return ""
