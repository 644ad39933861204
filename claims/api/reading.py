"""What is sent, read as JSON, before anything looks at it."""

import json
from decimal import Decimal

from django.http import HttpRequest
from ninja.parser import Parser

# Beyond this Python would take long to read a number that nobody means.
LONGEST_NUMBER = 400


class Strict(Parser):
    """UTF-8 and JSON as the standards have them. Raises ValueError for texts that no column can
    hold: with a NUL, or with half of a character."""

    def parse_body(self, request: HttpRequest):
        found = json.loads(
            request.body.decode(), parse_float=Decimal, parse_int=_whole, parse_constant=_none
        )
        if not _can_be_kept(found):
            raise ValueError("a text that can't be kept")
        return found


def _whole(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise ValueError("a number of many digits")
    return int(digits)


def _none(name: str):
    raise ValueError(f"{name} is no JSON")


def _can_be_kept(found: object) -> bool:
    """Not recursive: what is sent may be as deep as it likes."""
    waiting = [found]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            waiting.extend(part)
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)
        elif isinstance(part, str) and not _is_text(part):
            return False
    return True


def _is_text(part: str) -> bool:
    return "\0" not in part and not any("\ud800" <= sign <= "\udfff" for sign in part)
