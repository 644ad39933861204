"""How often: a tenth of the plan in the ordinary run, all of it in `make test-faults`; never less
than `least`, below which a run would prove nothing."""

import os

FULL = os.environ.get("FAULTS") == "full"


def trials(planned: int, least: int = 20) -> int:
    return planned if FULL else max(least, planned // 10)


def say(what: str, done: int, planned: int, **found) -> None:
    """The denominator and what was found, on the terminal of a run with -s or -rP."""
    words = " ".join(f"{name}={value}" for name, value in found.items())
    print(f"{what}: {'full' if done >= planned else 'short'} {done} of {planned} {words}")
