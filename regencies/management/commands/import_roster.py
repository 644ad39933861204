"""The list of participants and their cover, from an office's file."""

from pathlib import Path

from django.core.files import File
from django.core.management.base import CommandError
from django.utils import timezone

from regencies.management.bringing import BringList
from regencies.management.named import person_named
from regencies.models import Regency, RosterImport
from regencies.roster import importing
from regencies.roster.headers import COLUMNS
from regencies.roster.judging import FOR_ALL
from regencies.roster.reading import lacking
from regencies.roster.refused_file import refused_file
from regencies.roster.whose import regency_of
from regencies.roster.words import FILE_WORDS, told


class Command(BringList):
    help = (
        "Load participants and their periods of cover from an XLSX or CSV file. Its head may be "
        "written as offices do (NIK, Nama Peserta, Tgl Lahir, Kecamatan, Desa ...) or as "
        f"{', '.join(COLUMNS)}. One row is one person and at most one period; a person with "
        "several periods has several rows. An empty cell leaves what is known. Rows that can't be "
        "right are left out and written, each with its reasons, to a file to correct and load "
        "again; then the exit code is 1. Safe to run again."
    )

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument(
            "--regency", metavar="CODE", default="",
            help="whose list it is; else the regency served here that its villages lie in",
        )  # fmt: skip
        parser.add_argument(
            "--head", metavar="HEAD=COLUMN", action="append", default=[],
            help="which column a head is; without a column it is left out. Remembered",
        )  # fmt: skip
        parser.add_argument(
            "--all", metavar="COLUMN=VALUE", action="append", default=[], dest="for_all",
            help=f"what holds where a cell is empty, for {', '.join(FOR_ALL)}",
        )  # fmt: skip

    def handle(self, *, file: Path, refused: Path | None, preview: bool, **options):
        one = self._brought(file, options)
        importing.step(one.pk, timezone.now)
        one.refresh_from_db()
        if one.asked_at:
            importing.cancel(one.pk, timezone.now())
            raise CommandError(
                f"Nothing was loaded. No column tells {', '.join(lacking(one))}; the heads are: "
                f"{', '.join(one.heads)}. Say which is which with --head or --all."
            )
        if one.error:
            raise CommandError(f"Nothing was loaded. {FILE_WORDS[one.error]}")
        if preview:
            self.stdout.write(f"{told(one)} Nothing was loaded.")
            importing.cancel(one.pk, timezone.now())
        else:
            importing.confirm(one.pk, by=one.by, reason="import_roster", now=timezone.now())
            importing.step(one.pk, timezone.now)
            one.refresh_from_db()
            if one.error or not one.loaded_at:
                raise CommandError("The list could not be loaded to its end. Run it again.")
            self.stdout.write(told(one))
        if one.refused:
            words = f"{one.refused} rows were refused."
            self.give_back(refused_file(one), file, refused, words)

    def _brought(self, file: Path, options: dict) -> RosterImport:
        by = person_named(options["by"])
        for_all = dict(_pair(said, FOR_ALL) for said in options["for_all"])
        heads = dict(_pair(said, ("", *COLUMNS)) for said in options["head"])
        try:
            regency = options["regency"] or regency_of(file)
            if not Regency.objects.filter(code=regency).exists():
                raise CommandError(f"There is no regency {regency}." if regency else
                                   "Whose list is it? Say so with --regency.")  # fmt: skip
            importing.remember(regency, heads)
            with file.open("rb") as stream:
                return importing.bring(
                    File(stream), file.name, regency=regency, by=by, now=timezone.now(),
                    for_all=for_all,
                )  # fmt: skip
        except OSError as problem:
            raise CommandError(f"Nothing was loaded. {file}: {problem.strerror}.") from None


def _pair(said: str, known) -> tuple[str, str]:
    left, mark, right = said.rpartition("=")
    if not mark or (left if known is FOR_ALL else right) not in known:
        raise CommandError(f"--head and --all want NAME=VALUE, not {said!r}.")
    return left, right
