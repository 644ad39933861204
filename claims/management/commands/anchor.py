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

    def handle(self, *, pdf, **options):
        now = timezone.now()
        made = anchors.take(now)
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
