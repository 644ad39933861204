"""Notes of the office on a claim."""

from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _

from claims import actions
from claims.forms.noting import InsideNoteForm
from claims.models import Claim, Note
from claims.views.desks import PANEL_ROLES
from claims.views.doors import claim_or_404, filled, fresh, perform, seats


@seats(*PANEL_ROLES)
def note(request, code):
    found = claim_or_404(request, code)
    form = InsideNoteForm(filled(request), initial=fresh(found))
    if request.method != "POST" or not form.is_valid():
        actions.allow_note(found, by=request.user, now=request.now)
    return perform(
        request, form, partial(actions.note, found.pk), "panel/note.html",
        {"claim": found, "colleagues": actions.colleagues(found, request.now)},
        to=reverse("panel:claim", args=[code]) + "#notes", said=_("The note is kept."),
    )  # fmt: skip


def notes_of(claim: Claim, now) -> dict:
    """The notes, the last one first, and an empty form for the next."""
    rows = Note.objects.filter(claim=claim).select_related("event__by", "event__acts_for")
    return {
        "notes": list(rows.order_by("-id")),
        "note_form": InsideNoteForm(initial=fresh(claim), auto_id="note-%s"),
        "colleagues": actions.colleagues(claim, now),
    }
