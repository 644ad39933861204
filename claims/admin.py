"""Windows on what happened: the administrator looks, and nobody changes anything here."""

from collections.abc import Mapping

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from claims.admin_columns import WindowForm, column, sieve, sieve_by_presence
from claims.models import Claim, Deadline, Event, Notice, Payout, SweepRun
from claims.models.choices import BANKS
from claims.models.family import AUDITED_MOVES
from claims.models.words import (
    EVENT_WORDS,
    KIND_WORDS,
    PAYOUT_LABELS,
    STAGE_WORDS,
    STATE_LABELS,
)
from regencies.models import Role

# What the audit alone may know is no choice here.
TOLD_WORDS = {move: words for move, words in EVENT_WORDS.items() if move not in AUDITED_MOVES}


class Window(admin.ModelAdmin):
    """Read-only, for who holds an administrator's appointment today, and within its regency.
    Moves are made at the desks, by the people whose they are."""

    # Beside being staff.
    roles = (Role.ADMINISTRATOR,)
    # Where a row's regency is found; empty for what belongs to none.
    regency = "claim__regency"
    # The fields of its list, and what the codes in some of its fields mean.
    columns: tuple[str, ...] = ()
    words: Mapping[str, Mapping] = {}
    form = WindowForm

    list_per_page = 50
    # A count over a million events makes every page slow.
    show_full_result_count = False
    actions = None

    def has_module_permission(self, request):
        return bool(request.actor.roles() & set(self.roles))

    def has_view_permission(self, request, obj=None):
        return self.has_module_permission(request)

    def history_view(self, request, object_id, extra_context=None):
        """Refused before it is looked for, as every other page."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        if not self.regency:
            return rows
        seats = [seat for seat in request.actor.seats if seat.role == Role.ADMINISTRATOR]
        return rows.filter(**{f"{self.regency}__in": [seat.regency_id for seat in seats]})

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_list_display(self, request):
        return [column(self.model, name, self.words.get(name)) for name in self.columns]

    def get_fields(self, request, obj=None):
        """Sealed numbers print as their masks; their blind indexes say nothing to a person."""
        names = [
            field.name for field in self.model._meta.fields
            if field.name != "id" and not field.name.endswith("_index")
        ]  # fmt: skip
        return [
            column(self.model, name, self.words[name]) if name in self.words else name
            for name in names
        ]

    get_readonly_fields = get_fields


@admin.register(Claim)
class ClaimAdmin(Window):
    regency = "regency"
    columns = ("code", "state", "kind", "village", "district", "submitted_at", "moved_at")
    words = {"state": STATE_LABELS, "kind": KIND_WORDS, "asked_by": STAGE_WORDS}
    list_filter = [sieve("state", STATE_LABELS), sieve("kind", KIND_WORDS)]
    list_select_related = ["village", "district"]
    search_fields = ["code"]
    search_help_text = _("By code.")


@admin.register(Payout)
class PayoutAdmin(Window):
    columns = ("claim", "programme", "state", "amount", "estimate", "paid_amount", "paid_on")
    words = {"state": PAYOUT_LABELS, "bank": BANKS}
    list_filter = [sieve("state", PAYOUT_LABELS)]
    list_select_related = ["claim", "programme"]
    search_fields = ["claim__code", "reference"]


@admin.register(Deadline)
class DeadlineAdmin(Window):
    """Those set aside are the ones that the sweep could not do: somebody must look."""

    columns = ("claim", "stage", "due_on", "paused_at", "stopped_at", "set_aside_at")
    words = {"stage": STAGE_WORDS}
    list_filter = [
        sieve("stage", STAGE_WORDS),
        sieve_by_presence("stopped_at"),
        sieve_by_presence("set_aside_at"),
    ]
    list_select_related = ["claim"]
    search_fields = ["claim__code"]


@admin.register(Event)
class EventAdmin(Window):
    columns = ("at", "claim", "move", "from_state", "to_state", "by", "acts_for")
    words = {
        "move": EVENT_WORDS,
        "from_state": STATE_LABELS | PAYOUT_LABELS,
        "to_state": STATE_LABELS | PAYOUT_LABELS,
    }
    list_filter = [sieve("move", TOLD_WORDS)]
    list_select_related = ["claim", "by", "acts_for"]
    search_fields = ["claim__code"]
    ordering = ["-id"]

    def get_queryset(self, request):
        return super().get_queryset(request).exclude(move__in=AUDITED_MOVES)


@admin.register(Notice)
class NoticeAdmin(Window):
    columns = ("created_at", "claim", "kind", "person", "channel", "sent_at", "error")
    words = {"kind": EVENT_WORDS}
    list_filter = [
        sieve("channel", dict(Notice.Channel.choices)),
        sieve("kind", TOLD_WORDS),
        sieve_by_presence("given_up_at"),
    ]
    list_select_related = ["claim", "person"]
    search_fields = ["claim__code"]
    ordering = ["-id"]

    def get_queryset(self, request):
        return super().get_queryset(request).exclude(kind__in=AUDITED_MOVES)


@admin.register(SweepRun)
class SweepRunAdmin(Window):
    regency = ""
    columns = ("started_at", "finished_at", "counts")
    ordering = ["-id"]
