"""The secrets on printed slips, the family's and an official's: letters and digits that survive
paper, voice and a cheap phone.

Crockford's base 32: no I, L, O or U, so nothing is taken for something else. 26 signs of five
bits each are 130 bits (OWASP ASVS 5.0, 11.5.1 asks for 128).
"""

import re

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 26
# Of the code that opens an account: it is good once, for days, and tried ten times a quarter of
# an hour, so 80 bits are enough and half as long to type.
OPENING_LENGTH = 16
# What people read in place of the sign that stands there.
MISREAD = str.maketrans("OIL", "011")
CODE = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{6,9})", re.ASCII)


def secret_typed(typed: str, length: int = LENGTH) -> str:
    """The secret of so many signs in what somebody typed, however grouped and in whatever case;
    empty if it can be none."""
    bare = re.sub(r"[\s.\-–_]", "", typed).upper().translate(MISREAD)
    return bare if len(bare) == length and set(bare) <= set(ALPHABET) else ""


def code_typed(typed: str) -> str:
    """The claim's code (1602-26-000417) from digits however grouped; empty if it can be none."""
    found = CODE.fullmatch(re.sub(r"[\s.\-–_]", "", typed))
    return "-".join(found.groups()) if found else ""


def grouped(secret: str) -> str:
    """In fours, as it stands on the slip."""
    return "-".join(secret[n : n + 4] for n in range(0, len(secret), 4))
