"""What may be uploaded as a paper. The content is asked, never the name it came with."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from PIL import Image

# A phone's best photo has about 50 million points; a crafted one may claim billions.
MOST_POINTS = 80_000_000
# Of one paper: front and back, several pages, and a few taken again.
MOST_FILES = 12
# Of one piece, in bytes; the phone sends half of that.
PIECE_MAX = 256 * 1024
# Several phones keep a second picture inside a JPEG, which Pillow then calls MPO.
IMAGES = {"JPEG": "image/jpeg", "MPO": "image/jpeg", "PNG": "image/png"}


class PieceForm(forms.Form):
    """One piece of a photo that a phone sends. The first may be empty, to ask what is here."""

    upload = forms.UUIDField()
    paper = forms.CharField(max_length=40)
    name = forms.CharField(max_length=200, required=False)
    offset = forms.IntegerField(min_value=0)
    total = forms.IntegerField(min_value=0)
    piece = forms.FileField(required=False, allow_empty_file=True)

    def clean_total(self):
        """What can never be kept is refused before any of it is sent."""
        total = self.cleaned_data["total"]
        refuse_size(total, self.cleaned_data.get("name") or _("This file"))
        return total

    def clean_piece(self):
        piece = self.cleaned_data["piece"]
        if piece and piece.size > PIECE_MAX:
            raise ValidationError(_("This file is too large."))
        return piece


def refuse_size(size: int, name: str) -> None:
    """size in bytes."""
    if not size:
        raise ValidationError(_("%(name)s is empty.") % {"name": name})
    if size > settings.PAPER_MAX_BYTES:
        raise ValidationError(
            _("%(name)s is too large (%(size)s). At most %(most)s: take the photo again in a "
              "smaller size.")
            % {"name": name, "size": filesizeformat(size),
               "most": filesizeformat(settings.PAPER_MAX_BYTES)}
        )  # fmt: skip


def content_type(file: UploadedFile) -> str:
    """The type of an upload by its content. What can't be kept is refused in plain words."""
    refuse_size(file.size, file.name)
    head = file.read(1024)
    file.seek(0)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"%PDF-"):
        return "application/pdf"
    kind = _image_type(file)
    file.seek(0)
    if kind is None:
        raise ValidationError(
            _("%(name)s is no photo (JPEG or PNG) and no PDF, or it is damaged.")
            % {"name": file.name}
        )
    return kind


def _image_type(file: UploadedFile) -> str | None:
    try:
        image = Image.open(file, formats=("JPEG", "PNG"))
        width, height = image.size
        if width * height > MOST_POINTS:
            return None
        kind = IMAGES.get(image.format or "")
        image.verify()
    except Exception:
        # Pillow meets broken files with many kinds of errors; each means the same here.
        return None
    return kind
