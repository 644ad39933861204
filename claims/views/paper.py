"""An uploaded paper, to those who may see its claim and to nobody else."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404

from claims.views.doors import claim_or_404

ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}
# Whatever hides in an upload: no script, no style from elsewhere, nothing fetched. A sandbox
# would keep Chromium's own PDF viewer from opening, and such a file holds no page of ours.
QUIET = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"


@login_required
def paper(request, code, token):
    claim = claim_or_404(request, code)
    document = get_object_or_404(claim.documents.filter(removed_at=None), token=token)
    try:
        body = document.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    name = f"{claim.code}-{document.paper}.{ENDINGS[document.content_type]}"
    response = FileResponse(body, filename=name, content_type=document.content_type)
    image = document.content_type.startswith("image/")
    response["Content-Security-Policy"] = f"sandbox; {QUIET}" if image else QUIET
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response
