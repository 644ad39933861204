"""Who came in in a time, from where, and what went wrong at the entrance: for the report of a
breach. No name of a family and no address stands in it: equal letters are equal addresses."""

from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from regencies.models import AccountEvent, Person

What = AccountEvent.What


def counted(first: datetime, after: datetime) -> Counter[str]:
    """How often each thing happened to all accounts, and to names that nobody has."""
    rows = AccountEvent.objects.filter(at__gte=first, at__lt=after)
    return Counter(rows.values_list("what", flat=True))


@dataclass(frozen=True)
class Entry:
    """stranger: nobody had signed in to this account from there before."""

    at: datetime
    what: str
    place: str
    stranger: bool


def entries_of(account: Person, first: datetime, after: datetime) -> list[Entry]:
    """What happened to this account; and before it the sign-ins that may have lasted until then."""
    begins = first - timedelta(hours=settings.SESSION_HOURS)
    rows = account.account_events.filter(at__lt=after).order_by("at", "id")
    found, known = [], set()
    for what, at, place in rows.values_list("what", "at", "place"):
        if at >= first or (what == What.SIGN_IN and at >= begins):
            found.append(Entry(at, what, place, bool(place) and place not in known))
        if what == What.SIGN_IN:
            known.add(place)
    return found


class LastEntry:
    """By which sign-in somebody was there: the last one before. Where two were signed in at once
    it is the later one, which is as near as the rows can say."""

    def __init__(self, first: datetime, after: datetime):
        self.at, self.place = defaultdict(list), defaultdict(list)
        begins = first - timedelta(hours=settings.SESSION_HOURS)
        rows = AccountEvent.objects.filter(what=What.SIGN_IN, at__gte=begins, at__lt=after)
        for name, at, place in rows.order_by("at", "id").values_list(
            "person__username", "at", "place"
        ):
            self.at[name].append(at)
            self.place[name].append(place)

    def of(self, username: str, at: datetime) -> str:
        """As it stands in the file of rows; empty where there is none (a system has none)."""
        nth = bisect_right(self.at[username], at) - 1
        if nth < 0:
            return ""
        moment = self.at[username][nth].isoformat(timespec="seconds")
        return f"{moment} {self.place[username][nth]}".strip()
