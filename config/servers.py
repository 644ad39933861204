"""PostgreSQL and Valkey without an installation: for the demo, the tests and single commands.

DATABASE_URL and REDIS_URL always win. Otherwise the servers come from two wheels, live in
HOME and are looked after by keeper/. HOME/secrets keeps what is generated, HOME/run what
runs now, HOME/log who said what.
"""

import atexit
import base64
import contextlib
import fcntl
import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from config import keeper, production

# They neither read nor write the database; help must come at once.
NO_SERVERS = {
    "", "help", "--help", "-h", "version", "--version", "check", "messages", "diagram",
    "makemigrations", "collectstatic",
}  # fmt: skip
# At the end of the path: no file that stands beside the keeper may pass for a part of Python.
KEEP = (
    f"import sys; sys.path.append({str(Path(__file__).resolve().parent)!r});"
    " import keeper; sys.exit(keeper.main())"
)
# Keys that are named, so that another may take over.
NAMED = {"sealing_keys": "k1", "audit_key": "a1"}
# The calculators read the reviewed tables, and the database only when they are asked to.
ON_REQUEST = {"calculate_benefits", "calculate_deadlines"}


def home_folder(environ=os.environ) -> Path:
    here = Path(__file__).resolve().parent.parent
    return Path(environ.get("SANTUNAN_HOME", here / ".santunan")).resolve()


def laid(home: Path) -> Path:
    """The home with its private folders."""
    if not home.exists():
        home.mkdir(parents=True)
        # As root the servers run as nobody: they may pass through, not look around.
        home.chmod(0o711 if keeper.ROOT else 0o700)
    for name in ("secrets", "run", "log"):
        (home / name).mkdir(0o700, exist_ok=True)
    return home


def secret(home: Path, name: str, production: bool = False) -> str:
    """A secret made once and kept in HOME, readable by its owner only."""
    if production:
        from django.core.exceptions import ImproperlyConfigured

        raise ImproperlyConfigured(f"Production needs {name.upper()} in the environment.")
    path = home / "secrets" / name
    with contextlib.suppress(FileNotFoundError):
        return path.read_text().strip()
    with keeper.locked(laid(home) / "secrets" / ".lock"):
        if not path.exists():
            value = secrets.token_urlsafe(48)
            if name in NAMED:
                value = f"{NAMED[name]}:" + base64.b64encode(secrets.token_bytes(32)).decode()
            # Written beside and renamed: nobody may read half a key and seal with it.
            fresh = path.with_name(f".{name}.new")
            fresh.unlink(missing_ok=True)
            fresh.touch(0o600)
            fresh.write_text(value + "\n")
            fresh.rename(path)
    return path.read_text().strip()


def running(home: Path, kind: str) -> str | None:
    """The address of HOME's own database or redis, if it runs at this moment."""
    try:
        known = json.loads((home / "run" / "servers.json").read_text())
        address, pid = known[kind], known["keeper"]
    except (OSError, ValueError, KeyError):
        return None
    alive = str(home) in keeper.command_line(pid)
    return address if alive and keeper.answers(urlsplit(address).port) else None


@contextlib.contextmanager
def started(
    home: Path,
    kinds: tuple[str, ...] = ("database", "redis"),
    throwaway: bool = False,
    settings: tuple[str, ...] = (),
) -> Iterator[dict[str, str]]:
    """The addresses by kind, for as long as the block lasts; servers that run are shared.
    settings: of a database that is started here, "shared_buffers=6GB".

    1. lock, so that two at once do not both start servers on the same data
    2. join the servers that run, else start a keeper with its servers
    3. hold the lock run/users: the keeper stops when the last one lets go, or dies
    """
    with contextlib.ExitStack() as stack:
        with (laid(home) / "run" / "lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            addresses = {kind: found for kind in kinds if (found := running(home, kind))}
            if set(addresses) != set(kinds):
                if running(home, "database") or running(home, "redis"):
                    raise SystemExit(f"Servers without {' and '.join(kinds)} run in {home}.")
                addresses = _kept(home, kinds, throwaway, settings, lock.fileno())
            users = stack.enter_context((home / "run" / "users").open("a"))
            fcntl.flock(users, fcntl.LOCK_SH)
        pid = json.loads((home / "run" / "servers.json").read_text())["keeper"]
        try:
            yield addresses
        finally:
            with contextlib.suppress(OSError):
                _leave(home, users, pid)


def _kept(
    home: Path, kinds: tuple[str, ...], throwaway: bool, settings: tuple[str, ...], lock: int
) -> dict[str, str]:
    order = {
        "home": str(home),
        "kinds": kinds,
        "throwaway": throwaway,
        "settings": settings,
        "lock": lock,
        "passwords": {kind: secret(home, f"{kind}_password") for kind in kinds},
    }
    with (home / "log" / "keeper.log").open("a") as log:
        process = subprocess.Popen(
            [sys.executable, "-I", "-c", KEEP, str(home)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
            pass_fds=(lock,), start_new_session=True,
        )  # fmt: skip
    # The rest of its life it is nobody's child: a warning about it would be noise.
    process.stdin.write(json.dumps(order))
    process.stdin.close()
    answer = json.loads(process.stdout.readline() or "{}")
    process.stdout.close()
    _children.append(process)
    for note in answer.pop("notes", []):
        print(note, file=sys.stderr)
    if set(answer) != set(kinds):
        raise SystemExit(answer.get("refused") or f"No servers; see {home / 'log'}.")
    return answer


_children: list[subprocess.Popen] = []


def _leave(home: Path, users, keeper_pid: int) -> None:
    """Let go, and if nobody else uses the servers, wait until they have stopped."""
    fcntl.flock(users, fcntl.LOCK_UN)
    try:
        # Refused while the keeper holds it alone: then it is stopping them already.
        fcntl.flock(users, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        pass
    else:
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        finally:
            fcntl.flock(users, fcntl.LOCK_UN)

    def gone() -> bool:
        for child in _children:
            child.poll()
        return not keeper.command_line(keeper_pid)

    keeper.wait_until(gone, 30)


def asks_the_database(word: str) -> bool:
    """--database or --regency, shortened too, as argparse takes them: "--d", "--reg=16.02"."""
    name = word.partition("=")[0]
    return len(name) > 2 and any(full.startswith(name) for full in ("--database", "--regency"))


def needed(argv: list[str], environ=os.environ) -> tuple[str, ...]:
    """The servers that must come along with this command. SystemExit: it may not have them."""
    command = argv[1] if len(argv) > 1 else ""
    if command in NO_SERVERS or {"--help", "-h"} & set(argv):
        return ()
    if command in ON_REQUEST and not any(asks_the_database(word) for word in argv[2:]):
        return ()
    # Before servers of a demo are begun for it.
    if fault := production.environment_fault(environ):
        raise SystemExit(fault)
    kinds = tuple(
        kind
        for kind, name in (("database", "DATABASE_URL"), ("redis", "REDIS_URL"))
        if not environ.get(name)
    )
    if environ.get("SANTUNAN_ENV") == "production":
        if "database" in kinds:
            raise SystemExit("Production needs DATABASE_URL in the environment.")
        return ()
    # With a database of its own a single command only rings a bell in Redis, and may miss it.
    return () if kinds == ("redis",) and command != "demo" else kinds


def ensure(argv: list[str], environ=os.environ) -> None:
    """Before Django reads its settings: this command has its database, from here to its end."""
    kinds = needed(argv, environ)
    if not kinds:
        return
    stack = contextlib.ExitStack()
    addresses = stack.enter_context(started(home_folder(environ), kinds))
    for kind, address in addresses.items():
        environ["DATABASE_URL" if kind == "database" else "REDIS_URL"] = address
    owner = os.getpid()
    atexit.register(lambda: stack.close() if os.getpid() == owner else None)
