"""Files that a stranger might send: fifty that were made to do harm, good ones to spoil, bombs."""

import contextlib
import io
import random
import struct
import zipfile
import zlib
from dataclasses import dataclass
from functools import cache

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image

from claims.inspection import asking

MARK = b"<script>alert('1602051203719901')</script>"
# Few enough to be taken for points of a photo.
SHORT = b"<svg onload=x()>"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


AS_IT_IS = {"compress_streams": False, "stream_decode_level": pikepdf.StreamDecodeLevel.none}


@dataclass(frozen=True)
class Made:
    """harm: what must not be in anything that the service hands out. A file whose harm is in its
    name alone may be kept, under another one."""

    name: str
    body: bytes
    harm: bytes = MARK


# Good ones -------------------------------------------------------------------------------------


def photo(size=(320, 240), kind="JPEG", **how) -> bytes:
    draw = random.Random(size[0])
    image = Image.frombytes("RGB", (32, 24), draw.randbytes(32 * 24 * 3)).resize(size)
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def pdf(change=None, **how) -> bytes:
    """One page, and whatever `change` does to it."""
    made = pikepdf.new()
    page = made.add_blank_page(page_size=(595, 842))
    page.Contents = made.make_stream(b"BT (Surat keterangan) Tj ET")
    if change:
        change(made, page)
    out = io.BytesIO()
    made.save(out, **how)
    return out.getvalue()


def signed(made, page) -> None:
    """As the Dukcapil sends an akta: a signature in a form field, links, and where to begin."""
    made.Root.AcroForm = Dictionary(SigFlags=3, Fields=Array([made.make_indirect(
        Dictionary(FT=Name.Sig, Type=Name.Annot, Subtype=Name.Widget, T="Tanda tangan",
                   V=Dictionary(Type=Name.Sig, Filter=Name("/Adobe.PPKLite"), Contents=b"\0" * 64))
    )]))  # fmt: skip
    made.Root.OpenAction = Array([page.obj, Name.Fit])
    # F: to be printed too.
    page.Annots = Array([
        Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], F=4,
                   A=Dictionary(S=Name.URI, URI=address))
        for address in ("https://tte.kominfo.go.id", "mailto:dukcapil@oki.go.id", "tel:112",
                        "www.kominfo.go.id")
    ])  # fmt: skip


# Harm ------------------------------------------------------------------------------------------


def zipped(body: bytes = MARK) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("a.html", body)
    return out.getvalue()


def _script(**more):
    return Dictionary(S=Name.JavaScript, JS="app.alert(1)", **more)


def _open_action(made, page):
    made.Root.OpenAction = _script()


def _hidden(made, page):
    made.Root.Extensions = Dictionary(S=Name("/JavaScriptXX"), Do="app.alert(1)")


def _names(made, page):
    tree = Dictionary(Names=Array([pikepdf.String("a"), made.make_indirect(_script())]))
    made.Root.Names = Dictionary(JavaScript=tree)


def _page_action(made, page):
    page.AA = Dictionary(O=_script())


def _root_action(made, page):
    made.Root.AA = Dictionary(WC=made.make_indirect(_script()))


def _annotated(action):
    def change(made, page):
        note = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=action)
        page.Annots = Array([made.make_indirect(note)])

    return change


def _embedded(made, page):
    made.attachments["a.html"] = MARK


def _attached(made, page):
    held = made.make_stream(MARK, Type=Name.EmbeddedFile)
    page.Annots = Array([Dictionary(
        Type=Name.Annot, Subtype=Name.FileAttachment, Rect=[0, 0, 9, 9],
        FS=Dictionary(Type=Name.Filespec, F="a.exe", EF=Dictionary(F=held)),
    )])  # fmt: skip


def _solid(made, page):
    """A body in space, with a program that runs once it is shown."""
    body = made.make_stream(
        b"U3D\0", Type=Name("/3D"), Subtype=Name.U3D,
        OnInstantiate=made.make_stream(b"app.alert(1)"),
    )  # fmt: skip
    page.Annots = Array([Dictionary({
        "/Type": Name.Annot, "/Subtype": Name("/3D"), "/Rect": [0, 0, 9, 9], "/3DD": body,
    })])  # fmt: skip


def _elsewhere(made, page):
    """A page whose words are fetched from an address of the sender's."""
    page.Contents = made.make_stream(b"", F=Dictionary(FS=Name.URL, F="http://x/lembar"))


def _form(made, page):
    made.Root.AcroForm = Dictionary(Fields=Array(), XFA=made.make_stream(b"<xdp/>"))


def _rich(made, page):
    page.Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.RichMedia, Rect=[0, 0, 9, 9])])


def _field(made, page):
    field = Dictionary(FT=Name.Tx, T="a", AA=Dictionary(K=_script()))
    made.Root.AcroForm = Dictionary(Fields=Array([made.make_indirect(field)]))


def _packed_twice(made, page):
    page.Contents = made.make_stream(b"")
    page.Contents.write(
        zlib.compress(_nothing(50)),
        filter=Array([Name.FlateDecode, Name.FlateDecode]),
    )  # fmt: skip


def _unfolding(made, page):
    page.Contents.write(_nothing(200), filter=Name.FlateDecode)


def _nothing(megabytes: int) -> bytes:
    packer, block = zlib.compressobj(9), bytes(1_000_000)
    return b"".join(packer.compress(block) for _ in range(megabytes)) + packer.flush()


def png_of(width: int, height: int) -> bytes:
    """All of one colour: as small as a file of so many points can be."""

    def part(kind: bytes, body: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + check

    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(b"\0" * (width + 1)) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", rows) + part(b"IEND", b"")


def _huge_jpeg() -> bytes:
    """A head that claims 65,500 by 65,500 points."""
    body = bytearray(photo())
    at = body.index(b"\xff\xc0")
    body[at + 5 : at + 9] = struct.pack(">HH", 65_500, 65_500)
    return bytes(body)


def _wrong_sum() -> bytes:
    body = bytearray(photo(kind="PNG"))
    body[-20] ^= 0xFF
    return bytes(body)


def _in_its_table() -> bytes:
    """A photo that decodes well: how coarsely each frequency was kept is the sender's to say."""
    body = bytearray(photo())
    at = body.index(b"\xff\xdb") + 5
    body[at : at + 64] = MARK.ljust(64, b"~")
    return bytes(body)


def _between_its_points(**how) -> bytes:
    """A photo that says the same words again when it is written anew as it was written before."""
    good = photo(**how)
    for at in range(len(good) // 2, len(good)):
        body = good[:at] + SHORT + good[at:]
        again = io.BytesIO()
        try:
            with Image.open(io.BytesIO(body)) as image:
                image.save(again, "JPEG", quality="keep", **how)
        except OSError:
            continue
        if SHORT in again.getvalue():
            return body
    raise AssertionError("nowhere do the words come out again")


def _points_of_words() -> bytes:
    """What no packer can pack is put into a PNG as it is."""
    draw, width = random.Random(1), 3 * 300
    while True:
        points = bytearray(draw.randbytes(width * 200))
        for at in range(30, len(points), 5 * width):
            points[at : at + len(MARK)] = MARK
        out = io.BytesIO()
        Image.frombytes("RGB", (300, 200), bytes(points)).save(out, "PNG", compress_level=3)
        if MARK in out.getvalue():
            return out.getvalue()


@contextlib.contextmanager
def every_place_taken():
    """Others' files are being looked through for as long as the block lasts."""
    for _ in range(asking.AT_ONCE):
        asking._places.acquire()
    try:
        yield
    finally:
        for _ in range(asking.AT_ONCE):
            asking._places.release()


@cache
def bombs() -> list[Made]:
    """What is small, and large once opened."""
    inner = zipped(b"\0" * 10_000_000)
    for _ in range(4):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
            for n in range(8):
                packed.writestr(f"{n}.zip", inner)
        inner = out.getvalue()
    return [
        Made("144 megapiksel.png", png_of(12_000, 12_000)),
        Made("zip dalam zip.pdf", inner),
        Made("pdf dua kali dikemas.pdf", pdf(_packed_twice, **AS_IT_IS)),
        Made("pdf mengembang.pdf", pdf(_unfolding)),
        Made("kepala palsu.jpg", _huge_jpeg()),
    ]


@cache
def crafted() -> list[Made]:
    jpeg, png, plain = photo(), photo(kind="PNG"), pdf()
    action = Dictionary
    commented = jpeg[:2] + b"\xff\xfe" + struct.pack(">H", len(MARK) + 2) + MARK + jpeg[2:]
    with_exif = photo(exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0" + MARK)
    made = [
        Made("halaman.pdf", b"<!doctype html>" + MARK),
        Made("halaman.jpg", b"<html>" + MARK),
        Made("gambar.png", b"<svg xmlns='http://www.w3.org/2000/svg'>" + MARK + b"</svg>"),
        Made("buka.pdf", pdf(_open_action), b"app.alert"),
        Made("nama.pdf", pdf(_names), b"app.alert"),
        Made("lembar.pdf", pdf(_page_action), b"app.alert"),
        Made("katalog.pdf", pdf(_root_action), b"app.alert"),
        Made("isian.pdf", pdf(_field), b"app.alert"),
        Made("luncur.pdf", pdf(_annotated(action(S=Name.Launch, F="cmd.exe"))), b"cmd.exe"),
        Made("kirim.pdf", pdf(_annotated(action(S=Name.SubmitForm, F="http://x"))), b"SubmitForm"),
        Made("pergi.pdf", pdf(_annotated(action(S=Name.GoToE, T=action(R=Name.C)))), b"GoToE"),
        Made("benda.pdf", pdf(_solid), b"OnInstantiate"),
        Made("bacaan.pdf", pdf(_annotated(action(S=Name.Thread, F="//x/a.pdf", D=0))), b"//x/a"),
        Made("luar.pdf", pdf(_elsewhere), b"http://x/"),
        Made(
            "tautan.pdf", pdf(_annotated(action(S=Name.URI, URI=" java\nscript:x()"))), b"script:x"
        ),
        Made("lampiran.pdf", pdf(_embedded), b"EmbeddedFile"),
        Made("peniti.pdf", pdf(_attached), b"EmbeddedFile"),
        Made("xfa.pdf", pdf(_form), b"/XFA"),
        Made("media.pdf", pdf(_rich), b"RichMedia"),
        Made("dalam.pdf", pdf(_open_action, object_stream_mode=pikepdf.ObjectStreamMode.generate)),
        Made("rata.pdf", pdf(_names, object_stream_mode=pikepdf.ObjectStreamMode.generate)),
        Made("sandi.pdf", pdf(encryption=pikepdf.Encryption(user="a", owner="b")), b"/Encrypt"),
        Made("pemilik.pdf", pdf(encryption=pikepdf.Encryption(user="", owner="b")), b"/Encrypt"),
        Made("heksa.pdf", pdf(_hidden).replace(b"/JavaScriptXX", b"/J#61vaScript"), b"app.alert"),
        Made("pdf+zip.pdf", plain + zipped()),
        Made("html+pdf.pdf", MARK + plain),
        Made("pdf+html.pdf", plain + MARK),
        Made("separuh.pdf", plain[: len(plain) // 2], b"%PDF-"),
        Made("jpeg+zip.jpg", jpeg + zipped()),
        Made("jpeg+html.jpg", jpeg + MARK),
        Made("png+html+zip.png", png + MARK + zipped()),
        Made("komentar.jpg", commented),
        Made("exif.jpg", with_exif),
        Made("tabel.jpg", _in_its_table()),
        Made("titik.jpg", _between_its_points(), SHORT),
        Made("titik berlapis.jpg", _between_its_points(progressive=True), SHORT),
        Made("titik.png", _points_of_words()),
        Made("gif.jpg", b"GIF89a/*" + MARK),
        Made("program.pdf", b"MZ\x90\0" + b"\0" * 60 + b"PE\0\0" + MARK),
        Made("elf.png", b"\x7fELF\x02\x01\x01" + MARK),
        Made("skrip.jpg", b"#!/bin/sh\n" + MARK),
        Made("eicar.pdf", EICAR, EICAR),
        Made("eicar.jpg", jpeg + EICAR, EICAR),
        Made("a.php.pdf", b"<?php system('id'); ?>" + MARK),
        Made("ktp\u202egpj.exe", b"MZ" + MARK),
        Made("....pdf", b"<b>" + MARK),
        Made("kosong.pdf", b"", b"\0never"),
        Made("palsu.docx.pdf", zipped()),
        Made("webp.jpg", photo(kind="WEBP"), b"WEBP"),
        Made("bmp.png", photo(kind="BMP"), photo(kind="BMP")[:14]),
        Made("jumlah salah.png", _wrong_sum(), b"\0never"),
        *bombs(),
    ]
    return [each for each in made if each.body or each.name == "kosong.pdf"]


def spoiled(n: int, seed: int) -> list[Made]:
    """Good files with bytes changed, cut, doubled or put in; the same seed, the same files."""
    draw = random.Random(seed)
    good = [photo(), photo((200, 300), "PNG"), pdf(), pdf(signed)]
    endings = ["jpg", "png", "pdf", "pdf"]
    found = []
    for number in range(n):
        which = draw.randrange(len(good))
        body = bytearray(good[which])
        for _ in range(draw.randint(1, 6)):
            at = draw.randrange(len(body))
            match draw.randrange(5):
                case 0:
                    body[at] = draw.randrange(256)
                case 1:
                    del body[at : at + draw.randint(1, 200)]
                case 2:
                    body[at:at] = draw.randbytes(draw.randint(1, 50))
                case 3:
                    body[at:at] = body[at : at + 100]
                case 4:
                    body[at:at] = draw.choice([MARK, zipped(), b"/JS (x)", b"\xff\xd9", b"%%EOF"])
            if not body:
                body = bytearray(b"\0")
        found.append(Made(f"rusak {number}.{endings[which]}", bytes(body)))
    return found
