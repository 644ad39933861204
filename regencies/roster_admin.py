"""Where the regency office looks at its roster, and mends it between two lists."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from regencies.models import Category, Coverage, Participant


class CoverageInline(admin.TabularInline):
    """A period that was never paid is mended, not deleted: awards may rest on it."""

    model = Coverage
    fields = ["from_on", "to_on", "payer", "agreement", "programme", "months"]
    extra = 0

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Participant)
class ParticipantAdmin(admin.ModelAdmin):
    """People come from the office's list (import_roster), with numbers that stay sealed here."""

    list_display = ["name", "nik", "regency", "village", "category", "segment", "decile"]
    list_filter = ["category", "segment", ("regency", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["regency", "village", "category"]
    search_fields = ["name", "kpj"]
    # No NIK: a search stands in the address, and addresses in logs.
    search_help_text = _("A name or a KPJ.")
    # Counting a hundred thousand people for each page takes longer than showing one.
    show_full_result_count = False
    autocomplete_fields = ["village"]
    readonly_fields = ["regency", "nik", "kk", "created_at", "updated_at"]
    fieldsets = [
        (None, {"fields": ["name", "nik", "kk", "born_on", "sex", "regency", "village"]}),
        (_("Membership"), {"fields": ["category", "segment", "base", "kpj"]}),
        (_("Decile"), {"fields": ["decile", "decile_source", "decile_as_of_on"]}),
        (_("Dates"), {"fields": ["created_at", "updated_at"]}),
    ]
    inlines = [CoverageInline]

    def save_model(self, request, obj, form, change):
        obj.updated_at = timezone.now()
        super().save_model(request, obj, form, change)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin):
    """What kinds of participants there are, and how lists of offices write them."""

    list_display = ["name", "code", "segment", "spellings"]

    def get_readonly_fields(self, request, obj=None):
        return ["code"] if obj else []

    def has_delete_permission(self, request, obj=None):
        return False
