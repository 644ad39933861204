import sys
from collections import Counter

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError
from django.utils import timezone

from claims.actions import destroying, retention, unlisting
from claims.actions.refusals import Incomplete, Refusal
from regencies.models import Person, Regency


class Command(BaseCommand):
    help = (
        "Destroy the personal data of ended claims, and of deaths and participants on lists, whose "
        "time is over by the dated figures keep_..._years, and keep the minutes. --preview only "
        "counts. Run it as the owner of the tables, in a quiet hour."
    )

    def add_arguments(self, parser):
        parser.add_argument("--regency", metavar="CODE", required=True)
        parser.add_argument("--preview", action="store_true", help="count, and destroy nothing")
        parser.add_argument("--by", metavar="USERNAME", help="head of the office, who decides")
        parser.add_argument("--witness", metavar="USERNAME", help="auditor or administrator")
        parser.add_argument("--reason", default="", help="for the minutes")

    def handle(self, *, preview: bool, **options):
        regency = Regency.objects.filter(pk=options["regency"], served=True).first()
        if regency is None:
            raise CommandError("That regency is not served here.")
        now = timezone.now()
        try:
            found = retention.due(regency, now)
            if preview:
                self._told(regency, found, now)
                return
            self._destroy(regency, found, options, now)
        except Refusal as refusal:
            raise CommandError(self._why(refusal)) from None

    def _told(self, regency, found, now):
        claims = Counter(one.category for one in found)
        people = unlisting.due(regency, now, [one.claim_id for one in found])
        for category, (years, source) in retention.rules_of(regency, now).items():
            n = f"{len(people[category])} people" if category in people else (
                f"{claims[category]} claims")  # fmt: skip
            self.stdout.write(f"{category}: {n}, kept {years} years ({source})")
        listed = sum(map(len, people.values()))
        self.stdout.write(
            f"{len(found)} claims and {listed} people of lists are due, "
            f"{retention.held(regency)} claims are held back."
        )

    def _destroy(self, regency, found, options, now):
        minutes = retention.begin_destruction(
            regency, by=self._person(options["by"]), witness=self._person(options["witness"]),
            reason=options["reason"], now=now,
        )  # fmt: skip
        done, failed = 0, 0
        for one in found:
            try:
                line = destroying.destroy(one, minutes, by=minutes.by, now=timezone.now())
                done += line is not None
            except OperationalError:
                failed += 1  # its tables were held longer than it waits
        for batch in unlisting.batches(regency, now):
            try:
                done += unlisting.unlist(batch, minutes, now=now)
            except OperationalError:
                failed += len(batch.ids)
        if failed:
            self.stdout.write(f"{done} destroyed, {failed} were locked. Run the command again.")
            sys.exit(1)
        retention.end_destruction(minutes, now=timezone.now())
        people, claims = (
            sum(said.get(what, 0) for said in minutes.counts.values())
            for what in ("people", "claims")
        )
        self.stdout.write(
            f"Minutes {minutes.pk}: {people} people of lists, {claims} claims, "
            f"sha256 {minutes.sha256}."
        )

    @staticmethod
    def _person(username: str | None) -> Person:
        found = Person.objects.filter(username=username or "").first()
        if found is None:
            raise CommandError("Say --by and --witness: two people of the regency.")
        return found

    @staticmethod
    def _why(refusal: Refusal) -> str:
        if isinstance(refusal, Incomplete):
            return " ".join(map(str, refusal.faults.values()))
        return str(refusal.sentence())
