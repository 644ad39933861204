"""The administrator's desk: passwords taken back, and second factors that were lost."""

from functools import partial

from allauth.mfa.models import Authenticator
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from claims.access import LOOK
from claims.actions import accounts as keys
from claims.forms.leave import FindForm
from claims.forms.queue import QueueForm
from claims.forms.reference import ReasonForm
from claims.views.doors import filled, perform, seats
from claims.views.reference import own
from claims.views.sessions import proven
from regencies.models import Appointment, Role

PER_PAGE = 40


def _kept(request):
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=keys.FACTORS)
    return keys.kept_by(request.user, request.now).annotate(factor=Exists(factors))


@seats(Role.ADMINISTRATOR, methods=LOOK)
def accounts(request):
    """Everybody appointed in one's regencies, found by name."""
    find = FindForm(request.GET)
    words = find.said()
    rows = _kept(request)
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(username__icontains=words))
    seated = Appointment.objects.filter(regency__in=own(request)).order_by("-from_on")
    rows = rows.prefetch_related(
        Prefetch("appointments", seated.select_related("regency", "district", "village"))
    )
    page = Paginator(rows.order_by("name", "pk"), PER_PAGE)
    context = {
        "page": page.get_page(QueueForm(request.GET).said()["page"]), "find": find, "words": words,
    }  # fmt: skip
    return render(request, "reference/accounts.html", context)


@seats(Role.ADMINISTRATOR)
@proven
def renew(request, pk):
    said = _("The password opens nothing any more. Send a link or print a slip.")
    return _taken_away(request, pk, keys.renew, "renew", said, to="reference:people")


@seats(Role.ADMINISTRATOR)
@proven
def reset_factor(request, pk):
    said = _("The second factor is gone. They set up another when they sign in.")
    return _taken_away(request, pk, keys.reset_factor, "reset_factor", said)


def _taken_away(request, pk, act, verb, said, to="reference:accounts"):
    person = get_object_or_404(_kept(request), pk=pk)

    def done(*, seen, **values):
        return act(pk, **values)

    return perform(
        request, ReasonForm(filled(request)), partial(done), f"reference/{verb}.html",
        {"person": person, "back": reverse("reference:accounts")}, to=reverse(to), said=said,
    )  # fmt: skip
