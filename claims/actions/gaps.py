"""Years without holidays: which ones are needed, and telling those who can enter them."""

from datetime import datetime, timedelta

from django.db.models import DateField, ExpressionWrapper, F, Value
from django.db.models.functions import ExtractYear
from django.utils import timezone

from claims import notices
from claims.models import Deadline
from claims.rules.deadlines import SLIDE, WORKING
from regencies.models import Appointment, Holiday, Person, Role

# The joint decree of the next year comes out in September or October.
DECREE_MONTH = 11
# A pause or a return may carry a running clock this much further.
REACH = timedelta(days=30)


def years_missing(now: datetime) -> list[int]:
    """This year, from November the next one, and any that an open clock in working days may run
    into, as far as no national holiday of it is known. One query."""
    today = timezone.localtime(now).date()
    years = {today.year, today.year + (today.month >= DECREE_MONTH)}
    reach = ExpressionWrapper(F("due_on") + Value(REACH), output_field=DateField())
    known = (
        Holiday.objects.filter(regency=None, kind=Holiday.Kind.PUBLIC)
        .values_list(Value("known"), ExtractYear("day"))
        .order_by()
        .distinct()
    )
    wanted = (
        Deadline.objects.open()
        .filter(terms__unit__in=[WORKING, SLIDE])
        .values_list(Value("wanted"), ExtractYear(reach))
        .distinct()
    )
    found = list(known.union(wanted))
    years |= {year for why, year in found if why == "wanted"}
    return sorted(years - {year for why, year in found if why == "known"})


def tell_gap(year: int, *, now: datetime) -> None:
    """A limit could not be counted: every administrator hears of the year, once."""
    seats = Appointment.objects.on(timezone.localtime(now).date())
    people = Person.objects.filter(
        is_active=True, appointments__in=seats.filter(role=Role.ADMINISTRATOR)
    )
    notices.owe_about("calendar_gap", str(year), people.distinct(), now)
