import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from claims import backups
from claims.models import BackupRun


class Command(BaseCommand):
    help = (
        "Restore a backup into a database made for that, compare rows, chain and papers with its "
        "manifest, and throw the database away. Exit 1: it is not what it should be."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument("--json", action="store_true", help="as one JSON object")
        parser.add_argument(
            "--server", help="postgresql://... of a server where a scratch database may be made"
        )

    def handle(self, *, folder, server, **options):
        begun = timezone.now()
        try:
            found = backups.drill(folder, server)
        except backups.Trouble as trouble:
            found = {"ok": False, "trouble": str(trouble)}
        BackupRun.tell("drill", begun, timezone.now(), "" if found["ok"] else self.sentence(found))
        if options["json"]:
            self.stdout.write(json.dumps(found))
            if not found["ok"]:
                sys.exit(1)
            return
        if not found["ok"]:
            raise CommandError(self.sentence(found))
        self.stdout.write(
            f"{folder}: restored in {found['restored_in']} s and equal, "
            f"{found['counts']['rows']} rows, {found['media']['files']} papers, "
            f"{found['seconds']} s in all"
        )
        # Equal to what was backed up, and yet not all that was to be.
        if lost := found["media"]["missing_when_it_was_made"]:
            self.stdout.write(
                f"{len(lost)} papers were missing already when it was made, and no restore of it "
                f"brings them back: {', '.join(lost)}"
            )

    def sentence(self, found) -> str:
        if "trouble" in found:
            return found["trouble"]
        head = found["chain_head"]
        wrong = {
            "files of the backup": found["files"],
            "tables": list(found["counts"]["different"]),
            "papers": [*found["media"]["different"], *found["media"]["missing"]],
            "the chain's head": [] if head["expected"] == head["found"] else ["it"],
        }
        told = [f"{name} {', '.join(list)}"[:300] for name, list in wrong.items() if list]
        return "Not what was backed up: " + "; ".join(told) + "."
