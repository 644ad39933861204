import json
import sys
from dataclasses import asdict
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

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
        "with the first broken number. 2: shorter than an anchor. 3: it could not be looked at."
    )

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="as one JSON object")
        parser.add_argument(
            "--anchor", type=Path, help="a file of anchors instead of ours; all its lines count"
        )

    def create_parser(self, *args, **kwargs):
        # Its own ends would say "shorter" of a misspelt option.
        parser = super().create_parser(*args, **kwargs)
        parser.error = lambda message: parser.exit(3, f"{parser.prog}: {message}\n")
        return parser

    def handle(self, *, anchor, **options):
        try:
            lines = list(anchors.read(anchor)) if anchor else anchors.ours()
            if anchor and not lines:
                raise CommandError(f"{anchor} has no anchor in it.", returncode=3)
            found = verify(*anchors.standing(lines))
        except (anchors.NoAnchors, ImproperlyConfigured) as error:
            raise CommandError(str(error), returncode=3) from None
        except DatabaseError as error:
            # Not 1: who is woken by "broken" must not find a database that was down.
            raise CommandError(
                f"The database does not answer: {type(error).__name__}", returncode=3
            ) from None
        back = [one for one in lines if one.back_to is not None]
        if options["json"]:
            self.stdout.write(json.dumps(told(found) | {"restored": [asdict(one) for one in back]}))
        else:
            self.say(found)
            for one in back:
                self.stdout.write(f"restored by {one.on}, back to {one.back_to} links: {one.why}")
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
