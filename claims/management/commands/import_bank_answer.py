"""The bank's answer to batches of transfers, from its file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from claims.actions import Refusal
from claims.actions.bank_answers import book_answer
from claims.actions.batches import PREPARERS
from claims.banking.incoming import answer_of
from claims.banking.wrong_file import wrong_file
from claims.models.money_words import ANSWER_FILE_WORDS
from regencies.models import Actor, Person
from regencies.roster.files import BadFile


class Command(BaseCommand):
    help = (
        "Book the bank's answer (XLSX or CSV): one transfer in a row, with our reference, how it "
        "ended (berhasil, gagal, retur), the day, the amount and, where told, the bank's reference "
        "and reason. The whole file is booked or nothing of it. Where a line can't be booked, the "
        "lines are written to a file with a column of what is wrong, and the exit code is 1. What "
        "is on record already is no fault: safe to run again."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--by", metavar="USERNAME", required=True, help="the cashier who books it"
        )
        parser.add_argument(
            "--regency", metavar="CODE", default="", help="where they are cashier in several"
        )
        parser.add_argument(
            "--wrong", metavar="FILE", type=Path,
            help="where wrong lines go (XLSX); else FILE-salah.xlsx beside the file",
        )  # fmt: skip

    def handle(self, *, file: Path, by: str, regency: str, wrong: Path | None, **options):
        now = timezone.now()
        person = Person.objects.filter(username=by).first()
        if person is None:
            raise CommandError("There is nobody of this name.")
        regency = regency or self._regency(person, now)
        try:
            found = book_answer(answer_of(file, file.name), regency, by=person, now=now)
        except BadFile as problem:
            words = ANSWER_FILE_WORDS[problem.args[0]]
            raise CommandError(f"Nothing was booked. {words}") from None
        except Refusal as refusal:
            raise CommandError(f"Nothing was booked. {refusal.sentence()}") from None
        if found.wrong:
            out = wrong or file.with_name(f"{file.stem}-salah.xlsx")
            out.touch(mode=0o600)
            out.write_bytes(wrong_file([(one.line, one.sentences()) for one in found.judged]))
            raise CommandError(
                f"Nothing was booked: {len(found.wrong)} lines are wrong. They are in {out.name}."
            )
        if found.already:
            self.stdout.write("This very file is on record already; nothing was booked.")
            return
        done = found.booked
        self.stdout.write(
            f"{done.paid} paid, {done.failed} failed, {done.bounced} came back, "
            f"{done.known} already on record."
        )

    def _regency(self, person: Person, now) -> str:
        seats = Actor.at(person, now).seats
        own = {seat.regency_id for seat in seats if seat.role in PREPARERS}
        if len(own) != 1:
            raise CommandError("Whose answer is it? Say so with --regency, as a cashier of it.")
        return own.pop()
