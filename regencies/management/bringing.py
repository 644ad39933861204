"""What the commands share that read an office's list: who brings it, a look before anything is
written, and a private file for the rows that were left out."""

from pathlib import Path
from typing import NoReturn

from django.core.management.base import BaseCommand, CommandError


class BringList(BaseCommand):
    """Exit 1: nothing could be read, or rows were left out and lie in the file named."""

    by = "who imports it, for the record"
    by_required = False
    can_preview = True

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", metavar="USERNAME", required=self.by_required, help=self.by)
        if self.can_preview:
            parser.add_argument(
                "--preview", action="store_true", help="say what would change, and change nothing"
            )
        parser.add_argument(
            "--refused", metavar="FILE", type=Path,
            help="where rows go that were left out (XLSX); else FILE-refused.xlsx beside the file",
        )  # fmt: skip

    def give_back(self, content: bytes, file: Path, to: Path | None, words: str) -> NoReturn:
        """The rows as a file that only its owner reads: it may hold whole NIKs. `words` say how
        many there are."""
        out = to or file.with_name(f"{file.stem}-refused.xlsx")
        # Gone first: an older file's wider mode would outlive being written over.
        out.unlink(missing_ok=True)
        out.touch(mode=0o600)
        out.write_bytes(content)
        raise CommandError(f"{words} They are in {out.name}.")
