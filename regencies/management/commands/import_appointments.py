"""Officials and their appointments, from an office's list."""

import hashlib
from pathlib import Path

from django.core.management.base import CommandError
from django.utils import timezone

from regencies.appointing.places import Places
from regencies.appointing.planning import plan
from regencies.appointing.reading import judge, table_of
from regencies.appointing.refused_file import refused_file
from regencies.appointing.words import FILE_WORDS, sentence, told
from regencies.appointing.writing import write
from regencies.management.bringing import BringList
from regencies.management.named import person_named
from regencies.models import Regency
from regencies.models.changes import APPOINTED
from regencies.roster.files import BadFile
from regencies.roster.headers import masked


class Command(BringList):
    help = (
        "Appoint people from an XLSX or CSV file, one appointment in a row: place code (or "
        "kecamatan and desa), role, name, phone, mail, from, to; where told also user name, Plh or "
        "Plt and for whom, and the decree. Heads and roles may be written as offices do (Kode "
        "Desa, Jabatan, Nama, No HP, Surel, TMT, Sampai; Plt. Camat). A new head of a village, "
        "district, office or regency ends the appointment of the one before. New accounts have no "
        "password until they are activated. Rows that can't be right are left out and written, "
        "each with its reasons, to a file to correct and load again; then the exit code is 1. "
        "Safe to run again."
    )

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument(
            "--regency", metavar="CODE", action="append", default=[],
            help="only places of this regency; else of every regency served here",
        )  # fmt: skip

    def handle(self, *, file: Path, refused: Path | None, preview: bool, **options):
        by = person_named(options["by"])
        served = Regency.objects.filter(served=True).values_list("code", flat=True)
        codes = list(served.filter(code__in=options["regency"]) if options["regency"] else served)
        if len(codes) < len(set(options["regency"])):
            raise CommandError("That regency is not served here.")
        try:
            table = table_of(file)
            checksum = hashlib.sha256(file.read_bytes()).hexdigest()
        except BadFile as problem:
            raise CommandError(f"Nothing was written. {FILE_WORDS[problem.args[0]]}") from None

        def planned():
            return plan(judge(table, Places.of(codes)), codes, None)

        if preview:
            found = planned()
            self.stdout.write(f"{told(found)} Nothing was written.")
        else:
            reason = f"{APPOINTED}{masked(file.name)[-120:]} sha256 {checksum}"
            found = write(planned, seen=None, by=by, now=timezone.now(), reason=reason)
            self.stdout.write(told(found))
        if faulty := found.of("refused"):
            for one in faulty[:20]:
                self.stdout.write(
                    f"{one.judged.line}: {'; '.join(map(sentence, one.judged.faults))}"
                )
            words = f"{len(faulty)} rows were refused."
            self.give_back(refused_file(table.heads, found), file, refused, words)
