import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from claims import posts, sweeps, verdicts
from claims.actions import sealing
from claims.posts import invitations


class Command(BaseCommand):
    help = "Do what is due: warn, record breaches, escalate, award, settle; mails; verdicts; seal."

    def add_arguments(self, parser):
        parser.add_argument("--now", help="pretend that it is this instant (ISO 8601)")
        parser.add_argument("--loop", action="store_true", help="go on until stopped")

    def handle(self, *, now, loop, **options):
        at = self.instant(now) if now else None
        while True:
            now = at or timezone.now()
            try:
                self.say(sweeps.run(now, timezone.now))
            finally:
                self.say(posts.run(now) | invitations.run(now) | verdicts.run(now))
                self.say({"sealed": sealing.seal()})
                sealing.anchor_daily(timezone.now())
            if not loop:
                return
            time.sleep(settings.SWEEP_SECONDS)

    def say(self, counts):
        self.stdout.write(" ".join(f"{name}={n}" for name, n in counts.items()))

    def instant(self, text):
        if not settings.ALLOW_TIME_TRAVEL:
            raise CommandError("--now needs ALLOW_TIME_TRAVEL=1, which production refuses.")
        try:
            at = parse_datetime(text)
        except ValueError:
            at = None
        if at is None:
            raise CommandError(f"{text!r} is no instant such as 2026-11-20T08:00:00+07:00.")
        return at if at.tzinfo else timezone.make_aware(at)
