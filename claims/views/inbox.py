"""What a person has been told."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponseNotAllowed
from django.shortcuts import redirect, render

from claims.models import Notice
from claims.notices import text

PER_PAGE = 30


@login_required
def inbox(request):
    rows = (
        Notice.objects.filter(person=request.user, channel=Notice.Channel.INBOX)
        .select_related("event", "claim__village")
        .order_by("-created_at", "-id")
    )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    for notice in page:
        notice.sentence = text(notice)
    return render(request, "public/inbox.html", {"page": page})


@login_required
def read(request):
    """Mark as read what stood on the page, or all of it."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    rows = Notice.objects.filter(person=request.user, channel=Notice.Channel.INBOX, read_at=None)
    one = request.POST.get("notice", "")
    if one.isdecimal() and len(one) < 18:
        rows = rows.filter(pk=one)
    rows.update(read_at=request.now)
    return redirect("inbox")
