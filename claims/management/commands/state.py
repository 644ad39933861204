import json

from django.core.management.base import BaseCommand
from django.db.models import Count
from django.utils import timezone

from claims.models import Claim, Deadline, Event, Notice, Payout


def counted(rows, field):
    return dict(rows.order_by(field).values_list(field).annotate(n=Count("pk")))


class Command(BaseCommand):
    help = "How many claims, payouts, deadlines, notices and events there are, and how they stand."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="as one JSON object")

    def handle(self, **options):
        found = {
            "claims": counted(Claim.objects, "state"),
            "payouts": counted(Payout.objects, "state"),
            "deadlines": {
                "running": Deadline.objects.open().count(),
                "overdue": Deadline.objects.overdue(timezone.now()).count(),
                "breached": Event.objects.filter(rung="breach").count(),
                "set_aside": Deadline.objects.open().exclude(set_aside_at=None).count(),
            },
            "notices": counted(Notice.objects, "kind"),
            "letters": {
                "owed": Notice.objects.owed().count(),
                "due": Notice.objects.owed(timezone.now()).count(),
                "dead": Notice.objects.dead().count(),
            },
            "events": Event.objects.count(),
        }
        if options["json"]:
            self.stdout.write(json.dumps(found))
            return
        for name, value in found.items():
            lines = value.items() if isinstance(value, dict) else [("", value)]
            self.stdout.write(f"{name}")
            for key, n in lines:
                self.stdout.write(f"  {key or 'all'}: {n}")
