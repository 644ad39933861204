"""The files beside the database: copied one by one, each with the sum of its bytes."""

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

# Pieces of uploads that nobody has finished; no row names them.
UNFINISHED = "incoming"
PIECE = 1 << 20


def there(root: Path) -> Iterator[str]:
    """The names of all files under the root, in order."""
    for folder, inner, names in os.walk(root):
        here = Path(folder)
        if here == root and UNFINISHED in inner:
            inner.remove(UNFINISHED)
        inner.sort()
        for name in sorted(names):
            yield str((here / name).relative_to(root))


def copy(root: Path, name: str, to: Path | None) -> dict[str, object] | None:
    """The file's entry in the manifest. None: it is gone. to: None sums without copying."""
    digest, size = hashlib.sha256(), 0
    try:
        source = (root / name).open("rb")
    except FileNotFoundError:
        return None
    with source:
        target = opened(to / name) if to else None
        try:
            while piece := source.read(PIECE):
                digest.update(piece)
                size += len(piece)
                if target:
                    target.write(piece)
        finally:
            if target:
                target.close()
    return {"name": name, "size": size, "sha256": digest.hexdigest()}


def opened(path: Path):
    """For writing, for its owner alone."""
    # Not parents=True: only the last folder would get the mode.
    for folder in reversed(path.parents):
        folder.mkdir(0o700, exist_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def sum_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def written(path: Path, entries: Iterator[dict]) -> None:
    with opened(path) as file:
        for entry in entries:
            file.write(json.dumps(entry).encode() + b"\n")


def read(path: Path) -> Iterator[dict]:
    with path.open() as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)
