"""The answers of the BPJS branch, from its file."""

from pathlib import Path

from django.core.management.base import CommandError
from django.utils import timezone

from claims.actions.branch_answers import COLUMNS, import_answers, judge_answers, may_import
from claims.answer_files import read, with_faults
from claims.forms.branch_answers import WORDS
from regencies.management.bringing import BringList
from regencies.management.named import person_named
from regencies.models import Actor
from regencies.roster.files import BadFile


class Command(BringList):
    help = (
        "Record what the BPJS branch answered, from an XLSX or CSV file, one payout in a row: "
        "Kode (1602-26-000417/1), Hasil (dibayar or ditolak), Jumlah, Tanggal, Alasan. A file that "
        "can't be read changes nothing; wrong lines are left out and written, each with what is "
        "wrong, to a file to correct and bring again; then the exit code is 1. Safe to run again."
    )

    by = "the cashier whose act it is"
    by_required = True

    def handle(self, *, file: Path, by: str, preview: bool, refused: Path | None, **options):
        now = timezone.now()
        person = person_named(by)
        if not may_import(Actor.at(person, now)):
            raise CommandError("They are no cashier.")
        try:
            table = read(file, COLUMNS)
        except BadFile as problem:
            raise CommandError(f"Nothing was recorded. {WORDS[problem.args[0]]}") from None
        found = (judge_answers if preview else import_answers)(table, by=person, now=now)
        self.stdout.write(found.told())
        if found.faults:
            for n, faults in list(found.faults.items())[:20]:
                self.stdout.write(f"{n}: {'; '.join(faults)}")
            words = f"{len(found.faults)} lines are wrong."
            self.give_back(with_faults(table, found.faults), file, refused, words)
