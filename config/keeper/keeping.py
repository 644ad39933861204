"""Starts what was ordered, and stops it when nobody uses it."""

import contextlib
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys

from .postgres import Database
from .processes import Refused, locked
from .valkey import Redis


class Keeper(Database, Redis):
    stopped = False

    def start(self) -> None:
        self.dismiss()
        for kind in self.order["kinds"]:
            getattr(self, f"start_{kind}")()
        fresh = self.run / "servers.json.new"
        fresh.touch(0o600)
        fresh.write_text(json.dumps({"keeper": os.getpid(), **self.addresses}))
        fresh.rename(self.run / "servers.json")

    def stop(self) -> None:
        if self.stopped:  # by now the file may be the next keeper's
            return
        self.stopped = True
        for kind, child in self.children.items():
            child.send_signal(signal.SIGINT if kind == "database" else signal.SIGTERM)
        for child in self.children.values():
            try:
                child.wait(20)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        # Last: killed in between, the next keeper finds here what to dismiss.
        (self.run / "servers.json").unlink(missing_ok=True)

    def keep(self) -> None:
        """Returns with the servers stopped and nobody using them.

        Whoever joins holds run/lock first, so "nobody" is asked again under that lock.
        """
        users = (self.run / "users").open("a")
        while True:
            fcntl.flock(users, fcntl.LOCK_EX)
            fcntl.flock(users, fcntl.LOCK_UN)
            with locked(self.run / "lock"):
                try:
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    continue
                self.stop()
                if self.order["throwaway"]:
                    shutil.rmtree(self.home, ignore_errors=True)
                    if self.data != self.home:
                        shutil.rmtree(self.data, ignore_errors=True)
                return


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the machine shuts down
    keeper = Keeper(json.load(sys.stdin))
    try:
        try:
            keeper.start()
        except Refused as refused:
            print(json.dumps({"refused": str(refused)}), flush=True)
            return 1
        with contextlib.suppress(BrokenPipeError):  # who asked may be dead by now
            print(json.dumps({**keeper.addresses, "notes": keeper.notes}), flush=True)
        # The lock on run/lock came with us: had the starter been killed halfway, a second
        # keeper would have started on the same data. From here on the starter's hold is enough.
        os.close(keeper.order["lock"])
        keeper.keep()
    finally:
        keeper.stop()
    return 0
