"""What comes in with a form: how much of it each door takes, and where it lies meanwhile.

A view that expects files says so with `takes`; all others take none.
"""

import tempfile
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.urls import resolve

from claims.actions.keeping import room_or_refusal
from claims.actions.refusals import Refusal, TooLarge
from claims.views.edge import refused

PAPERS = "papers"
# Of one request with files, in bytes: a few papers at once, or a photo that is too large for the
# service and still gets its sentence beside the field.
BODY_MOST = 32_000_000
# What a form has beside its files.
AROUND = 1_000_000
# Kept in memory; what is larger lies in a file without a name, which a kill takes away too.
IN_MEMORY = 512 * 1024


def takes(most: int | str) -> Callable:
    """Of a view: how many bytes one file may have. PAPERS: as the setting says."""

    def mark(view):
        view.takes = most
        return view

    return mark


def most_of(request: HttpRequest) -> int:
    """Bytes of one file at this address."""
    if hasattr(request, "by_system"):
        return request.takes
    if not getattr(request, "user", None) or request.user.is_anonymous:
        return 0
    try:
        most = resolve(request.path_info).func.takes
    except (AttributeError, Http404):
        return 0
    return settings.PAPER_MAX_BYTES if most == PAPERS else most


class Capped(FileUploadHandler):
    """Writes no more than the door takes of one file, and counts the rest: its form then says how
    large it was, beside the field, with everything typed still there. A body that is too large
    altogether is refused before any of it is read."""

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        self.most = most_of(self.request)
        body = max(BODY_MOST, self.most + AROUND) if self.most else AROUND
        if content_length > body:
            raise TooLarge(content_length, body)

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.file = tempfile.SpooledTemporaryFile(IN_MEMORY, dir=settings.FILE_UPLOAD_TEMP_DIR)

    def receive_data_chunk(self, raw_data, start):
        if start + len(raw_data) <= self.most:
            with room_or_refusal():
                self.file.write(raw_data)
        elif start <= self.most:
            # Over its limit just now: what was written until here is of no use.
            self.file.close()
            self.file = tempfile.SpooledTemporaryFile(IN_MEMORY)

    def file_complete(self, file_size):
        self.file.seek(0)
        return UploadedFile(
            self.file, self.file_name, self.content_type, file_size, self.charset,
            self.content_type_extra,
        )  # fmt: skip


class Uploads:
    """Reads a form with files before any view does, so that a refusal of it is a page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        multipart = request.content_type == "multipart/form-data"
        # A system's token is asked for before anything of its call is read.
        if request.method == "POST" and multipart and not hasattr(request, "by_system"):
            try:
                request.POST  # noqa: B018
            except UnreadablePostError:
                # Whoever sent it is gone.
                return HttpResponse(status=400)
            except Refusal as refusal:
                if request.user.is_anonymous:
                    return redirect_to_login(request.get_full_path())
                return refused(request, refusal)
        return self.get_response(request)
