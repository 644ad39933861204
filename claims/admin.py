"""Windows on what happened: the administrator looks, and nobody changes anything here."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from claims.models import Claim, Deadline, Event, Notice, Payout, SweepRun
from claims.models.family import AUDITED_MOVES
from regencies.models import Role


class Window(admin.ModelAdmin):
    """Read-only, for who holds an administrator's appointment today, and within its regency.
    Moves are made at the desks, by the people whose they are."""

    # Where a row's regency is found; empty for what belongs to none.
    regency = "claim__regency"

    list_per_page = 50
    # A count over a million events makes every page slow.
    show_full_result_count = False
    actions = None

    def has_module_permission(self, request):
        return Role.ADMINISTRATOR in request.actor.roles()

    def has_view_permission(self, request, obj=None):
        return self.has_module_permission(request)

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

    def get_fields(self, request, obj=None):
        """Sealed numbers print as their masks; their blind indexes say nothing to a person."""
        return [
            field.name for field in self.model._meta.fields
            if field.name != "id" and not field.name.endswith("_index")
        ]  # fmt: skip

    get_readonly_fields = get_fields


@admin.register(Claim)
class ClaimAdmin(Window):
    regency = "regency"
    list_display = ["code", "state", "kind", "village", "district", "submitted_at", "moved_at"]
    list_filter = ["state", "kind", ("regency", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["village", "district"]
    search_fields = ["code"]
    search_help_text = _("By code.")


@admin.register(Payout)
class PayoutAdmin(Window):
    list_display = ["claim", "programme", "state", "amount", "estimate", "paid_amount", "paid_on"]
    list_filter = ["state", "estimate", "programme"]
    list_select_related = ["claim", "programme"]
    search_fields = ["claim__code", "reference"]


@admin.register(Deadline)
class DeadlineAdmin(Window):
    """Those set aside are the ones that the sweep could not do: somebody must look."""

    list_display = ["claim", "stage", "due_on", "paused_at", "stopped_at", "set_aside_at"]
    list_filter = [
        "stage",
        ("stopped_at", admin.EmptyFieldListFilter),
        ("set_aside_at", admin.EmptyFieldListFilter),
    ]
    list_select_related = ["claim"]
    search_fields = ["claim__code"]


@admin.register(Event)
class EventAdmin(Window):
    list_display = ["at", "claim", "move", "from_state", "to_state", "by", "acts_for"]
    list_filter = ["move"]
    list_select_related = ["claim", "by", "acts_for"]
    search_fields = ["claim__code"]
    ordering = ["-id"]

    def get_queryset(self, request):
        return super().get_queryset(request).exclude(move__in=AUDITED_MOVES)


@admin.register(Notice)
class NoticeAdmin(Window):
    list_display = ["created_at", "claim", "kind", "person", "channel", "sent_at", "error"]
    list_filter = ["channel", "kind", ("given_up_at", admin.EmptyFieldListFilter)]
    list_select_related = ["claim", "person"]
    search_fields = ["claim__code"]
    ordering = ["-id"]

    def get_queryset(self, request):
        return super().get_queryset(request).exclude(kind__in=AUDITED_MOVES)


@admin.register(SweepRun)
class SweepRunAdmin(Window):
    regency = ""
    list_display = ["started_at", "finished_at", "counts"]
    ordering = ["-id"]
