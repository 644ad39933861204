"""The bank's answer to batches of transfers, from its file."""

from pathlib import Path

from django.core.management.base import CommandError
from django.utils import timezone

from claims.actions import Refusal
from claims.actions.bank_answers import book_answer
from claims.actions.batches import PREPARERS
from claims.banking.incoming import answer_of
from claims.banking.wrong_file import wrong_file
from claims.models.money_words import ANSWER_FILE_WORDS
from regencies.management.bringing import BringList
from regencies.management.named import person_named
from regencies.models import Actor, Person
from regencies.roster.files import BadFile


class Command(BringList):
    help = (
        "Book the bank's answer (XLSX or CSV): one transfer in a row, with our reference, how it "
        "ended (berhasil, gagal, retur), the day, the amount and, where told, the bank's reference "
        "and reason. The whole file is booked or nothing of it. Where a line can't be booked, the "
        "lines are written to a file with a column of what is wrong, and the exit code is 1. What "
        "is on record already is no fault: safe to run again."
    )

    by = "the cashier who books it"
    by_required = True
    # All of the file or nothing of it: booking it is the look.
    can_preview = False

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument(
            "--regency", metavar="CODE", default="", help="where they are cashier in several"
        )

    def handle(self, *, file: Path, by: str, regency: str, refused: Path | None, **options):
        now = timezone.now()
        person = person_named(by)
        regency = regency or self._regency(person, now)
        try:
            found = book_answer(answer_of(file, file.name), regency, by=person, now=now)
        except BadFile as problem:
            words = ANSWER_FILE_WORDS[problem.args[0]]
            raise CommandError(f"Nothing was booked. {words}") from None
        except Refusal as refusal:
            raise CommandError(f"Nothing was booked. {refusal.sentence()}") from None
        if found.wrong:
            content = wrong_file([(one.line, one.sentences()) for one in found.judged])
            words = f"Nothing was booked: {len(found.wrong)} lines are wrong."
            self.give_back(content, file, refused, words)
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
