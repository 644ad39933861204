"""What the two calculator commands share: a JSON list in, a JSON list out."""

import json
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from django.core.management.base import BaseCommand


class Calculator(BaseCommand):
    """Exit 0: every case was answered. 1: some got an error in their place. 2: no JSON list."""

    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("file", help='a JSON list of cases; "-" reads standard input')
        parser.add_argument(
            "--database", action="store_true", help="use the service's own rows, not the tables"
        )
        parser.add_argument("--regency", help="add this regency's local holidays (a code)")

    def handle(self, *, file, **options):
        try:
            cases = read(file)
        except (OSError, ValueError, RecursionError) as error:
            self.stderr.write(f"{file}: {error or type(error).__name__}")
            sys.exit(2)
        answer = self.calculator(**options)
        answers = [answer(case) for case in cases]
        json.dump(answers, sys.stdout)
        sys.stdout.write("\n")
        if any("error" in found for found in answers):
            sys.exit(1)

    def calculator(self, **options) -> Callable[[object], dict]:
        raise NotImplementedError


def read(file: str) -> list:
    content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    cases = json.loads(content, parse_float=Decimal, parse_int=whole, parse_constant=no_constant)
    if not isinstance(cases, list):
        raise ValueError("is no JSON list")
    return cases


def whole(digits: str) -> int | Decimal:
    """A number too long for Python to read is no whole number of anything here; its case gets
    the error, and the others are answered."""
    return int(digits) if len(digits) <= 4000 else Decimal(digits)


def no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")
