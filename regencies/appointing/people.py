"""Who a row means: somebody with an account, somebody of a row before, or a new one."""

import re
from collections import defaultdict
from collections.abc import Iterable

from django.contrib.auth.hashers import make_password
from django.db.models import Q
from django.db.models.functions import Lower

from regencies.appointing.judging import Fault, Row
from regencies.models import Appointment, Person

TITLES = frozenset("h hj dr drs dra ir prof kh k tgk ust".split())


def bare(name: str) -> str:
    """ "H. Ahmad Junaidi, S.E." and "AHMAD JUNAIDI" are one name."""
    words = re.findall(r"[^\W\d_]+", name.partition(",")[0].lower())
    return "".join(word for word in words if word not in TITLES) or "".join(words)


class Refused(Exception):
    """fault"""


class People:
    """Everybody whom the rows may mean, in three queries. Holders of the seats are added by
    whoever plans, who has read them anyway."""

    def __init__(self, rows: Iterable[Row]):
        rows = list(rows)
        self.by_username: dict[str, Person] = {}
        # To user names: somebody new has no key yet.
        self.by_email: dict[str, set[str]] = defaultdict(set)
        self.by_phone: dict[str, set[str]] = defaultdict(set)
        self.by_name: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.taken = set(Person.objects.values_list("username", flat=True))
        self.new: list[Person] = []
        found = Person.objects.alias(mail=Lower("email")).filter(
            Q(username__in={row.username for row in rows if row.username})
            | Q(mail__in={row.email.lower() for row in rows if row.email})
            | Q(phone__in={row.phone for row in rows if row.phone})
        )
        for person in found:
            self.add(person)

    def add(self, person: Person, place: str = "") -> None:
        """place: where they have a seat, or had one."""
        self.by_username[person.username] = person
        if person.email:
            self.by_email[person.email.lower()].add(person.username)
        if person.phone:
            self.by_phone[person.phone].add(person.username)
        if place:
            self.by_name[place, bare(person.name)].add(person.username)

    def meant(self, row: Row) -> Person | None:
        """None: somebody new. Raises Refused where it can't be told, or a mailbox is another's:
        whoever reads it would get the link to the account."""
        mails = self.by_email.get(row.email.lower(), set()) if row.email else set()
        if row.username:
            if row.username not in self.by_username:
                raise Refused(Fault("username", "nobody"))
            self._own(mails - {row.username})
            return self.by_username[row.username]
        found = self._alike(mails, row)
        if not found:
            self._own(mails)
            # A telephone is shared in many an office: alone it means nobody.
            found = self._alike(self.by_phone.get(row.phone, set()) if row.phone else set(), row)
        found = found or self.by_name.get((row.place, bare(row.name)), set())
        if len(found) > 1:
            raise Refused(Fault("name", "several", ", ".join(sorted(found))))
        return self.by_username[next(iter(found))] if found else None

    def _alike(self, usernames: set[str], row: Row) -> set[str]:
        wanted = bare(row.name)
        return {one for one in usernames if bare(self.by_username[one].name) == wanted}

    def _own(self, others: set[str]) -> None:
        if others:
            raise Refused(Fault("email", "of_another", self.by_username[min(others)].name))

    def made(self, row: Row) -> Person:
        """An account without a password: it opens by the activation alone."""
        person = Person(
            username=self._username(row.name), name=row.name, phone=row.phone, email=row.email,
            password=make_password(None),
        )  # fmt: skip
        self.new.append(person)
        return person

    def _username(self, name: str) -> str:
        words = re.findall("[a-z]+", name.partition(",")[0].lower())
        words = [word for word in words if word not in TITLES] or words or ["akun"]
        begins = ".".join(words[:3])[:40]
        found, number = begins, 1
        while found in self.taken:
            number += 1
            found = f"{begins}{number}"
        self.taken.add(found)
        return found

    def elsewhere(self, codes: Iterable[str]) -> set[int]:
        """Those who have a seat in another regency, too, or keep the service itself."""
        pks = [person.pk for person in self.by_username.values() if person.pk]
        rows = Appointment.objects.filter(person__in=pks).exclude(regency__in=codes)
        return set(rows.values_list("person", flat=True)) | {
            one.pk for one in self.by_username.values() if one.is_staff or one.is_superuser
        }
