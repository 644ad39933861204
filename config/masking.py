"""What a line of a log may not say: the digits of a NIK, a family card, an account or a phone."""

import re

# Ten digits and more, however they are spaced. Nothing that an operator looks for is so long.
LONG = re.compile(r"\d(?:[ .\-]?\d){9,}")
# Two of ours are: a claim's code and a day with its hour.
OURS = re.compile(r"\d{4}-\d{2}-\d{6,9}|20\d\d-[01]\d-[0-3]\d \d\d")
HIDDEN = "[digits]"
# An address after which one of these stands is somebody's own question, with its answer in it.
QUERY = re.compile(r"\?[^\s\"'<>]+")


def masked(text: str) -> str:
    """The text without long numbers and without what follows a question mark in an address."""
    return QUERY.sub("?", LONG.sub(_hidden, text))


def _hidden(found: re.Match) -> str:
    return found[0] if OURS.fullmatch(found[0]) else HIDDEN


def all_masked(value: object) -> object:
    """The same through lists and dictionaries; what is no text becomes text, numbers stay small."""
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        return value if abs(value) < 10**9 else HIDDEN
    if isinstance(value, dict):
        return {masked(str(name)): all_masked(one) for name, one in value.items()}
    if isinstance(value, list | tuple | set):
        return [all_masked(one) for one in value]
    return masked(str(value))
