"""Handing a short message to a gateway, by Apprise. It blocks and hides its reasons, so it works
in a thread of its own that is given up when it takes too long.

Nothing here says where a message went: the address holds a token, the number is somebody's.
"""

import queue
import threading
from collections.abc import Callable
from urllib.parse import quote

from claims.notices import outbound
from regencies.models.senders import CHAT, PHONE
from regencies.phones import international

SECONDS = 10
# Plugins of Apprise that call nobody.
OF_THIS_MACHINE = {"dbus", "glib", "gnome", "macosx", "syslog", "windows"}


class Refused(Exception):
    """The gateway did not take it, or the address is none that Apprise knows."""


class TooSlow(Exception):
    """No answer in time. It may arrive all the same."""


class Unreachable(Exception):
    """Nobody to send it to: the number is missing or is none."""


def dialled(phone: str) -> str:
    """The digits with the country's code, without the plus: 628117001122. Empty for none."""
    return international(phone).removeprefix("+")


def addressed(url: str, *, phone: str = "", chat: str = "") -> str:
    """The sender's address with the number filled in."""
    for mark, value in ((PHONE, dialled(phone)), (CHAT, quote(chat, safe="@-"))):
        if mark in url and not value:
            raise Unreachable
        url = url.replace(mark, value)
    return url


def known(url: str) -> bool:
    """Whether Apprise can make anything of this address."""
    sample = addressed(url, phone="+628110000000", chat="100000000")
    return _gateway(sample) is not None


def leads_inside(url: str) -> bool:
    """Whether its host is an address of our own, which nobody has allowed. A name is looked at
    when it is called."""
    gateway = _gateway(addressed(url, phone="+628110000000", chat="100000000"))
    try:
        with outbound.watched(*_hosts(gateway)):
            return False
    except outbound.Forbidden:
        return True


class Hand:
    """One thread that carries one message after the other. by: what carries one, and says whether
    it was taken; Apprise if nothing is said."""

    def __init__(self, by: Callable[..., bool] | None = None):
        self._thread, self._by = None, by or _carried

    def start(self, *what) -> None:
        """what: for Apprise an address and a text."""
        if self._thread is None:
            self._asked, self._answers = queue.SimpleQueue(), queue.SimpleQueue()
            words = (self._by, self._asked, self._answers)
            self._thread = threading.Thread(target=_carry_all, args=words, daemon=True)
            self._thread.start()
        self._asked.put(what)

    def finish(self, seconds: float = SECONDS) -> None:
        """Returns when the gateway has taken it; else Refused, TooSlow or what Apprise raised."""
        try:
            error = self._answers.get(timeout=max(seconds, 0))
        except queue.Empty:
            # It goes on hanging by itself; the next message gets another thread.
            self.drop()
            raise TooSlow from None
        if error is not None:
            raise error

    def drop(self) -> None:
        if self._thread is not None:
            self._asked.put(None)
            self._thread = None


def _carry_all(by, asked, answers) -> None:
    while (what := asked.get()) is not None:
        try:
            answers.put(None if by(*what) else Refused())
        except Exception as error:
            answers.put(error)


def _carried(url: str, body: str) -> bool:
    gateway = _gateway(url)
    if gateway is None:
        return False
    with outbound.watched(*_hosts(gateway)):
        return bool(gateway.notify(body=body))


def _gateway(url: str):
    """What Apprise makes of an address; None for nothing, or for what is no gateway but this
    machine's own desktop or log. No redirect is followed, whatever the address says."""
    import apprise  # costs a second and 45 MB: only where messages leave

    gateway = apprise.Apprise.instantiate(url, suppress_exceptions=True)
    if gateway is None or type(gateway).__module__.rpartition(".")[2] in OF_THIS_MACHINE:
        return None
    gateway.redirects = False
    return gateway


def _hosts(gateway) -> list[str]:
    """The hosts that it names itself; a service of the internet names none."""
    names = (getattr(gateway, name, None) for name in ("host", "smtp_host"))
    return [name.strip("[]").lower() for name in names if isinstance(name, str) and name]
