"""The administrator's desk: the systems of other offices, what they may do, and their tokens."""

import uuid

from django.db.models import Count, Max, Q, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from claims.access import LOOK
from claims.actions import Incomplete
from claims.actions import systems as peers
from claims.forms.reference import ReasonForm
from claims.forms.systems import HookForm, NewSystemForm, SystemForm, TokenForm
from claims.views.changes_told import changes_of
from claims.views.doors import filled, perform, seats
from claims.views.headers import NOT_KEPT
from claims.views.reference import own
from claims.views.sessions import proven
from regencies.models import (
    Change,
    District,
    Role,
    Scope,
    System,
    SystemToken,
    Village,
    digest,
    plain,
)

HOURS = 50


@seats(Role.ADMINISTRATOR, methods=LOOK)
def systems(request):
    good = Q(tokens__revoked_at=None)
    rows = _own(request).annotate(
        n=Count("tokens", filter=good), used_at=Max("tokens__used_at")
    )  # fmt: skip
    rows = sorted(rows, key=lambda row: (row.ended_at is not None, row.name))
    for row in rows:
        row.in_use = row.in_force(request.now)
    context = {
        "rows": rows,
        "changes": changes_of(
            Change.objects.told_to(own(request)).filter(what=Change.What.SYSTEM)[:20]
        ),
    }
    return render(request, "reference/systems.html", context)


def _own(request):
    return System.objects.filter(regency__in=own(request)).select_related("regency")


def system_or_404(request, pk, **more) -> System:
    return get_object_or_404(_own(request).filter(**more), pk=pk)


@seats(Role.ADMINISTRATOR, methods=LOOK)
def system(request, pk):
    """One of them: where, what, its tokens, and what it has called of late."""
    row = system_or_404(request, pk)
    calls = row.calls.values("hour_at", "operation", "status").annotate(times=Sum("n"))
    context = {
        "row": row,
        "scopes": [Scope(one).label for one in row.scopes],
        "places": _named(row.places),
        "tokens": row.tokens.select_related("made_by", "revoked_by"),
        "calls": calls.order_by("-hour_at", "operation", "status")[:HOURS],
        "in_use": row.in_force(request.now),
    }
    return render(request, "reference/system.html", context)


def _named(codes) -> list[tuple[str, str]]:
    names = dict(District.objects.filter(code__in=codes).values_list("code", "name"))
    names |= dict(Village.objects.filter(code__in=codes).values_list("code", "name"))
    return [(code, names.get(code, "")) for code in codes]


@seats(Role.ADMINISTRATOR)
def add_system(request):
    today = timezone.localdate(request.now)
    form = NewSystemForm(filled(request), codes=own(request), today=today)

    def act(*, seen, **values):
        return peers.add_system(**values)

    return _page(request, form, act, "add_system",
                 _("The system is let in. It needs a token before it can call."))  # fmt: skip


@seats(Role.ADMINISTRATOR)
def correct_system(request, pk):
    row = system_or_404(request, pk, ended_at=None)
    said = ("name", "contact", "scopes", "from_on", "to_on")
    initial = {name: getattr(row, name) for name in said}
    initial |= {"places": "\n".join(row.places), "seen": digest(plain(row))}
    form = SystemForm(filled(request), regency=row.regency_id, initial=initial)

    def act(**values):
        return peers.correct_system(pk, **values)

    return _page(request, form, act, "correct_system", _("The system is corrected."), row)


@seats(Role.ADMINISTRATOR)
def end_system(request, pk):
    row = system_or_404(request, pk, ended_at=None)
    form = ReasonForm(filled(request), initial={"seen": digest(plain(row))})

    def act(**values):
        return peers.end_system(pk, **values)

    return _page(request, form, act, "end_system", _("It is let in no more."), row)


# What is shown once --------------------------------------------------------------------------


@seats(Role.ADMINISTRATOR)
@proven
def draw_token(request, pk):
    row = system_or_404(request, pk, ended_at=None)
    form = TokenForm(filled(request), initial={"key": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        try:
            drawn = peers.draw_token(pk, by=request.user, now=request.now, **form.cleaned_data)
            return _once(request, row, drawn.token, str(drawn.row))
        except Incomplete as refusal:
            for name, fault in refusal.faults.items():
                form.add_error(name, fault)
    context = {"row": row, "form": form, "back": _back(row)}
    status = 422 if request.method == "POST" else 200
    return render(request, "reference/draw_token.html", context, status=status)


@seats(Role.ADMINISTRATOR)
@proven
def revoke_token(request, pk, token):
    row = system_or_404(request, pk)
    drawn = get_object_or_404(SystemToken, pk=token, system=row, revoked_at=None)
    form = ReasonForm(filled(request))

    def act(*, seen, **values):
        return peers.revoke_token(token, **values)

    return _page(request, form, act, "revoke_token", _("The token opens nothing any more."), row,
                 drawn=drawn)  # fmt: skip


@sensitive_post_parameters("url")
@seats(Role.ADMINISTRATOR)
@proven
def set_hook(request, pk):
    row = system_or_404(request, pk, ended_at=None)
    initial = {"hears": row.hears, "seen": digest(plain(row))}
    form = HookForm(filled(request), system=row, initial=initial)
    secret: list[str] = []

    def act(**values):
        secret.append(peers.set_hook(pk, **values)[1])

    page = _page(request, form, act, "set_hook", _("The webhook is on record."), row)
    return _once(request, row, secret[0], "webhook") if secret and secret[0] else page


def _once(request, row: System, secret: str, which: str) -> HttpResponse:
    """Shown this once, as the answer to the button: no address leads to it."""
    context = {"row": row, "secret": secret, "which": which, "back": _back(row)}
    answer = render(request, "reference/shown_once.html", context)
    answer["Cache-Control"] = NOT_KEPT
    return answer


def _back(row: System | None) -> str:
    return reverse("reference:system", args=[row.pk]) if row else reverse("reference:systems")


def _page(request, form, act, page, said, row=None, **more):
    back = _back(row)
    return perform(
        request, form, act, f"reference/{page}.html", {"row": row, "back": back, **more},
        to=back, said=said,
    )  # fmt: skip
