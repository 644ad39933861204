"""Processes that live and die with the one that started them: the demo's web, worker, beat."""

import contextlib
import json
import os
import signal
import subprocess
import time
from pathlib import Path

from config import keeper

RESTARTS = 3


class Children:
    def __init__(self, home: Path, environ: dict[str, str]) -> None:
        self.log, self.remembered = home / "log", home / "run" / "children.json"
        self.environ = environ
        self.commands: dict[str, list[str]] = {}
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.restarts: dict[str, int] = {}

    def start(self, name: str, *command: str) -> None:
        with (self.log / f"{name}.log").open("ab") as log:
            # A session of its own: Ctrl-C reaches the demo alone, which then ends them in order.
            child = self.processes[name] = subprocess.Popen(
                command, env=self.environ, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        self.commands[name] = list(command)
        # With the command line, because by the next start the number may be somebody else's.
        # For a moment after exec the kernel shows an empty one.
        keeper.wait_until(lambda: keeper.command_line(child.pid) or child.poll() is not None, 2)
        known = {p.pid: keeper.command_line(p.pid) for p in self.processes.values()}
        self.remembered.touch(0o600)
        self.remembered.write_text(json.dumps(known))

    def end_orphans(self) -> bool:
        """Those of a demo that was killed: they would hold its port for ever."""
        try:
            known = json.loads(self.remembered.read_text())
        except (OSError, ValueError):
            return False
        for pid, line in known.items():
            if line and keeper.command_line(int(pid)) == line:
                self._kill_group(int(pid))
        self.remembered.unlink()
        return True

    def fallen(self) -> str | None:
        return next((n for n, p in self.processes.items() if p.poll() is not None), None)

    def last_words(self, name: str, lines: int = 12) -> str:
        file = self.log / f"{name}.log"
        code = self.processes[name].returncode
        last = file.read_text(errors="replace").splitlines()[-lines:]
        return "\n".join([f"{name} ended with code {code}. From {file}:", *last])

    def revive(self, name: str) -> bool:
        self._kill_group(self.processes[name].pid)
        self.restarts[name] = self.restarts.get(name, 0) + 1
        if self.restarts[name] > RESTARTS:
            return False
        time.sleep(self.restarts[name])
        self.start(name, *self.commands[name])
        return True

    def stop(self, seconds: float = 10) -> None:
        for process in self.processes.values():
            process.terminate()
        end = time.monotonic() + seconds
        for process in self.processes.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, end - time.monotonic()))
        for process in self.processes.values():
            # Also when the first one has gone: its own children may not have noticed.
            self._kill_group(process.pid)
            process.wait()
        self.remembered.unlink(missing_ok=True)

    @staticmethod
    def _kill_group(pid: int) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
