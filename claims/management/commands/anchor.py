from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from claims.letters import printed
from claims.trail import anchors, chain
from claims.trail.waiting import waiting


class Command(BaseCommand):
    help = (
        "Write the head of the chain over the trail down, outside the database, and say it: for "
        "the Inspektorat, who keeps the paper."
    )

    def add_arguments(self, parser):
        parser.add_argument("--pdf", type=Path, help="the same as one page for the Inspektorat")
        parser.add_argument(
            "--back-to", type=int, metavar="LINKS",
            help="a backup was restored that had so many links: what the anchors say beyond them "
            "is gone",
        )  # fmt: skip
        parser.add_argument("--why", default="", help="with --back-to: what happened, and when")

    def handle(self, *, pdf, back_to, why, **options):
        if (back_to is None) != (not why.strip()):
            raise CommandError("--back-to and --why belong together.")
        now = timezone.now()
        try:
            made = anchors.take(now, back_to=back_to, why=why.strip())
        except anchors.NoAnchors as error:
            raise CommandError(f"The anchors can't be read: {error}") from None
        except anchors.Contradicted as error:
            raise CommandError(
                f"Nothing was written: {error}. If a backup was restored, say so by --back-to and "
                "--why. Else the history was edited: see the runbook of verify_audit."
            ) from None
        if made is None:
            raise CommandError("There is no link yet: run manage.py seal first.")
        self.stdout.write(f"{made.on} {made.n} {made.h}")
        self.stdout.write(f"in {anchors.file()}")
        if pdf:
            pdf.write_bytes(letter(made, now))
            self.stdout.write(f"{pdf}")


def letter(made: anchors.Anchor, now) -> bytes:
    with override("id"):
        at = date_format(timezone.localtime(now), "j F Y, H.i T")
    # In groups of eight, as one compares a number on paper with one on a screen.
    groups = [made.h[start : start + 8] for start in range(0, len(made.h), 8)]
    facts = {
        "title": "Jangkar jejak audit", "number": made.on, "on": at,
        "head": {"lines": [], "code": "", "place": "", "address": ""},
        "n": f"{made.n:,}".replace(",", "."), "h": groups, "key": chain.sealing_key(),
        "waiting": f"{waiting().n:,}".replace(",", "."),
    }  # fmt: skip
    return printed("jangkar", facts, at=now)
