import json as plain

from django.core.management.base import BaseCommand, CommandError

from claims.access_table import Row, Undeclared, table


def who(row: Row) -> str:
    """anybody; camat, district_officer (does it: camat); staff: regencies.view_person."""
    told = row.told()
    said = ", ".join(told["roles"]) or told["who"]
    if told["right"]:
        said += f": {told['right']}"
    if told["acts"] and told["acts"] != told["roles"]:
        said += f" (does it: {', '.join(told['acts'])})"
    return said


class Command(BaseCommand):
    help = "Print every address with its methods and who may open it, as their doors say it."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="a list, one object per address")

    def handle(self, *, json: bool, **options):
        try:
            rows = table()
        except Undeclared as silent:
            raise CommandError(f"No door says who may open: {silent}") from None
        if json:
            self.stdout.write(as_json(rows))
            return
        for row in rows:
            self.stdout.write(f"/{row.path}  {' '.join(row.access.methods)}  {who(row)}")


def as_json(rows: list[Row]) -> str:
    return plain.dumps([row.told() for row in rows], indent=1)
