import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from claims.proving import files, tables
from claims.proving.looking import Hit, Judge

# So many places are named; all are counted.
TOLD = 200


class Command(BaseCommand):
    help = (
        "Prove that no NIK, KK, account number or phone of a person stands open in any table, "
        "in a file under the home folder, or in a dump. Says where, never what. Exit 1 if one does."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dump", type=Path, metavar="FILE", help="a dump of pg_dump instead")
        parser.add_argument(
            "--files", type=Path, metavar="FOLDER", help="another folder than the home folder"
        )
        parser.add_argument("--json", action="store_true", help="as one JSON object")

    def handle(self, *, dump: Path | None, **options):
        judge = Judge()
        places: Counter = Counter()
        try:
            for hit in self._hits(judge, dump, options["files"]):
                places[(hit.spot.where, hit.spot.row, hit.what)] += 1
        except (files.Unreadable, OSError) as problem:
            raise CommandError(f"Not everything could be read: {problem}") from None
        told = [
            {"where": where, "row": row, "what": what, "times": n}
            for (where, row, what), n in sorted(places.items())[:TOLD]
        ]
        if options["json"]:
            self.stdout.write(json.dumps({"open": places.total(), "places": told}))
        else:
            for one in told:
                self.stdout.write("{where} {row}: {what}, {times} times".format(**one))
            self.stdout.write(f"{places.total()} numbers stand open.")
        if places:
            sys.exit(1)

    def _hits(self, judge: Judge, dump: Path | None, folder: Path | None) -> Iterator[Hit]:
        if dump:
            yield from files.open_in_dump(dump, judge)
        else:
            if folder is None:
                yield from tables.open_in_tables(judge)
            home = folder or settings.HOME
            yield from files.open_in_files(home, Path(settings.MEDIA_ROOT), judge)
        yield from judge.judged()
