"""What may be uploaded as a paper. The content is asked, never the name it came with."""

from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.inspection import asking
from claims.inspection.faults import Refused

# By the codes of inspection. name: of the file, as it came.
WORDS = {
    "type": gettext_lazy(
        "%(name)s is no photo (JPEG or PNG) and no PDF. Photograph the paper and send the photo."
    ),
    "damaged": gettext_lazy(
        "%(name)s is no photo (JPEG or PNG) and no PDF, or it is damaged. Take the photo again, or "
        "print the PDF as a new one."
    ),
    "points": gettext_lazy(
        "%(name)s has more than 25 megapixels. Set the phone's camera to a smaller size and take "
        "the photo again."
    ),
    "active": gettext_lazy(
        "%(name)s holds a program, a form or another file, and is not taken in. Photograph the "
        "paper, or print the PDF as a new one."
    ),
    "encrypted": gettext_lazy(
        "%(name)s is locked with a password, so nobody here could read it. Send it without one, or "
        "photograph the paper."
    ),
    "bomb": gettext_lazy(
        "%(name)s would take too much room once opened. Photograph the paper, page by page."
    ),
    "beside": gettext_lazy(
        "%(name)s holds something besides the PDF, or its end is missing. Photograph the paper, or "
        "print the PDF as a new one."
    ),
    "heavy": gettext_lazy(
        "%(name)s could not be looked through. Photograph the paper in a smaller size and try "
        "again."
    ),
}
# Of one paper: front and back, several pages, and a few taken again.
MOST_FILES = 12
# Of one piece, in bytes; the phone sends half of that.
PIECE_MAX = 256 * 1024


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


@dataclass(frozen=True)
class Paper:
    """What is kept of an upload: a photo was written anew, a PDF is as it came."""

    file: File
    content_type: str


def looked_at(file: File) -> Paper:
    """What an upload is, by its content. What can't be kept is refused in plain words."""
    refuse_size(file.size, file.name)
    try:
        seen = asking.looked_at(file.read(), settings.PAPER_MAX_BYTES)
    except Refused as why:
        code = why.args[0]
        raise ValidationError(WORDS[code] % {"name": file.name}, code=code) from None
    return Paper(ContentFile(seen.body), seen.content_type)
