"""Who is named in a note: @ and a user name, a whole name, or a first name that only one has."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

# What may follow a name that was meant whole.
END = re.compile(r"[^\w]|$")


@dataclass(frozen=True)
class Mentions:
    """people: keys of those named, in the order of the note. unknown: names that nobody has, or
    that several have, as they were written."""

    people: tuple[int, ...]
    unknown: tuple[str, ...]


def mentions(text: str, people: Mapping[int, tuple[str, str]]) -> Mentions:
    """people: key to (user name, name). An @ within a word is an address and names nobody."""
    known = _known(people)
    found: dict[int, None] = {}
    unknown: dict[str, None] = {}
    for at in re.finditer(r"(?<!\w)@(?=\w)", text):
        rest = text[at.end() :]
        name = _longest(rest.casefold(), known)
        if name:
            found[known[name]] = None
        else:
            unknown[re.match(r"[\w.\-]+", rest)[0].rstrip(".-")] = None  # type: ignore[index]
    return Mentions(tuple(found), tuple(unknown))


def _known(people: Mapping[int, tuple[str, str]]) -> dict[str, int]:
    """Each way to name somebody that can mean one person alone."""
    ways: dict[str, set[int]] = {}
    for key, (username, name) in people.items():
        for way in {username, name, name.split(" ")[0]}:
            ways.setdefault(way.casefold(), set()).add(key)
    own = {username.casefold(): key for key, (username, _) in people.items()}
    return {way: keys.pop() for way, keys in ways.items() if len(keys) == 1} | own


def _longest(rest: str, known: Mapping[str, int]) -> str:
    """The longest name that the text goes on with, and ends there."""
    fits = [way for way in known if way and rest.startswith(way) and END.match(rest, len(way))]
    return max(fits, key=len, default="")
