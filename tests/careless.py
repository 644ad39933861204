"""How uploads are taken in where nobody thought of harm: the positive control of the tests of
papers. A file field, the ending of its name looked at, Django's own storage and handlers, and the
file handed out as it came."""

from django import forms
from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.core.validators import FileExtensionValidator
from django.http import FileResponse, HttpResponse
from django.urls import include, path

from claims.models import Claim, Document

DJANGOS_OWN = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]


class CarelessForm(forms.Form):
    file = forms.FileField(
        max_length=255, validators=[FileExtensionValidator(["pdf", "jpg", "jpeg", "png"])]
    )


def take_in(request, code):
    form = CarelessForm(request.POST, request.FILES)
    if not form.is_valid():
        return HttpResponse(status=422)
    file = form.cleaned_data["file"]
    name = FileSystemStorage(settings.MEDIA_ROOT).save(f"careless/{file.name}", file)
    Document.objects.create(
        claim=Claim.objects.get(code=code), paper="pendukung",
        token=f"{Document.objects.count():032}",
        file=name, content_type="application/pdf", size=file.size, sha256="0" * 64,
        uploaded_by=request.user, uploaded_at=request.now, verdict="passed",
        verdict_at=request.now,
    )  # fmt: skip
    return HttpResponse(status=201)


def hand_out(request, token):
    file = Document.objects.get(token=token).file
    return FileResponse(FileSystemStorage(settings.MEDIA_ROOT).open(file.name))


urlpatterns = [
    path("careless/<code>/", take_in),
    path("careless/file/<token>/", hand_out),
    path("", include("config.urls")),
]
