"""What the village still owes, first of all; then what is under way and what has ended."""

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.shortcuts import render
from django.utils import timezone

from claims.actions.expiring import kept_for
from claims.actions.filing import faults
from claims.forms.queue import TwoQueuesForm
from claims.models import Claim, Deadline, Death, Document, Event, Notice, Objection, Payout
from claims.rules.accidents import months_passed
from claims.rules.states import State
from claims.views.paper_groups import names_of
from claims.views.schooling import schools_owed
from claims.views.story import payouts_with_clocks, running_clocks
from claims.views.village_door import TITLES, own_villages, village_looks
from regencies.models import Actor

ENDED = (State.SETTLED, State.REJECTED, State.WITHDRAWN)
# What a family must hear from the village, because it may object or has objected.
TO_TELL = ("reject", "uphold", "dismiss")
# On a phone and a weak line: two lists, and what is owed above them.
PER_PAGE = 10


@village_looks
def home(request):
    """Every count on the page is the length of the list below it."""
    rows = (
        Claim.objects.filter(village__in=own_villages(request))
        .select_related("village")
        .prefetch_related(running_clocks())
        .order_by("-moved_at", "-id")
    )
    objected = Objection.objects.open().filter(claim=OuterRef("pk"))
    ended = Q(state__in=ENDED) & ~Q(Exists(objected))
    elsewhere = [State.SENT_BACK, State.DRAFT, State.REPORTED]
    under_way = rows.exclude(ended | Q(state__in=elsewhere))
    overdue = Deadline.objects.overdue(request.now).filter(claim=OuterRef("pk"), payout=None)
    late = Exists(overdue)
    owed = {
        "returned": returned(rows),
        "to_tell": to_tell(rows, request.actor),
        "reported": waiting_for_stage_two(rows, request.now),
        "drafts": drafts(rows.filter(state=State.DRAFT), request.now),
        "late": list(under_way.filter(late)),
    }
    with_money = Prefetch("payouts", payouts_with_clocks(Payout.objects.all()), to_attr="money")

    asked = TwoQueuesForm(request.GET).said()

    def page(found, name):
        return Paginator(found, PER_PAGE).get_page(asked[name])

    return render(
        request,
        "village/home.html",
        {
            **owed,
            "owed": {name: len(found) for name, found in owed.items() if found},
            "under_way": page(under_way.exclude(late).prefetch_related(with_money), "under_way"),
            "ended": page(rows.filter(ended), "ended"),
            "schools": schools_owed(own_villages(request)),
            "unfiled": Death.objects.unfiled().visible_to(request.actor).count(),
            "several": len(set(own_villages(request))) > 1,
        },
    )


def returned(rows) -> list[Claim]:
    """What a desk sent back, the first to be answered first, each with the papers that are asked
    for and have not come since."""
    returns = Event.objects.filter(move="send_back").order_by("-id")
    kept = Document.objects.filter(removed_at=None)
    found = list(
        rows.filter(state=State.SENT_BACK).prefetch_related(
            Prefetch("events", returns, to_attr="returns"),
            Prefetch("documents", kept, to_attr="files"),
        )
    )
    for row in found:
        # A claim that was loaded from elsewhere may have no event of its own.
        said = row.returns[0].data if row.returns else {}
        sent = {file.paper for file in row.files if file.pk > said.get("last_file", 0)}
        row.asked_for = [key for key, *_ in said.get("papers", ()) if key not in sent]
    names = names_of({key for row in found for key in row.asked_for})
    for row in found:
        row.asked_for = [names.get(key, key) for key in row.asked_for]
    return sorted(found, key=lambda row: row.clocks[0].due_at if row.clocks else row.moved_at)


def to_tell(rows, actor: Actor) -> list[Claim]:
    """Decisions that this person has not yet opened in the inbox: the family waits to hear."""
    unread = Notice.objects.filter(
        claim=OuterRef("pk"), person=actor.person, channel=Notice.Channel.INBOX,
        kind__in=TO_TELL, read_at=None,
    )  # fmt: skip
    return list(rows.filter(Exists(unread)))


def waiting_for_stage_two(rows, now) -> list[Claim]:
    """Reported accidents, the oldest first, each with the months since and what is missing."""
    found = unfinished(rows.filter(state=State.REPORTED).order_by("reported_at", "id"))
    today = timezone.localtime(now).date()
    for row in found:
        row.months = months_passed(timezone.localtime(row.reported_at).date(), today)
    return found


def drafts(rows, now) -> list[Claim]:
    """Each with what is missing, and until when it is kept if nobody goes on."""
    found = unfinished(rows.select_related("village", "regency"))
    zones = {row.regency_id: row.regency.zone for row in found}
    kept = {code: kept_for(code, now, zone) for code, zone in zones.items()}
    for row in found:
        long = kept[row.regency_id]
        row.kept_until = row.moved_at + long if long else None
    return found


def unfinished(rows) -> list[Claim]:
    """Each with the pages that are not complete yet, in `missing`."""
    found = list(rows.prefetch_related("programmes", "facts", "documents"))
    for row in found:
        wrong = faults(row)
        row.missing = [
            {"key": key, "title": TITLES[key], "fault": wrong[key]}
            for key in TITLES
            if key in wrong
        ]
    return found
