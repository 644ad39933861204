"""The list of participants and their cover, from a CSV file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from regencies.enrolling import Enrolling
from regencies.models import Regency
from regencies.roster_table import COLUMNS, read
from regencies.tables import BadTable


class Command(BaseCommand):
    help = (
        "Load participants and their periods of cover from a CSV file whose header row has the "
        f"columns {', '.join(COLUMNS)}. One row is one person and at most one period; a person "
        "with several periods has several rows. Days are written 2025-12-31, money as whole "
        "rupiah. An empty cell leaves what is known. Rows that can't be right are named and "
        "left out, the others are loaded; then the exit code is 1. Safe to run again."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--regency",
            metavar="CODE",
            default="",
            help="for rows without a village; with it, a village elsewhere is refused",
        )

    def handle(self, *, file: Path, regency: str, **options):
        if regency and not Regency.objects.filter(code=regency).exists():
            raise CommandError(f"There is no regency {regency}.")
        enrolling = Enrolling(
            now=timezone.now(),
            regency=regency,
            refuse=lambda refused: self.stderr.write(str(refused)),
        )
        try:
            with transaction.atomic():
                count = enrolling.load(read(file))
        except BadTable as problem:
            raise CommandError(f"Nothing was loaded. {problem}") from None
        self.stdout.write(str(count))
        if count.refused:
            raise CommandError(f"{count.refused} rows were refused.")
