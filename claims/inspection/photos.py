"""A photo, decoded within limits and written anew: whatever else its file held stays behind."""

import io
import warnings
from functools import cache

from PIL import Image, ImageFile, ImageOps, JpegImagePlugin, MpoImagePlugin, PngImagePlugin  # noqa: F401

from claims.inspection.faults import Refused

MOST_POINTS = 25_000_000
# Where the photo does not say how it was made. Small print on a card stays readable down to 70.
QUALITY = 88
# Between these a photo stays as fine as it came; above them nobody sees the difference.
QUALITIES = range(40, 96)


def warm() -> None:
    dot = Image.new("RGB", (8, 8))
    for kind in ("JPEG", "PNG"):
        written_anew(_saved(dot, kind))


def written_anew(body: bytes) -> bytes:
    """The same photo as a JPEG, upright, without place, maker or anything behind its end.
    Raises Refused.

    Of its bytes none comes through as it was sent: the tables are ours, and the points are
    written in the other order than they came in, by rows or by fineness. In the same order and
    with like tables, words put between them would come out word for word; in a PNG too, whose
    packing leaves alone what it cannot pack."""
    with warnings.catch_warnings():
        # Pillow warns where it should stop: of sizes, and of what contradicts itself.
        warnings.simplefilter("error")
        try:
            image = _opened(body)
            how = _as_it_was_made(image)
            image = _on_paper(_upright(image))
            # Else Pillow would write the old comment and profile again.
            image.info = {}
            # By fineness it is written in one piece, for which Pillow leaves too little room.
            ImageFile.MAXBLOCK = 65_536 + 3 * image.width * image.height
            return _saved(image, "JPEG", **how)
        except Refused:
            raise
        except MemoryError:
            raise Refused("bomb") from None
        except Exception:
            # Pillow meets broken files with many kinds of errors; each means the same here.
            raise Refused("damaged") from None


def _opened(body: bytes) -> Image.Image:
    try:
        image = Image.open(io.BytesIO(body), formats=("JPEG", "PNG"))
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise Refused("points") from None
    width, height = image.size
    if width * height > MOST_POINTS:
        raise Refused("points")
    image.load()
    return image


def _upright(image: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image)
    except Exception:
        # What a camera writes about itself is often wrong, and of no more use.
        return image


def _as_it_was_made(image: Image.Image) -> dict:
    """About as fine as it came, which once more costs next to nothing."""
    if image.format == "PNG":
        # Stamps and drawn letters keep their colours at full sharpness.
        return {"quality": QUALITY, "subsampling": 0, "progressive": True}
    how = {"quality": QUALITY, "progressive": "progressive" not in image.info}
    if image.mode in {"L", "RGB"} and (tables := getattr(image, "quantization", None)):
        how["quality"] = _nearest(tables)
        sampling = JpegImagePlugin.get_sampling(image)
        if image.mode == "RGB" and sampling >= 0:
            how["subsampling"] = sampling
    return how


def _on_paper(image: Image.Image) -> Image.Image:
    """In grey or in colours; what shines through lies on white."""
    if "transparency" in image.info or image.mode in {"LA", "PA", "RGBA"}:
        image = image.convert("RGBA")
        paper = Image.new("RGB", image.size, "white")
        paper.paste(image, mask=image.getchannel("A"))
        return paper
    if image.mode.startswith("I;16"):
        # Sixteen bits of grey: Pillow would cut them off instead of counting them down.
        return image.point(lambda grey: grey / 256).convert("L")
    return (
        image if image.mode in {"L", "RGB"} else image.convert("L" if image.mode == "1" else "RGB")
    )


def _nearest(tables: dict[int, list[int]]) -> int:
    """The quality whose own table for brightness is, in sum, nearest to the sender's."""
    coarse = sum(tables[min(tables)])
    return min(QUALITIES, key=lambda quality: abs(_coarseness()[quality] - coarse))


@cache
def _coarseness() -> dict[int, int]:
    dot, found = Image.new("L", (8, 8)), {}
    for quality in QUALITIES:
        with Image.open(io.BytesIO(_saved(dot, "JPEG", quality=quality))) as made:
            found[quality] = sum(made.quantization[0])
    return found


def _saved(image: Image.Image, kind: str, **how) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()
