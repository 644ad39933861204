from django.core.management.base import BaseCommand
from django.utils import timezone

from claims.actions import sealing


class Command(BaseCommand):
    help = (
        "Link what waits for the chain over the trail, and write the head of the day down. The "
        "beat does the same each minute; while another one seals, this does nothing."
    )

    def handle(self, **options):
        self.stdout.write(f"sealed={sealing.seal()}")
        if made := sealing.anchor_daily(timezone.now()):
            self.stdout.write(f"anchor of {made.on}: {made.n} {made.h}")
