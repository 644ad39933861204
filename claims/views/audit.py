"""The auditor's desk: where a family says that other money arrived than was paid, or none."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, Prefetch, Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import queues
from claims.access import LOOK
from claims.actions import Incomplete, receiving
from claims.forms.queue import QueueForm
from claims.forms.receiving import SettleQuestionForm
from claims.models import Question, Receipt
from claims.models.money import number_in_claim
from claims.views.doors import filled, seats, tabs_of
from regencies.models import Role

PER_PAGE = 40
TABS = {
    "open": (gettext_lazy("To be looked into"), "warn"),
    "settled": (gettext_lazy("Settled"), ""),
}
BUCKETS = {"open": Q(settled_at=None), "settled": Q(settled_at__isnull=False)}


def questions_of(actor):
    """Each with its claim and payout, the payout's place in the claim, and what the family said."""
    receipts = Prefetch("payment__receipts", Receipt.objects.order_by("nth"))
    return (
        Question.objects.visible_to(actor)
        .annotate(number=number_in_claim("payout__claim", "payout"))
        .select_related(
            "payout__claim__village", "payout__claim__district", "payout__programme", "settled_by",
            "payment",
        )
        .prefetch_related(receipts)
    )  # fmt: skip


@seats(Role.AUDITOR, methods=LOOK)
def questions(request):
    """Those open longest on top; then what was found."""
    said = QueueForm(request.GET).said()
    rows = questions_of(request.actor)
    show = said["show"] if said["show"] in BUCKETS else "open"
    counts = queues.counts(Question.objects.visible_to(request.actor), BUCKETS)
    order = F("opened_at").asc() if show == "open" else F("settled_at").desc()
    page = Paginator(rows.filter(BUCKETS[show]).order_by(order, "id"), PER_PAGE)
    context = {"page": page.get_page(said["page"]), "show": show, "tabs": tabs_of(TABS, counts)}
    return render(request, "audit/questions.html", context)


@seats(Role.AUDITOR)
def settle_question(request, code, number):
    """The last question about this payout; one that is settled can be read here."""
    rows = questions_of(request.actor).filter(payout__claim__code=code, number=number)
    question = rows.order_by("-id").first()
    if question is None:
        raise Http404
    form = SettleQuestionForm(filled(request), initial={"key": uuid.uuid4()})
    if form.is_valid():
        try:
            receiving.settle_question(
                question.pk, by=request.user, now=request.now, **form.cleaned_data
            )
        except Incomplete as refusal:
            form.add_error("finding", refusal.faults["finding"])
        else:
            messages.success(request, _("The question is settled. What was found is on record."))
            return redirect("audit:questions")
    status = 422 if form.errors else 200
    context = {"row": question, "form": form}
    return render(request, "audit/settle_question.html", context, status=status)
