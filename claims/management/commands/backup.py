from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from claims import backups
from claims.models import BackupRun


class Command(BaseCommand):
    help = (
        "Write the database as it stands at one instant, every paper, and what both must hold, "
        "into a folder that does not exist yet or is empty. Exit 1: no backup, or papers were "
        "missing already; the line says which."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument(
            "--no-papers", action="store_true",
            help="the papers' sums alone: their volume is kept by other means",
        )  # fmt: skip

    def handle(self, *, folder, no_papers, **options):
        begun = timezone.now()
        try:
            manifest = backups.take(folder, begun, copied=not no_papers)
        except backups.Trouble as trouble:
            BackupRun.tell("backup", begun, timezone.now(), str(trouble))
            raise CommandError(str(trouble)) from trouble
        media = manifest["media"]
        faults = self.faults(media)
        BackupRun.tell("backup", begun, timezone.now(), faults)
        rows = sum(manifest["counts"].values())
        self.stdout.write(
            f"{folder}: {rows} rows, {media['files']} papers, {manifest['seconds']} s"
        )
        if faults:
            raise CommandError(f"The backup stands, but {faults}")

    def faults(self, media) -> str:
        wrong = [*media["missing"], *media["different"]]
        if not wrong:
            return ""
        more = ", ..." if len(wrong) > 3 else ""
        return f"{len(wrong)} papers are missing or changed: {', '.join(wrong[:3])}{more}"
