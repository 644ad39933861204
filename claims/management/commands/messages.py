"""`manage.py messages`: gathers what is to be translated, without the gettext programs."""

import io
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation.template import templatize

LOCALE = "id"
CODE, TEMPLATES = ("claims", "config", "regencies"), "templates"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
# Dates, addresses and the version of a tool would change the file and tell nobody anything.
HEADERS = {"Project-Id-Version", "Language", "Plural-Forms", "MIME-Version", "Content-Type",
           "Content-Transfer-Encoding"}  # fmt: skip


class Words(Catalog):
    """A catalog with the headers that are needed. Indonesian has one form for every number."""

    def __init__(self, **options):
        super().__init__(locale=LOCALE, project="Santunan", version="1", fuzzy=False, **options)
        self._num_plurals, self._plural_expr = 1, "0"
        self.header_comment = "# Santunan in Indonesian. Written by `manage.py messages`."

    @property
    def mime_headers(self):
        return [row for row in super().mime_headers if row[0] in HEADERS]


class Command(BaseCommand):
    help = "Update the Indonesian translations; --check only says what is wrong with them."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="write nothing; exit 1 on faults")
        parser.add_argument("--missing", action="store_true", help="print what has no translation")

    def handle(self, **options):
        folder = Path(settings.LOCALE_PATHS[0]) / LOCALE / "LC_MESSAGES"
        po, mo = folder / "django.po", folder / "django.mo"
        kept = self.read(po)
        fresh = updated(kept, gathered(settings.ROOT))
        if options["check"]:
            faults = list(found_faults(kept, fresh, mo))
            for fault in faults:
                self.stderr.write(fault)
            if faults:
                raise CommandError(f"{len(faults)} faults: run manage.py messages and translate.")
            self.stdout.write(f"{len(fresh)} messages, all translated.")
            return
        folder.mkdir(parents=True, exist_ok=True)
        po.write_bytes(as_po(fresh))
        mo.write_bytes(as_mo(fresh))
        open_ones = [message for message in fresh if message.id and not is_translated(message)]
        self.stdout.write(f"{len(fresh)} messages, {len(open_ones)} without a translation.")
        if options["missing"]:
            for message in open_ones:
                self.stdout.write(f"{message.context or ''}\t{message.id!r}")

    def read(self, po: Path) -> Catalog:
        if not po.exists():
            return Words()
        with po.open("rb") as file:
            return read_po(file, locale=LOCALE)


def gathered(root: Path) -> Catalog:
    """Every message of the code and the templates, with the files that it stands in."""
    found = Words()
    for path in sources(root):
        name = path.relative_to(root).as_posix()
        for _line, message, _comments, context in extract("python", opened(path), KEYWORDS):
            flags = {"python-format"} if has_places(message) else set()
            found.add(message, locations=[(name, 1)], context=context, flags=flags)
    return found


def sources(root: Path) -> list[Path]:
    code = [path for folder in CODE for path in (root / folder).rglob("*.py")]
    pages = [*(root / TEMPLATES).rglob("*.html"), *(root / TEMPLATES).rglob("*.txt")]
    return sorted(path for path in code + pages if "migrations" not in path.parts)


def opened(path: Path) -> io.BytesIO:
    """A template becomes calls of gettext. Its indentation means nothing to Python."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        lines = templatize(text, origin=str(path)).splitlines()
        text = "\n".join(line.strip() for line in lines)
    return io.BytesIO(text.encode())


def has_places(message: str | tuple) -> bool:
    one = message if isinstance(message, str) else message[0]
    return "%(" in one


def updated(kept: Catalog, found: Catalog) -> Catalog:
    """What is there now, with the translations on record. What is gone, goes."""
    for message in found:
        old = kept.get(message.id, context=message.context) if message.id else None
        if old is not None:
            message.string = old.string
            message.flags |= old.flags & {"fuzzy"}
    return found


def is_translated(message) -> bool:
    said = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return all(said)


def found_faults(kept: Catalog, fresh: Catalog, mo: Path):
    now = {(message.id, message.context) for message in fresh if message.id}
    for message in kept:
        if message.id and (message.id, message.context) not in now:
            yield f"obsolete: {message.id!r}"
    for message in fresh:
        if not message.id:
            continue
        if not is_translated(message):
            yield f"untranslated: {message.id!r} ({message.locations[0][0]})"
        elif message.fuzzy:
            yield f"fuzzy: {message.id!r}"
        else:
            for error in message.check(fresh):
                yield f"{message.id!r}: {error}"
    if not mo.exists() or mo.read_bytes() != as_mo(fresh):
        yield f"{mo.name} is not made from {mo.stem}.po as it is now"


def as_po(catalog: Catalog) -> bytes:
    out = io.BytesIO()
    # Without line numbers: a moved line must not change the file.
    write_po(out, catalog, width=100, include_lineno=False, sort_by_file=True)
    return out.getvalue()


def as_mo(catalog: Catalog) -> bytes:
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()
