import csv
import os
from collections import Counter, defaultdict
from datetime import datetime, time
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from claims import came_in, reach
from regencies.management.named import person_named
from regencies.models import Person

LETTER = settings.ROOT / "templates" / "letters" / "pemberitahuan_kegagalan.txt"


class Command(BaseCommand):
    help = (
        "Whose data was reachable from FROM until before TO (a day, or a day and a time): what "
        "kinds, by whom, when, in which claims. Prints the counts and the written notice of "
        "UU PDP art. 46 to fill in; --csv keeps a row for each access. No name and no number. It "
        "may tell more than were reached, never less: of a list whose claims were not kept with "
        "it, all that may have been in it (compare with its rows); of an account, all that it "
        "could open at any time from FROM until TO."
    )

    def add_arguments(self, parser):
        parser.add_argument("first", metavar="FROM", type=self._instant)
        parser.add_argument("after", metavar="TO", type=self._instant)
        parser.add_argument(
            "--account", metavar="USERNAME", help="of this account alone, also when it is closed"
        )
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
        account = person_named(options["account"])
        known = options["known"] or timezone.now()
        ways, people, kinds = Counter(), defaultdict(set), set()
        rows, entry = 0, came_in.LastEntry(first, after)
        with Rows(options["csv"]) as keep:
            for row in reach.reached(first, after, account):
                rows += 1
                keep([*row.row(), entry.of(row.by, row.at)])
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
        self._entrance(account, first, after)
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

    def _entrance(self, account: Person | None, first: datetime, after: datetime) -> None:
        if account is None:
            found = sorted(came_in.counted(first, after).items())
            told = ", ".join(f"{what} {n}" for what, n in found)
            self.stdout.write(f"At the entrance: {told or 'nothing'}.")
            return
        for one in came_in.entries_of(account, first, after):
            place = f", from {one.place}" if one.place else ""
            new = ", where it had never come in before" if one.stranger else ""
            self.stdout.write(f"  {self._said(one.at)} {one.what}{place}{new}")

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
