"""Visitors of a running service: people with sessions, what they read and what they do, each visit
at its own instant whether the one before has been answered or not."""

import random
import re
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from queue import Empty, Queue
from urllib.parse import urlencode

import urllib3

# One visit in ten ends with a write.
WRITES = 0.1
TOKEN = "a" * 32
HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*>')
NAME, VALUE = re.compile(r'name="([^"]*)"'), re.compile(r'value="([^"]*)"')


@dataclass(frozen=True)
class Visitor:
    """cookie: a session's header. reads: addresses. writes: (address of a form, what is typed),
    as often as wanted. once: the same, each a single time."""

    cookie: str
    reads: Sequence[str]
    writes: Sequence[tuple[str, dict[str, str]]] = ()
    once: list[tuple[str, dict[str, str]]] = field(default_factory=list)


@dataclass
class Heard:
    """How it went: seconds from the instant at which each visit was due, answers by method and
    status."""

    waited: list[float] = field(default_factory=list)
    answers: Counter = field(default_factory=Counter)
    writes: int = 0
    # Addresses that answered 5xx or not at all, for the report.
    broken: list[str] = field(default_factory=list)

    def percentile(self, share: float) -> float:
        """Seconds."""
        ordered = sorted(self.waited)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


class Crowd:
    """Some threads with kept connections; the random visits come from one seed."""

    def __init__(self, base: str, visitors: Sequence[Visitor], *, threads: int, seed: int):
        self.base, self.visitors, self.threads = base, visitors, threads
        self.dice = random.Random(seed)
        self.pool = urllib3.PoolManager(maxsize=threads, retries=False, timeout=30)
        self.lock = threading.Lock()

    def capacity(self, seconds: float) -> float:
        """Visits a second when each thread comes again as soon as it is answered."""
        heard, end = Heard(), time.monotonic() + seconds

        def go():
            while time.monotonic() < end:
                self._visit(time.monotonic(), heard, *self._drawn())

        self._all([threading.Thread(target=go) for _ in range(self.threads)])
        return sum(heard.answers.values()) / seconds

    def visits(self, rate: float, seconds: float) -> Heard:
        """So many a second, evenly; a slow answer delays nobody who comes after, as long as a
        thread is free, and its waiting counts from the instant at which the visit was due."""
        heard, due = Heard(), Queue()
        begun = time.monotonic()
        for n in range(int(rate * seconds)):
            due.put((begun + n / rate, *self._drawn()))

        def go():
            while True:
                try:
                    at, visitor, write = due.get_nowait()
                except Empty:
                    return
                time.sleep(max(0.0, at - time.monotonic()))
                self._visit(at, heard, visitor, write)

        self._all([threading.Thread(target=go) for _ in range(self.threads)])
        return heard

    def _all(self, threads) -> None:
        for one in threads:
            one.start()
        for one in threads:
            one.join()

    def _drawn(self):
        """(who comes, what they write or None)."""
        with self.lock:
            if self.dice.random() >= WRITES:
                return self.dice.choice(self.visitors), None
            visitor = self.dice.choice([one for one in self.visitors if one.writes or one.once])
            return visitor, visitor.once.pop() if visitor.once else self.dice.choice(visitor.writes)

    def _visit(self, at: float, heard: Heard, visitor: Visitor, write) -> None:
        with self.lock:
            address = write[0] if write else self.dice.choice(visitor.reads)
        page = self._ask("GET", address, at, heard, visitor)
        if write is None or page is None:
            return
        hidden = {
            NAME.search(one)[1]: (VALUE.search(one) or ["", ""])[1] for one in HIDDEN.findall(page)
        }
        if self._ask("POST", address, time.monotonic(), heard, visitor, hidden | write[1]) is None:
            return
        with self.lock:
            heard.writes += 1

    def _ask(self, method, address, at, heard, visitor, fields=None) -> str | None:
        headers = {"Cookie": visitor.cookie, "Accept-Language": "id", "Origin": self.base}
        body = None
        if fields is not None:
            # The form's token is masked anew on each page; the cookie holds its secret.
            headers["Cookie"] += f"; csrftoken={TOKEN}"
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode(fields | {"csrfmiddlewaretoken": TOKEN})
        try:
            answer = self.pool.request(
                method, self.base + address, body=body, headers=headers, redirect=False
            )
            status, text = answer.status, answer.data.decode(errors="replace")
            if "/login/" in answer.headers.get("Location", ""):
                status = "sent to sign in"
        except urllib3.exceptions.HTTPError as trouble:
            status, text = type(trouble).__name__, ""
        with self.lock:
            heard.waited.append(time.monotonic() - at)
            heard.answers[method, status] += 1
            if isinstance(status, str) or status >= 500:
                heard.broken.append(f"{method} {address}: {status}")
        return text if status in ({200} if method == "GET" else {302, 303}) else None
