"""A PDF, opened strictly and looked through: nothing in it may act, hide, or unfold without end.

Its bytes are kept as they came: the Dukcapil signs an akta electronically, and a PDF written anew
would lose the signature.
"""

import io
import re
import zipfile
import zlib

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from claims.inspection.faults import Refused

# Keys that make a reader act, carry another file, or replace the page by a form of its own.
ACTIVE_KEYS = frozenset({
    "/JavaScript", "/JS", "/AA", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/EF", "/XFA",
    "/RichMedia", "/RichMediaContent", "/Collection", "/OnInstantiate",
})  # fmt: skip
# What an action or an annotation may be called to do so.
ACTIVE_NAMES = frozenset({
    "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/Rendition",
    "/Movie", "/Sound", "/RichMedia", "/RichMediaExecute", "/FileAttachment", "/EmbeddedFile",
    "/3D",
})  # fmt: skip
# Where a link may not lead: to a program or a file of the reader's machine. Readers pass over
# blanks and breaks in an address.
BLANKS = re.compile(r"[\x00-\x20]+")
ELSEWHERE = re.compile(r"(?!(https?|mailto|tel):)[a-z][a-z0-9+.-]{0,40}:", re.IGNORECASE)
KINDS = ("/S", "/Subtype", "/Type")
MOST_OBJECTS = 100_000
# Of all streams once unfolded, in bytes: seven pages scanned in colour without loss at 200 dpi.
# Phones pack photos into a PDF as JPEG, which is not counted here.
MOST_UNFOLDED = 80_000_000
# Of one stream: a page in colour at 300 dpi without loss has 26 million.
MOST_OF_ONE = 40_000_000
MOST_POINTS = 100_000_000  # of one picture: a page of 600 dpi in black and white has 35 million
TURN = 1 << 20
FLATE = frozenset({"/FlateDecode", "/Fl"})
PACKED = FLATE | {"/LZWDecode", "/LZW"}
END = re.compile(rb"%%EOF[\r\n \t\0]*\Z")


def looked_through(body: bytes) -> None:
    """Raises Refused where it is damaged, encrypted, active, a bomb, or another file besides."""
    if not END.search(body[-1024:]) or zipfile.is_zipfile(io.BytesIO(body)):
        raise Refused("beside")
    try:
        with pikepdf.open(io.BytesIO(body), attempt_recovery=False, suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                raise Refused("encrypted")
            _look(pdf)
    except pikepdf.PasswordError:
        raise Refused("encrypted") from None
    except MemoryError:
        raise Refused("bomb") from None
    except Refused:
        raise
    except Exception:
        # qpdf's own errors, and what its bindings make of a file that is none.
        raise Refused("damaged") from None


def _look(pdf: pikepdf.Pdf) -> None:
    if len(pdf.objects) > MOST_OBJECTS:
        raise Refused("bomb")
    if "/Encrypt" in pdf.trailer:
        raise Refused("encrypted")
    if not isinstance(pdf.Root, Dictionary) or not len(pdf.pages):
        raise Refused("damaged")
    left = MOST_UNFOLDED
    _judge(pdf.trailer)
    for one in pdf.objects:
        _judge(one)
        if isinstance(one, Stream):
            left -= _unfolded(one, min(left, MOST_OF_ONE))


def _judge(top: Object) -> None:
    """Of one object, whatever lies directly in it; what it points to comes in its own turn."""
    waiting = [top]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Array):
            waiting.extend(part for part in one if _within(part))
        elif isinstance(one, Dictionary | Stream):
            # What it holds would be fetched from there. Elsewhere /F is a number of flags.
            if isinstance(one, Stream) and "/F" in one:
                raise Refused("active")
            for key, part in one.items():
                _judge_part(key, part)
                if _within(part):
                    waiting.append(part)


def _within(part: object) -> bool:
    return isinstance(part, Object) and not part.is_indirect


def _judge_part(key: str, part: object) -> None:
    if key in ACTIVE_KEYS:
        raise Refused("active")
    # LibreOffice writes where a reader shall begin, as a list: a place, not an action.
    if key == "/OpenAction" and not isinstance(part, Array | Name | pikepdf.String):
        raise Refused("active")
    if key in KINDS and isinstance(part, Name) and str(part) in ACTIVE_NAMES:
        raise Refused("active")
    # An action that reads on in another file; as a /Type it only ties the columns of an article.
    if key == "/S" and part == Name.Thread:
        raise Refused("active")
    # A catalog has a dictionary of that name.
    if key == "/URI" and isinstance(part, pikepdf.String):
        if ELSEWHERE.match(BLANKS.sub("", str(part))):
            raise Refused("active")


def _unfolded(one: Stream, most: int) -> int:
    """How many bytes it unfolds to; more than most: Refused. Packed twice is nobody's scan."""
    filters = _listed(one.get("/Filter"))
    if "/Crypt" in filters:
        raise Refused("encrypted")
    if len(filters) > 2 or len(filters) != len(set(filters)):
        raise Refused("bomb")
    if one.get("/Subtype") == Name.Image:
        points = int(one.get("/Width", 0)) * int(one.get("/Height", 0))
        if points > MOST_POINTS:
            raise Refused("bomb")
    if not PACKED & {*filters}:
        return 0  # a picture's own way of packing; it unfolds to its points
    if filters[0] not in FLATE:
        n = len(one.read_bytes())  # the child's memory is the limit
        if n > most:
            raise Refused("bomb")
        return n
    unpack, packed, n = zlib.decompressobj(), one.read_raw_bytes(), 0
    while packed:
        n += len(unpack.decompress(packed, TURN))
        packed = unpack.unconsumed_tail
        if n > most:
            raise Refused("bomb")
    return n


def _listed(filters: object) -> list[str]:
    if filters is None:
        return []
    return [str(one) for one in filters] if isinstance(filters, Array) else [str(filters)]
