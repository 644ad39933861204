from claims.in_force import Timeline, figures
from claims.management.calculating import Calculator
from claims.rules.cases import benefits
from regencies import tables


class Command(Calculator):
    help = "Work out benefits for a JSON list of cases. The contract is in the README."

    def calculator(self, *, database, **options):
        in_force = figures() if database else Timeline(tables.table("figures"))
        return lambda case: benefits(case, in_force)
