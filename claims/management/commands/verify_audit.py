import json
import sys
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from claims.trail import anchors
from claims.trail.verifying import Verified, verify

WHY = {
    "number": "a link is missing before it",
    "key": "nobody has the key that it names",
    "row": "its row is gone",
    "hash": "row or link is not what was sealed",
    "anchor": "it is not the head that was written down",
    "unlinked": "nobody sealed this row, and it does not wait",
}


class Command(BaseCommand):
    help = (
        "Make every link of the chain over the trail again. Exit 0: as it was sealed. 1: broken, "
        "with the first broken number. 2: shorter than the anchor."
    )

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="as one JSON object")
        parser.add_argument(
            "--anchor", type=Path, help="a file of anchors (its last line counts) instead of ours"
        )

    def handle(self, *, anchor, **options):
        try:
            held = list(anchors.read(anchor))[-1] if anchor else anchors.newest()
        except anchors.NoAnchors as error:
            raise CommandError(str(error), returncode=3) from None
        except IndexError:
            raise CommandError(f"{anchor} has no anchor in it.", returncode=3) from None
        found = verify(held)
        if options["json"]:
            self.stdout.write(json.dumps(told(found)))
        else:
            self.say(found)
        if found.waiting.alarm:
            self.stderr.write(
                f"ALARM: the oldest waits for {found.waiting.oldest:.0f} seconds. Does the sealer "
                "run?"
            )
        if found.status:
            sys.exit(found.status)

    def say(self, found: Verified) -> None:
        waits = found.waiting
        self.stdout.write(f"links: {found.links}, head {found.head.hex()}")
        self.stdout.write(f"waiting: {waits.n}, the oldest for {waits.oldest:.0f} seconds")
        if found.anchor:
            self.stdout.write(f"anchor: {found.anchor.n} of {found.anchor.on}")
        else:
            self.stdout.write("anchor: none; a chain that was cut off at its end can't be told")
        if found.broken:
            one = found.broken
            where = f"link {one.n}" if one.n else "no link"
            self.stdout.write(f"BROKEN: {where}, {one.table} {one.row}: {WHY[one.why]}")
        if found.shorter:
            self.stdout.write(f"SHORTER than the anchor by {found.anchor.n - found.links}")


def told(found: Verified) -> dict:
    return {
        "status": found.status,
        "links": found.links,
        "head": found.head.hex(),
        "waiting": {**asdict(found.waiting), "alarm": found.waiting.alarm},
        "anchor": asdict(found.anchor) if found.anchor else None,
        "shorter": found.shorter,
        "broken": asdict(found.broken) if found.broken else None,
    }
