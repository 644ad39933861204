"""The folders of one home, and what runs in it."""

import pwd
import shutil
import subprocess
from pathlib import Path

from .binaries import AS_NOBODY, ROOT, lodging, reachable
from .processes import Refused


class House:
    def __init__(self, order: dict) -> None:
        self.order = order
        self.home = Path(order["home"])
        self.run, self.log = self.home / "run", self.home / "log"
        self.data = self.home if reachable(self.home) else lodging(str(self.home))
        self.children: dict[str, subprocess.Popen] = {}
        self.addresses: dict[str, str] = {}
        self.notes: list[str] = []

    def folder(self, name: str) -> Path:
        folder = self.data / name
        folder.mkdir(0o700, exist_ok=True)
        if ROOT:
            shutil.chown(folder, "nobody", pwd.getpwnam("nobody").pw_gid)
        return folder

    def spawn(self, name: str, command: list, **how) -> subprocess.Popen:
        # Its own session: Ctrl-C in the terminal must not reach the database before its users.
        with (self.log / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                command, stdout=log, stderr=log, start_new_session=True, cwd="/",
                **{"stdin": subprocess.DEVNULL} | how, **AS_NOBODY,
            )  # fmt: skip

    def complain(self, name: str, what: str) -> Refused:
        file = self.log / f"{name}.log"
        last = file.read_text(errors="replace").splitlines()[-5:]
        return Refused("\n".join([f"{what}. From {file}:", *last]))
