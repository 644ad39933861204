"""What the two calculator commands share: a JSON list in, a JSON list out."""

import gc
import json
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import NoReturn

from django.core.management.base import BaseCommand
from django.db import Error as DatabaseTrouble


class Calculator(ABC, BaseCommand):
    """Exit 0: every case was answered. 1: some got an error in their place. 2: no JSON list, no
    such regency, or no database where one was asked for."""

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
            self.refuse(f"{file}: {error or type(error).__name__}")
        try:
            if (regency := options["regency"]) is not None and not exists(regency):
                self.refuse(f"--regency {regency}: there is no regency of this code")
            answer = self.calculator(**options)
        except DatabaseTrouble as error:
            self.refuse(f"The database can't answer: {str(error).strip().splitlines()[0]}")
        # A hundred thousand answers live until they are written: looking for dead ones among
        # them costs a fifth of the time and finds none.
        gc.disable()
        answers = [answer(case) for case in cases]
        # Not json.dump: that one writes piece by piece, ten times slower.
        sys.stdout.write(json.dumps(answers) + "\n")
        if any("error" in found for found in answers):
            sys.exit(1)

    def refuse(self, what: str) -> NoReturn:
        self.stderr.write(what)
        sys.exit(2)

    @abstractmethod
    def calculator(self, **options) -> Callable[[object], dict]:
        """What answers one case of the file."""


def exists(regency: str) -> bool:
    from regencies.models import Regency

    return Regency.objects.filter(code=regency).exists()


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
