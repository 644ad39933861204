"""The two calculators as plain functions, on the reviewed tables."""

import json
from decimal import Decimal

from claims.in_force import Timeline
from claims.rules import cases
from regencies import tables

IN_FORCE = Timeline(tables.table("figures"))
DAYS_OFF, YEARS = tables.days_off(), tables.known_years()


def read(case):
    """As it comes out of a file: numbers with a point are decimals."""
    return json.loads(json.dumps(case, default=str), parse_float=Decimal)


def benefit(case):
    return cases.benefits(read(case), IN_FORCE)


def deadline(case):
    return cases.deadlines(read(case), DAYS_OFF, YEARS)
