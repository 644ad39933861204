"""Papers for the demo: a grey page that says what it would be, and that it is none."""

import functools
import io

from PIL import Image, ImageDraw, ImageFont

from regencies.models import Paper

SIZE = (620, 877)  # A4 upright
PAPER, INK, FAINT = 233, 60, 200


@functools.cache
def names() -> dict[str, str]:
    return dict(Paper.objects.values_list("key", "name"))


@functools.cache
def jpeg(key: str) -> bytes:
    """Drawn once for each kind of paper."""
    page = Image.new("L", SIZE, PAPER)
    pen = ImageDraw.Draw(page)
    big, small = ImageFont.load_default(30), ImageFont.load_default(18)
    pen.rectangle((30, 30, SIZE[0] - 30, SIZE[1] - 30), outline=FAINT, width=3)
    pen.text((60, 70), "CONTOH / demo", font=big, fill=INK)
    for row, line in enumerate(_wrapped(names().get(key, key), 34)):
        pen.text((60, 130 + 36 * row), line, font=big, fill=INK)
    for row in range(18):
        y = 270 + 28 * row
        pen.line((60, y, 560 - 37 * (row * 7 % 5), y), fill=FAINT, width=6)
    pen.text((60, 810), "Bukan surat asli. Semua nama dan nomor rekaan.", font=small, fill=INK)
    written = io.BytesIO()
    page.save(written, "JPEG", quality=50, optimize=True)
    return written.getvalue()


def _wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines[:3]
