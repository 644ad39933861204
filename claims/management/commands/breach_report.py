import csv
import os
from collections import Counter, defaultdict
from datetime import datetime, time
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from claims import reach
from regencies.models import Person

LETTER = settings.ROOT / "templates" / "letters" / "pemberitahuan_kegagalan.txt"


class Command(BaseCommand):
    help = (
        "Whose data was reachable from FROM until before TO (a day, or a day and a time): what "
        "kinds, by whom, when, in which claims. Prints the counts and the written notice of "
        "UU PDP art. 46 to fill in; --csv keeps a row for each access. No name and no number."
    )

    def add_arguments(self, parser):
        parser.add_argument("first", metavar="FROM", type=self._instant)
        parser.add_argument("after", metavar="TO", type=self._instant)
        parser.add_argument("--account", metavar="USERNAME", help="of this account alone")
        parser.add_argument("--known", type=self._instant, help="when it was known; else now")
        parser.add_argument("--csv", type=Path, metavar="FILE", help="where the rows go")

    @staticmethod
    def _instant(said: str) -> datetime:
        found = parse_datetime(said) or parse_date(said)
        if found is None:
            raise CommandError(f"{said}: write a day or an instant, as 2026-11-21T14:00.")
        if not isinstance(found, datetime):
            found = datetime.combine(found, time())
        return found if timezone.is_aware(found) else timezone.make_aware(found)

    def handle(self, *, first: datetime, after: datetime, **options):
        if first >= after:
            raise CommandError("FROM comes before TO.")
        account = self._account(options["account"])
        known = options["known"] or timezone.now()
        ways, people, kinds = Counter(), defaultdict(set), set()
        rows = 0
        with Rows(options["csv"]) as keep:
            for row in reach.reached(first, after, account):
                rows += 1
                keep(row.row())
                ways[(row.by, row.how.partition(",")[0])] += 1
                people[row.by] |= {row.code} - {""}
                kinds |= set(row.kinds)
        claims = set().union(*people.values()) if people else set()
        self.stdout.write(f"{rows} accesses to {len(claims)} claims.")
        for by, codes in sorted(people.items()):
            self.stdout.write(f"  {by}: {len(codes)} claims")
            for (who, how), n in sorted(ways.items()):
                if who == by:
                    self.stdout.write(f"    {how}: {n}")
        if account:
            for at in reach.signed_in(account, first, after):
                self.stdout.write(f"  {account.username} signed in at {self._said(at)}")
        left = known + reach.NOTICE - timezone.now()
        hours = left.total_seconds() / 3600
        self.stdout.write(
            f"The notice is due by {self._said(known + reach.NOTICE)}: "
            + (f"{hours:.0f} hours left." if hours >= 0 else f"{-hours:.0f} hours late.")
        )
        self.stdout.write("")
        self.stdout.write(
            LETTER.read_text().format(
                known=self._said(known), until=self._said(known + reach.NOTICE),
                kinds="; ".join(kind for kind in reach.WHOLE if kind in kinds) or "-",
                claims=len(claims), rows=rows, first=self._said(first), after=self._said(after),
            )
        )  # fmt: skip

    def _account(self, username: str | None) -> Person | None:
        if not username:
            return None
        found = Person.objects.filter(username=username).first()
        if found is None:
            raise CommandError("There is nobody of this name.")
        return found

    @staticmethod
    def _said(at: datetime) -> str:
        return timezone.localtime(at).strftime("%Y-%m-%d %H.%M %Z")


class Rows:
    """The file of rows, which its owner alone may read; without a path they go nowhere."""

    def __init__(self, path: Path | None):
        self.path = path

    def __enter__(self):
        if self.path is None:
            return lambda row: None
        made = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.fchmod(made, 0o600)
        self.file = os.fdopen(made, "w", newline="")
        writer = csv.writer(self.file)
        writer.writerow(reach.HEADS)
        return writer.writerow

    def __exit__(self, *fault):
        if self.path is not None:
            self.file.close()
