"""Looks for secrets in text: keys, tokens, passwords in addresses."""

import math
import re
from collections import Counter
from collections.abc import Iterator

KINDS = {
    "private key": re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----"),
    "cloud key": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "token of a forge": re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{36}|glpat-[\w-]{20})\b"),
    "token of a chat": re.compile(r"\b\d{8,10}:AA[\w-]{33}\b|\bxox[abpr]-[\w-]{20,}"),
    "signed token": re.compile(r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}"),
}
# Something named like a secret and given a value of its own.
NAMED = re.compile(
    r"(?i)\b[\w-]*(?:secret|password|passwd|token|api_?key|sealing_keys?|audit_key)[\w-]*"
    r"['\"]?\s*[:=][ \t]*['\"]?(?:[ka]\d:)?(?P<value>[A-Za-z0-9+/_=-]{20,})"
)
ADDRESS = re.compile(r"\b[a-z]+://[^\s:/@'\"{}$]+:(?P<value>[^\s@'\"{}$]{8,})@")
# Bits per letter. Of sixteen signs there are four at most, and short ones have less by chance;
# repetitions and dates have less than that.
DENSE, DENSE_HEX = 3.3, 2.5
HEX = re.compile(r"(?i)[0-9a-f-]+")
# Runs of small letters: what was thought of is made of them, dice seldom throw one.
WORDS = re.compile(r"[A-Z]?[a-z]{4,}")
MOSTLY = 0.75


def found(text: str) -> Iterator[str]:
    """The kind of each secret that stands in the text."""
    for kind, shape in KINDS.items():
        if shape.search(text):
            yield kind
    for one in NAMED.finditer(text):
        value = one["value"]
        if list(value) == sorted(value):
            continue  # an alphabet
        if by_dice(value):
            yield "named secret"
    for one in ADDRESS.finditer(text):
        if density(one["value"]) > 3:
            yield "password in an address"


def by_dice(value: str) -> bool:
    """Rather thrown than thought of."""
    if HEX.fullmatch(value):
        return density(value) > DENSE_HEX and bool(re.search(r"\d", value))
    if not re.search(r"\d", value) and (value.islower() or value.isupper()):
        return False  # dice that know small and great letters throw both
    words = sum(map(len, WORDS.findall(value)))
    return density(value) > DENSE and words < MOSTLY * len(value)


def density(value: str) -> float:
    shares = [n / len(value) for n in Counter(value).values()]
    return -sum(share * math.log2(share) for share in shares)
