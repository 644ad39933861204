from claims.management.calculating import Calculator
from claims.rules.cases import deadlines
from regencies import tables


class Command(Calculator):
    help = "Work out due days for a JSON list of cases. The contract is in the README."

    def calculator(self, *, database, regency, **options):
        holidays, years = tables.days_off(), tables.known_years()
        if database or regency:
            holidays, years = calendar_of_the_database(regency, years if not database else None)
        return lambda case: deadlines(case, holidays, years)


def calendar_of_the_database(regency, years):
    from regencies.models import Holiday

    years = years or Holiday.objects.known_years()
    return Holiday.objects.days_off(regency, *years), years
