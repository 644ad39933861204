"""The administrator's desk: by what short messages leave."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from claims.access import LOOK, PRESS
from claims.actions import senders as gateways
from claims.forms.reference import ReasonForm
from claims.forms.senders import CorrectSenderForm, NewSenderForm
from claims.models import Post
from claims.posts import ways
from claims.views.changes_told import changes_of
from claims.views.doors import filled, perform, seats
from claims.views.reference import own
from claims.views.reference_figures import visible
from claims.views.sessions import proven
from regencies.models import Change, Role, Sender, digest, plain


@seats(Role.ADMINISTRATOR, methods=LOOK)
def senders(request):
    """Every sender with how it does, and whether anybody tells the families."""
    rows = list(visible(request, Sender).select_related("regency"))
    posts = {post.sender_id: post for post in Post.objects.exclude(sender=None)}
    for row in rows:
        row.post = posts.get(row.pk)
    families = Sender.objects.for_families(own(request))
    context = {
        "rows": rows,
        "untold": not own(request) <= families.keys(),
        "changes": changes_of(
            Change.objects.told_to(own(request)).filter(what=Change.What.SENDER)[:20]
        ),
    }
    return render(request, "reference/senders.html", context)


@sensitive_post_parameters("url")
@seats(Role.ADMINISTRATOR)
@proven
def add_sender(request):
    form = NewSenderForm(filled(request), codes=own(request))

    def act(*, seen, **values):
        return gateways.add_sender(**values)

    return _page(request, form, act, "add_sender", _("The sender is on record. Try it out."))


@sensitive_post_parameters("url")
@seats(Role.ADMINISTRATOR)
@proven
def correct_sender(request, pk):
    row = sender_or_404(request, pk)
    initial = {"kind": row.kind, "for_family": row.for_family, "seen": digest(plain(row))}
    form = CorrectSenderForm(filled(request), sender=row, initial=initial)

    def act(**values):
        return gateways.correct_sender(pk, **values)

    return _page(request, form, act, "correct_sender", _("The sender is corrected."), row)


@seats(Role.ADMINISTRATOR)
@proven
def end_sender(request, pk):
    row = sender_or_404(request, pk)
    form = ReasonForm(filled(request), initial={"seen": digest(plain(row))})

    def act(**values):
        return gateways.end_sender(pk, **values)

    return _page(request, form, act, "end_sender", _("It carries nothing more."), row)


@seats(Role.ADMINISTRATOR, methods=PRESS)
def try_sender(request, pk):
    """A test message to whoever presses the button."""
    error = ways.try_out(sender_or_404(request, pk), request.user, _("Santunan: a test message."))
    if error:
        said = _("The test message did not leave (%(error)s). Your own number stands under “How "
                 "you hear of things”.")  # fmt: skip
        messages.error(request, said % {"error": error})
    else:
        messages.success(request, _("The gateway has taken the test message to you."))
    return redirect("reference:senders")


def sender_or_404(request, pk) -> Sender:
    return get_object_or_404(visible(request, Sender).filter(active=True), pk=pk)


def _page(request, form, act, page, said, row=None):
    back = reverse("reference:senders")
    return perform(
        request, form, act, f"reference/{page}.html", {"row": row, "back": back},
        to=back, said=said,
    )  # fmt: skip
