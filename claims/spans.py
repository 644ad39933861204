"""How long a clock ran, as the database counts it for many clocks at once.

The same reckoning as claims.rules.deadlines: calendar days of the regency's own zone, the day
of receipt is day 0, and a day on which the clock stood still, even for an hour, does not count.
A clock that stopped while it stood still (the village withdrew what it was to complete) stood
still to the end.
"""

from django.contrib.postgres.fields import ArrayField
from django.db.models import Aggregate, DateField, FloatField, Func, IntegerField

FIELDS = ("started_at", "stopped_at", "claim__regency__zone", "terms", "pauses")
# One value from the days of one clock: {} is put in where it is wanted.
OF_A_SPAN = """(
    SELECT {} FROM (
        SELECT
            (clock.started_at AT TIME ZONE clock.zone
                + make_interval(hours => 24 - coalesce((clock.terms->>'cut_off_hour')::int, 24))
            )::date AS began,
            (clock.stopped_at AT TIME ZONE clock.zone)::date AS ended,
            clock.pauses
        FROM (VALUES (%(expressions)s)) AS clock (started_at, stopped_at, zone, terms, pauses)
    ) AS span
)"""
# Day by day, so that a day in two pauses counts once.
PAUSED = """(
    SELECT count(DISTINCT day)::int
    FROM jsonb_to_recordset(span.pauses) AS pause ("from" date, "to" date, why text),
        generate_series(
            greatest(pause."from", span.began + 1)::timestamp,
            least(pause."to", span.ended)::timestamp,
            interval '1 day'
        ) AS day
    WHERE {}
)"""


class DaysRun(Func):
    """Calendar days that a stopped clock ran, pauses left out; 0 is the day of receipt."""

    template = OF_A_SPAN.format(f"greatest(0, span.ended - span.began - {PAUSED.format('true')})")
    output_field = IntegerField()

    def __init__(self, **extra):
        super().__init__(*FIELDS, **extra)


def days_run(columns: str) -> str:
    """The same as SQL, of started_at, stopped_at, zone, terms and pauses in this order."""
    return DaysRun.template % {"expressions": columns}


class DaysWithoutBudget(DaysRun):
    """Calendar days on which a stopped payment clock stood still for want of budget."""

    template = OF_A_SPAN.format(PAUSED.format("pause.why = 'no_budget'"))


class MedianAndNinetieth(Aggregate):
    """[median, 90th percentile], interpolated between neighbours; None of nothing."""

    template = "percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = ArrayField(FloatField())


class LocalDay(Func):
    """The day of an instant in a zone: LocalDay(instant, zone)."""

    template = "((%(expressions)s)::date)"
    arg_joiner = " AT TIME ZONE "
    arity = 2
    output_field = DateField()
