"""A home of its own for a command under test, and who lives in it."""

import os
import shutil
import signal
import tempfile
from pathlib import Path

import pytest

from config import keeper

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def home():
    # Not tmp_path: as root that one is private, and the servers run as nobody.
    path = Path(tempfile.mkdtemp(prefix="santunan-home-"))
    path.chmod(0o711)
    yield path
    for pid in left(path):
        os.kill(pid, signal.SIGKILL)
    shutil.rmtree(path)


def environment(home, **more):
    own = ("DATABASE_URL", "REDIS_URL", "SANTUNAN_ENV", "SECRET_KEY", "SEALING_KEYS",
           "AUDIT_KEY")  # fmt: skip
    kept = {name: value for name, value in os.environ.items() if name not in own}
    return kept | {"SANTUNAN_HOME": str(home)} | more


def left(home):
    """The processes that belong to this home: by what they run, or where."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            where = str((entry / "cwd").readlink())
        except OSError:
            continue
        pid = int(entry.name)
        if pid != os.getpid() and (
            where.startswith(str(home)) or str(home) in keeper.command_line(pid)
        ):
            found.append(pid)
    return found
