"""What a person has been told, and how they want to hear of things."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override

from claims.access import LOOK
from claims.actions.preferring import prefer as keep_preference
from claims.forms.preferences import PreferenceForm
from claims.forms.queue import QueueForm
from claims.models import Notice
from claims.models.claim import REGENCY_READERS
from claims.notices import leads_to, text
from claims.views.doors import filled, signed_in
from claims.views.language import remember
from regencies.models import Role, Sender
from regencies.models.people import DISTRICT_ROLES, VILLAGE_ROLES

PER_PAGE = 30
# Not the auditor: their questions are about money, and the list of those names nobody either.
READERS = {*VILLAGE_ROLES, *DISTRICT_ROLES, *REGENCY_READERS} - {Role.AUDITOR}


@signed_in(methods=LOOK)
def inbox(request):
    rows = (
        Notice.objects.filter(person=request.user, channel=Notice.Channel.INBOX)
        .select_related("event", "claim__village")
        .order_by("-created_at", "-id")
    )
    page = Paginator(rows, PER_PAGE).get_page(QueueForm(request.GET).said()["page"])
    for notice in page:
        notice.sentence, notice.leads_to = text(notice), leads_to(notice)
        # Thirty sentences about one village: a name tells them apart, for those who read files.
        claim = notice.claim
        notice.name = claim.name if claim and request.actor.seat(READERS, claim) else ""
    return render(request, "public/inbox.html", {"page": page})


@signed_in()
def read(request):
    """Mark as read what stood on the page, or all of it."""
    if request.method != "POST":
        # Whoever had to sign in again on the way comes back by the address alone.
        return redirect("inbox")
    rows = Notice.objects.filter(person=request.user, channel=Notice.Channel.INBOX, read_at=None)
    one = request.POST.get("notice", "")
    if one.isdecimal() and len(one) < 18:
        rows = rows.filter(pk=one)
    rows.update(read_at=request.now)
    return redirect("inbox")


@signed_in()
def prefer(request):
    """The channel, the quiet hours and the language of whoever asks."""
    person = request.user
    codes = {seat.regency_id for seat in request.actor.seats}
    senders = Sender.objects.filter(Q(regency=None) | Q(regency__in=codes), active=True)
    initial = {name: getattr(person, name) for name in PreferenceForm.base_fields}
    form = PreferenceForm(filled(request), senders=senders, initial=initial)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "public/prefer.html", {"form": form}, status=status)
    kept = keep_preference(by=person, now=request.now, **form.cleaned_data)
    with override(kept.language):
        messages.success(request, _("We keep it so."))
    answer = redirect("inbox")
    remember(answer, kept.language)
    return answer
