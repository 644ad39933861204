"""What kind of process this is."""

from collections.abc import Sequence
from pathlib import Path


def kind(argv: Sequence[str]) -> str:
    """By the command line; config.wsgi says by itself that it is the web."""
    program = Path(argv[0]) if argv else Path()
    if program.name == "celery" or program.parent.name == "celery":
        return "worker"
    return "command"
