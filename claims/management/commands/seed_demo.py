import contextlib
import io
import json
import sys

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from claims.demo import people, run
from claims.models import Claim
from regencies.models import Village


class Command(BaseCommand):
    help = (
        "Fill the service with invented people and claims, each driven through the real steps. "
        "Only where the service runs as a demo or under test."
    )

    def add_arguments(self, parser):
        parser.add_argument("--seed", type=int, default=7, help="the same seed, the same claims")
        parser.add_argument("--claims", type=int, default=60, help="how many")
        parser.add_argument("--if-empty", action="store_true", help="leave existing claims alone")
        parser.add_argument("--json", action="store_true", help="as one JSON object")

    def handle(self, *, seed, claims, if_empty, **options):
        if settings.ENVIRONMENT not in {"demo", "tests"}:
            raise CommandError("seed_demo makes accounts with a known password: only in a demo.")
        if claims < 0:
            raise CommandError("--claims can't be negative.")
        # A mail backend that writes to the console must not write into the JSON.
        with contextlib.redirect_stdout(sys.stderr):
            codes = self.codes(seed, claims, if_empty)
        accounts = people.printed()
        if options["json"]:
            self.stdout.write(json.dumps({"accounts": accounts, "claims": codes}))
        else:
            self.table(accounts, codes)

    def codes(self, seed, claims, if_empty) -> list[str]:
        if not Village.objects.filter(code__in=people.VILLAGES).exists():
            call_command("load_reference", stdout=io.StringIO())
        if if_empty and Claim.objects.exists():
            return list(Claim.objects.order_by("id").values_list("code", flat=True))
        try:
            told = run.play(seed, claims, timezone.now())
        except run.StoryFailed as failure:
            raise CommandError(f"{failure} What was played before it stays.") from failure
        return [one.code for one in sorted(told, key=lambda one: one.id)]

    def table(self, accounts, codes):
        for role, rows in accounts.items():
            for one in rows:
                line = f"{role:<18} {one['username']:<22} {one['password']:<15} {one['place']}"
                self.stdout.write(line)
        self.stdout.write(f"\n{len(codes)} claims.")
