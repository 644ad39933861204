"""Pages without a login."""

from datetime import timedelta

from django.db import DatabaseError
from django.http import JsonResponse

from claims.models import SweepRun

# A worker that rings each minute and has not for this long is dead or stuck.
SWEEP_STALE = timedelta(minutes=3)


def healthz(request):
    """200 with the age of the last sweep in seconds; 503 when it is stale or the database is
    gone."""
    try:
        last = SweepRun.objects.exclude(finished_at=None).order_by("-started_at").first()
    except DatabaseError:
        return JsonResponse({"database": "down", "sweep_age": None}, status=503)
    age = request.now - last.finished_at if last else None
    well = age is not None and age <= SWEEP_STALE
    return JsonResponse(
        {"database": "up", "sweep_age": round(age.total_seconds()) if age else None},
        status=200 if well else 503,
    )
