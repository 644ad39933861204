"""A letter on paper: a template of typst, and facts handed to it as JSON. Nothing of the facts is
ever read as markup."""

import io
import json
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path

import segno
import typst
from django.conf import settings
from pypdf import PdfWriter

FOLDER = settings.ROOT / "templates" / "letters"
# PDF/A-2b: the office keeps it for decades, and nothing in it may be fetched or run.
ARCHIVED = "a-2b"
# A word longer than this may be broken anywhere, rather than leave the page.
LONGEST = 16
BREAK_HERE = "\u200b"

# Made by the service itself, and copied from the paper sign by sign.
OURS = {"number", "check", "claim"}


class LetterFailed(Exception):
    """The template could not be filled; without what stood in it."""


@cache
def _fonts() -> typst.Fonts:
    """Those in the package alone, so that a letter looks the same wherever it is made."""
    return typst.Fonts(include_system_fonts=False)


def printed(kind: str, facts: Mapping, *, at: datetime, format: str = "pdf") -> bytes:
    """The letter as PDF (or, to read its words, as "html"). The same facts and the same instant
    give the same bytes. A sign that no font of ours has is left as an empty box."""
    inputs = {"facts": json.dumps(_handed(facts), ensure_ascii=False)}
    how = {
        "root": str(FOLDER), "sys_inputs": inputs, "format": format,
        "timestamp": int(at.timestamp()), "font_paths": _fonts(),
    }  # fmt: skip
    path = str(Path(FOLDER) / f"{kind}.typ")
    if format == "pdf":
        try:
            return typst.compile(path, pdf_standards=[ARCHIVED], **how)
        except typst.TypstError:
            # The archive's standard forbids signs without a shape; the letter is needed all the
            # same.
            pass
    try:
        return typst.compile(path, **how)
    except typst.TypstError:
        # The compiler quotes the text that it stumbled over.
        raise LetterFailed(kind) from None


def _handed(facts: Mapping) -> dict:
    return {key: value if key in OURS else plain(value) for key, value in facts.items()}


def plain(value):
    """Without signs that turn or hide text, and with places where a very long word may break."""
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if not isinstance(value, str):
        return value
    kept = "".join(sign for sign in value if unicodedata.category(sign) not in {"Cc", "Cf", "Cs"})
    return " ".join(_breakable(word) for word in kept.split(" "))


def _breakable(word: str) -> str:
    if len(word) <= LONGEST:
        return word
    return BREAK_HERE.join(word[n : n + LONGEST] for n in range(0, len(word), LONGEST))


def together(papers: Sequence[bytes]) -> bytes:
    """Letters one after another, to be printed in one go: each page as it was kept. Not for the
    archive, which has each by itself."""
    writer, out = PdfWriter(), io.BytesIO()
    for paper in papers:
        writer.append(io.BytesIO(paper))
    writer.write(out)
    return out.getvalue()


def qr(address: str) -> str:
    """As SVG, with the quiet border that readers want."""
    out = io.BytesIO()
    segno.make_qr(address, error="m").save(out, kind="svg", border=4, xmldecl=False)
    return out.getvalue().decode()


def address_of(code: str) -> str:
    """Where anybody asks whether the letter is genuine."""
    return f"{settings.SITE_ADDRESS.rstrip('/')}/periksa/{code}/"
