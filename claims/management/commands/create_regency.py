"""A regency of the register begins to be served, without code."""

from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from claims.actions import activating
from regencies.appointing.judging import email, phone
from regencies.appointing.words import sentence
from regencies.founding import Administrator, Founded, Unfounded, found
from regencies.loading import load_places, package_places
from regencies.models import Activation, Regency
from regencies.roster.cells import Wrong
from regencies.tables import BadTable

OFFICE = ("office_name", "office_town", "office_address")


class Command(BaseCommand):
    help = (
        "Serve another regency: it gets time limits of its own (our own choice, to be set by its "
        "administrator), beside the programmes, figures, papers, checks and days off of the whole "
        "country, and its first administrator, whose one-time code is printed here. The "
        "administrator goes on with import_appointments or its page. Safe to run again."
    )

    def add_arguments(self, parser):
        parser.add_argument("code", help="of Kemendagri, with its dot: 16.03")
        parser.add_argument(
            "--places", metavar="FOLDER", type=Path,
            help="the data folder of the npm package idn-area-data, where the regency is not in "
            "the register yet",
        )  # fmt: skip
        parser.add_argument("--administrator", metavar="NAME", help="full name of the first one")
        parser.add_argument("--mail", default="", help="the administrator's")
        parser.add_argument("--phone", default="", help="the administrator's")
        parser.add_argument(
            "--from", dest="from_on", metavar="DAY", type=date.fromisoformat,
            help="first day of limits and appointment, such as 2026-12-01; else today",
        )  # fmt: skip
        for name in OFFICE:
            parser.add_argument(f"--{name.replace('_', '-')}", dest=name, default="")
        parser.add_argument(
            "--new-code", action="store_true",
            help="print another code for an administrator who has not opened the account",
        )  # fmt: skip

    def handle(self, *, code, places, from_on, new_code, **options):
        now = timezone.now()
        try:
            with transaction.atomic():
                if places:
                    load_places(package_places(places), whole_country=True)
                done = found(
                    code, from_on=from_on or timezone.localdate(now), now=now,
                    office={name: options[name] for name in OFFICE},
                    administrator=self._administrator(options),
                )  # fmt: skip
                self._say(code, done)
                if done.administrator and (done.new or new_code):
                    self._print(done, now)
        except BadTable as problem:
            raise CommandError(f"Nothing was written. {problem}") from None
        except Regency.DoesNotExist:
            raise CommandError(
                f"There is no regency {code} in the register. Bring it along with --places."
            ) from None
        except Unfounded as problem:
            (fault,) = problem.args
            why = sentence(fault) if fault else "It has no villages in the register."
            raise CommandError(f"Nothing was written. {why}") from None

    def _administrator(self, options) -> Administrator | None:
        if not options["administrator"]:
            return None
        try:
            return Administrator(
                options["administrator"],
                email(options["mail"]) if options["mail"] else "",
                phone(options["phone"]) if options["phone"] else "",
            )
        except Wrong:
            raise CommandError("--mail or --phone is none.") from None

    def _say(self, code: str, done: Founded) -> None:
        name = Regency.objects.get(pk=code).name
        self.stdout.write(f"{code} {name} is served. {done.rules} time limits added.")
        if done.administrator:
            new = "appointed" if done.new else "known"
            self.stdout.write(f"Administrator: {done.administrator.username} ({new}).")

    def _print(self, done: Founded, now) -> None:
        person = done.administrator
        if person.has_usable_password():
            raise CommandError("This administrator has opened the account already.")
        Activation.objects.open().filter(person=person).update(ended_at=now)
        row = Activation(person=person, way=Activation.Way.SLIP, by=None, asked_at=now)
        (opening,) = activating.give([row], now)
        self.stdout.write(
            f"Page: {opening.page}\nUser name: {person.username}\nCode: {opening.code} "
            f"(once, until {opening.expires_at:%Y-%m-%d})"
        )
