"""An uploaded paper, to those who may see its claim and to nobody else."""

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404

from claims.access import LOOK
from claims.actions.looking import look_at_paper
from claims.views.doors import claim_or_404, signed_in

ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}


@signed_in(methods=LOOK)
def paper(request, code, token):
    """Shown where it stands: on the desk beside the file, and not in a folder of downloads. One
    that waits for its verdict looks like one that does not exist. Each opening is on record, for a
    scan shows whole numbers."""
    claim = claim_or_404(request, code)
    document = get_object_or_404(claim.documents.readable(), token=token)
    if not document.file:
        raise Http404  # destroyed with the data of its claim
    try:
        body = document.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    look_at_paper(claim, document, actor=request.actor, now=request.now)
    name = f"{claim.code}-{document.paper}.{ENDINGS[document.content_type]}"
    return FileResponse(body, filename=name, content_type=document.content_type)
