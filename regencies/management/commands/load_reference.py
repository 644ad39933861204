"""Load the reviewed tables of regencies/data, and on demand the places of the whole country."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from regencies.loading import load_places, load_table, own_places, package_places
from regencies.models import Category, CheckRule, DeadlineRule, Figure, Holiday, Paper, Programme
from regencies.tables import BadTable

# Programmes first: the rows of the others point at them.
KEYS = {
    "programmes": (Programme, ("code",)),
    "holidays": (Holiday, ("regency", "day")),
    "figures": (Figure, ("regency", "key", "from_on")),
    "deadline_rules": (DeadlineRule, ("regency", "stage", "programme", "from_on")),
    "check_rules": (CheckRule, ("regency", "key", "from_on")),
    "papers": (Paper, ("programme", "key")),
    "categories": (Category, ("code",)),
}


class Command(BaseCommand):
    help = (
        "Load places, holidays, programmes, figures, deadline rules and papers from the reviewed "
        "tables. Safe to run again: places follow their table (a vanished one becomes inactive), "
        "every other row that is already there keeps its values."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--places",
            metavar="FOLDER",
            type=Path,
            help="the data folder of the npm package idn-area-data (provinces.csv, regencies.csv, "
            "districts.csv, villages.csv): every place of the country instead of our two regencies",
        )
        parser.add_argument(
            "--overwrite",
            action="store_true",
            help="give rows that differ from our tables the tables' values again",
        )

    def handle(self, *, places: Path | None, overwrite: bool, verbosity: int, **options):
        try:
            with transaction.atomic():
                changed = self._load(places, overwrite, verbosity)
        except BadTable as problem:
            raise CommandError(f"Nothing was loaded. {problem}") from None
        self.stdout.write(f"{changed} rows changed." if changed else "0 rows changed: up to date.")

    def _load(self, folder: Path | None, overwrite: bool, verbosity: int) -> int:
        changed = 0
        rows = package_places(folder) if folder else own_places()
        for level, count in load_places(rows, whole_country=folder is not None).items():
            self.stdout.write(f"{level}: {count}")
            changed += count.changed
        for name, (model, keys) in KEYS.items():
            count = load_table(name, model, keys, overwrite, timezone.now())
            self.stdout.write(f"{name}: {count}")
            changed += count.changed
            if count.differing and verbosity > 1:
                self.stdout.write("  differing: " + "; ".join(count.differing))
        return changed
