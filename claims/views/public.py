"""Pages without a login."""

from datetime import timedelta

from django.db import DatabaseError
from django.db.models import Min
from django.http import JsonResponse

from claims.access import anybody
from claims.models import Notice, SweepRun
from claims.trail.waiting import waiting

# A worker that rings each minute and has not for this long is dead or stuck.
SWEEP_STALE = timedelta(minutes=3)


@anybody()
def healthz(request):
    """200 with the age of the last sweep and of the letter that is due longest, in seconds, how
    many letters were given up, and how much of the trail waits for its seal for how long; 503 when
    the sweep is stale or the database is gone."""
    try:
        last = SweepRun.objects.exclude(finished_at=None).order_by("-started_at").first()
        owed = Notice.objects.owed(request.now).aggregate(since=Min("next_try_at"))["since"]
        dead = Notice.objects.dead().count()
        unsealed = waiting()
    except DatabaseError:
        return JsonResponse({"database": "down", "sweep_age": None}, status=503)
    age = request.now - last.finished_at if last else None
    well = age is not None and age <= SWEEP_STALE
    return JsonResponse(
        {
            "database": "up",
            "sweep_age": round(age.total_seconds()) if age else None,
            "letter_age": round((request.now - owed).total_seconds()) if owed else 0,
            "dead_letters": dead,
            "unsealed": unsealed.n,
            "unsealed_age": round(unsealed.oldest),
            "sealer": "late" if unsealed.alarm else "up",
        },
        status=200 if well else 503,
    )
