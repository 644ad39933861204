"""Keeps an embedded PostgreSQL and Valkey running while somebody uses them.

servers.py starts it as a process of its own, the order as JSON on its standard input:

1. stop what a killed keeper left behind
2. make the database cluster if there is none, start what was asked for
3. answer with the addresses, one line of JSON
4. wait until nobody holds the lock `run/users`; the kernel drops a lock however its
   holder ends, so neither Ctrl-C nor kill -9 leaves servers behind
5. stop the servers, forget the addresses

Standard library only: it runs with `python -I`, outside Django, as the package `keeper`; the
service and its tests read it as config.keeper.
"""

from .binaries import ROOT, postgres_binaries, valkey_binary, within_reach
from .keeping import Keeper, main
from .postgres import DISCREET
from .processes import Refused, answers, command_line, free_port, locked, wait_until

__all__ = [
    "DISCREET", "ROOT", "Keeper", "Refused", "answers", "command_line", "free_port", "locked",
    "main", "postgres_binaries", "valkey_binary", "wait_until", "within_reach",
]  # fmt: skip
