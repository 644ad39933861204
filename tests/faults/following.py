"""A database and its streaming replica, made as config/docs/scale_out.md says."""

import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config import keeper
from tests.faults.sites import Postgres, Server, children
from tests.homes import ROOT
from tests.waiting import PATIENCE


@contextmanager
def primary(home: Path, *settings: str) -> Iterator[Postgres]:
    made = Postgres(home, "REPLICATION")
    with (made.data / "pg_hba.conf").open("a") as rules:
        rules.write("host replication santunan 127.0.0.1/32 scram-sha-256\n")
    made.start(*settings)
    try:
        yield made
    finally:
        made.stop()


def told() -> tuple[list[str], list[str]]:
    """The words of pg_basebackup and the settings as the page has them."""
    page = (ROOT / "config" / "docs" / "scale_out.md").read_text()
    copy = re.search(r"^pg_basebackup (.*)$", page, re.MULTILINE)[1].split()
    part = page.partition("pg_basebackup")[2]
    return copy, re.search(r"```\n(hot_standby_feedback.*?)```", part, re.DOTALL)[1].splitlines()


class Replica(Server):
    def __init__(self, of: Postgres):
        self.keeper, self.binaries = of.keeper, of.binary.parent
        self.folder, self.port = of.data.with_name("replica"), keeper.free_port()
        self.url = of.url.replace(f":{of.port}/", f":{self.port}/")
        words, self.settings = told()
        ours = {"db": f"host=127.0.0.1 port={of.port} password=test", "replicator": "santunan",
                "/var/lib/postgresql/replica": str(self.folder)}  # fmt: skip
        words = [ours.get(word, word) for word in words]
        words[words.index("-h")] = "-d"  # an address with its password
        self._run("pg_basebackup", *words, "-c", "fast")

    def _run(self, program: str, *words: str) -> None:
        done = self.keeper.spawn(program, [str(self.binaries / program), *words])
        assert done.wait(PATIENCE) == 0, (self.keeper.log / f"{program}.log").read_text()

    def start(self, *more: str) -> None:
        words = [str(self.binaries / "postgres"), "-D", str(self.folder)]
        for setting in (
            "listen_addresses=127.0.0.1", f"port={self.port}", "unix_socket_directories=",
            "max_connections=60", *keeper.DISCREET, *self.settings, *more,
        ):  # fmt: skip
            words += ["-c", setting.replace(" ", "")]
        self.process = self.keeper.spawn("replica", words)
        up = keeper.wait_until(self.answers, PATIENCE)
        assert up, (self.keeper.log / "replica.log").read_text()

    def kill(self) -> None:
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(PATIENCE)

    def hold(self, sign: int = signal.SIGSTOP) -> None:
        """It answers, and what comes from the primary waits until it may go on (SIGCONT)."""
        (pid,) = (int(pid) for pid in children(self.process.pid)
                  if "startup" in keeper.command_line(int(pid)))  # fmt: skip
        os.kill(pid, sign)

    def go_on(self) -> None:
        self.hold(signal.SIGCONT)

    def promote(self) -> None:
        """As somebody would for whom the primary is lost, though it is not."""
        self._run("pg_ctl", "promote", "-D", str(self.folder))
