"""A file handed out by a view that thinks of nothing but the file."""

from io import BytesIO

from django.http import FileResponse, HttpResponse
from django.urls import include, path


def shown(request, kind):
    answer = HttpResponse(b"<script>1</script>", content_type=kind.replace("-", "/", 1))
    answer["Content-Disposition"] = 'inline; filename="a"'
    return answer


def sent(request):
    return FileResponse(BytesIO(b"a;b"), as_attachment=True, filename="a.csv")


urlpatterns = [
    path("bare/<kind>/", shown),
    path("bare/", sent),
    path("", include("config.urls")),
]
