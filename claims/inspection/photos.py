"""A photo, decoded within limits and written anew: whatever else its file held stays behind."""

import io
import warnings

from PIL import Image, ImageOps, JpegImagePlugin, MpoImagePlugin, PngImagePlugin  # noqa: F401

from claims.inspection.faults import Refused

MOST_POINTS = 25_000_000
# Where the photo does not say how it was made. Small print on a card stays readable down to 70.
QUALITY = 88
# PNG is packed quickly rather than tightly: a phone's screenshot takes a tenth of a second. A
# larger one is a photo, and would take seconds.
PACKED, LARGE = 3, 4_000_000


def warm() -> None:
    dot = Image.new("RGB", (8, 8))
    for kind in ("JPEG", "PNG"):
        written_anew(_saved(dot, kind), 10_000)


def written_anew(body: bytes, most: int) -> tuple[str, bytes]:
    """(content type, bytes) of the same photo, upright, without place, maker or anything behind
    its end. most: bytes; a large PNG becomes a JPEG. Raises Refused."""
    with warnings.catch_warnings():
        # Pillow warns where it should stop: of sizes, and of what contradicts itself.
        warnings.simplefilter("error")
        try:
            image = _opened(body)
            made = _jpeg(image) if image.format in {"JPEG", "MPO"} else _png(image, most)
        except Refused:
            raise
        except MemoryError:
            raise Refused("bomb") from None
        except Exception:
            # Pillow meets broken files with many kinds of errors; each means the same here.
            raise Refused("damaged") from None
    return made


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


def _jpeg(image: Image.Image) -> tuple[str, bytes]:
    """As fine as it came: with its own tables, once more costs it next to nothing."""
    how = {"quality": QUALITY}
    if image.mode in {"L", "RGB"} and (tables := getattr(image, "quantization", None)):
        how = {"qtables": tables}
        sampling = JpegImagePlugin.get_sampling(image)
        if image.mode == "RGB" and sampling >= 0:
            how["subsampling"] = sampling
    image = _upright(image)
    if image.mode not in {"L", "RGB"}:
        image = image.convert("RGB")
    # Else Pillow would write the old comment and profile again.
    image.info = {}
    try:
        return "image/jpeg", _saved(image, "JPEG", **how)
    except (ValueError, OverflowError, TypeError):
        return "image/jpeg", _saved(image, "JPEG", quality=QUALITY)


def _png(image: Image.Image, most: int) -> tuple[str, bytes]:
    image = _upright(image)
    if "transparency" in image.info or image.mode in {"P", "PA"}:
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    elif image.mode not in {"1", "L", "LA", "RGB", "RGBA"}:
        image = image.convert("RGB")
    image.info = {}
    width, height = image.size
    if width * height <= LARGE:
        made = _saved(image, "PNG", compress_level=PACKED)
        if len(made) <= most:
            return "image/png", made
    if image.mode in {"LA", "RGBA"}:
        paper = Image.new("RGB", image.size, "white")
        paper.paste(image, mask=image.getchannel("A"))
        image = paper
    return "image/jpeg", _saved(image.convert("RGB"), "JPEG", quality=QUALITY)


def _saved(image: Image.Image, kind: str, **how) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()
