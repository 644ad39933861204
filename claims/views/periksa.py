"""Is this letter genuine? For anybody with the paper in hand, without a login."""

from django.shortcuts import redirect, render

from claims.access import BOTH, anybody
from claims.actions.throttle import LETTERS, take
from claims.forms.letters import CodeForm
from claims.models import Letter
from claims.rules.slips import grouped, secret_typed
from claims.views.doors import filled
from claims.views.headers import NOT_KEPT
from claims.whence import client_address


@anybody(BOTH)
def ask(request):
    """The code typed in: the answer has an address of its own, as behind the QR."""
    form = CodeForm(filled(request))
    if form.is_valid():
        return redirect("periksa", form.cleaned_data["code"])
    status = 422 if form.is_bound else 200
    return _quiet(render(request, "public/periksa.html", {"form": form}, status=status))


@anybody()
def answer(request, code):
    """Genuine or withdrawn, number, day, office, and nothing else; an unknown code has the same
    page. The same two questions whatever was asked; who tries codes for long is held up."""
    take(LETTERS, client_address(request), now=request.now)
    rows = Letter.objects.filter(code=grouped(secret_typed(code))).values(
        "number", "issued_on", "office_name", "withdrawn_at"
    )
    context = {"form": CodeForm(), "asked": True, "letter": rows.first()}
    return _quiet(render(request, "public/periksa.html", context))


def _quiet(response):
    """Kept by no cache, listed by no search engine."""
    response["Cache-Control"] = NOT_KEPT
    response["X-Robots-Tag"] = "noindex"
    return response
