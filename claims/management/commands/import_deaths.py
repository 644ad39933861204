"""A list of deaths, put beside the list of participants."""

from pathlib import Path

from django.core.management.base import CommandError
from django.utils import timezone

from claims.actions.deaths import Plan, Whose, load_deaths, what_loading_does
from regencies.deaths.headers import COLUMNS
from regencies.deaths.reading import table_of
from regencies.deaths.refused_file import refused_file
from regencies.deaths.words import FILE_WORDS
from regencies.management.bringing import BringList
from regencies.management.named import person_named
from regencies.models import Regency, Village
from regencies.roster.files import BadFile


class Command(BringList):
    help = (
        "Load deaths from an XLSX or CSV file of Disdukcapil or a village. Its head may be written "
        "as offices do (NIK, Nama, Tanggal Lahir, Tanggal Meninggal, Kode Desa, No Akta Kematian "
        f"...) or as {', '.join(COLUMNS)}. Deaths of people on the list of participants are then "
        "told to their village head until a claim or a reason exists. Rows that can't be right are "
        "left out and written, each with its reasons, to a file to correct and load again; then "
        "the exit code is 1. Safe to run again."
    )

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--regency", metavar="CODE", default="", help="whose list it is")
        parser.add_argument(
            "--village", metavar="CODE", default="", help="the one village whose own list it is"
        )

    def handle(self, *, file: Path, refused: Path | None, preview: bool, **options):
        of = _whose(options["regency"], options["village"])
        by = person_named(options["by"])
        try:
            table = table_of(file, file.name)
        except BadFile as problem:
            raise CommandError(f"Nothing was loaded. {FILE_WORDS[problem.args[0]]}") from None
        now = timezone.now()
        if preview:
            plan = what_loading_does(table, of, now)
            self.stdout.write(f"{_told(plan)} Nothing was loaded.")
        else:
            _row, plan = load_deaths(table, of, seen=None, by=by, now=now)
            self.stdout.write(_told(plan))
        if plan.refused:
            words = f"{len(plan.refused)} rows were refused."
            self.give_back(refused_file(table.heads, plan.refused), file, refused, words)


def _told(plan: Plan) -> str:
    return (
        f"{len(plan.judged)} rows, {len(plan.refused)} of them refused. Deaths: {len(plan.added)} "
        f"added, {plan.known} known. {plan.protected} of the new ones are on the list of "
        "participants by their NIK."
    )


def _whose(regency: str, village: str) -> Whose:
    if village:
        found = Village.objects.select_related("district__regency").filter(pk=village).first()
        if found is None or found.district.regency_id != (regency or found.district.regency_id):
            raise CommandError(f"There is no village {village} there.")
        return Whose(found.district.regency, found)
    served = list(Regency.objects.filter(served=True)[:2])
    if not regency and len(served) == 1:
        return Whose(served[0])
    one = Regency.objects.filter(pk=regency).first()
    if one is None:
        raise CommandError("Whose list is it? Say so with --regency or --village.")
    return Whose(one)
