"""The answers of the BPJS branch, from its file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from claims.actions.branch_answers import COLUMNS, import_answers, judge_answers, may_import
from claims.answer_files import read, with_faults
from claims.forms.branch_answers import WORDS
from regencies.models import Actor, Person
from regencies.roster.files import BadFile


class Command(BaseCommand):
    help = (
        "Record what the BPJS branch answered, from an XLSX or CSV file, one payout in a row: "
        "Kode (1602-26-000417/1), Hasil (dibayar or ditolak), Jumlah, Tanggal, Alasan. A file that "
        "can't be read changes nothing; wrong lines are left out and written, each with what is "
        "wrong, to a file to correct and bring again; then the exit code is 1. Safe to run again."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--by", metavar="USERNAME", required=True, help="the cashier whose act it is"
        )
        parser.add_argument(
            "--preview", action="store_true", help="say what it would do, and record nothing"
        )
        parser.add_argument(
            "--refused", metavar="FILE", type=Path,
            help="where wrong lines go (XLSX); else FILE-refused.xlsx beside the file",
        )  # fmt: skip

    def handle(self, *, file: Path, by: str, preview: bool, refused: Path | None, **options):
        now = timezone.now()
        person = Person.objects.filter(username=by).first()
        if person is None or not may_import(Actor.at(person, now)):
            raise CommandError("No cashier has this user name.")
        try:
            table = read(file, COLUMNS)
        except BadFile as problem:
            raise CommandError(f"Nothing was recorded. {WORDS[problem.args[0]]}") from None
        found = (judge_answers if preview else import_answers)(table, by=person, now=now)
        self.stdout.write(found.told())
        if found.faults:
            for n, faults in list(found.faults.items())[:20]:
                self.stdout.write(f"{n}: {'; '.join(faults)}")
            out = refused or file.with_name(f"{file.stem}-refused.xlsx")
            out.touch(mode=0o600)
            out.write_bytes(with_faults(table, found.faults))
            raise CommandError(f"{len(found.faults)} lines are wrong. They are in {out.name}.")
