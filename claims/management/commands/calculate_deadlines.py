from claims.in_force import calendar
from claims.management.calculating import Calculator
from claims.rules.cases import deadlines
from regencies import tables


class Command(Calculator):
    help = "Work out due days for a JSON list of cases. The contract is in the README."

    def calculator(self, *, database, regency, **options):
        if database:
            holidays, years = calendar(regency)
        else:
            holidays, years = tables.days_off() | local_days_off(regency), tables.known_years()
        return lambda case: deadlines(case, holidays, years)


def local_days_off(regency):
    """What the tables don't hold: only the service knows a regency's own days."""
    if regency is None:
        return frozenset()
    from regencies.models import Holiday

    return frozenset(Holiday.objects.filter(regency=regency).values_list("day", flat=True))
