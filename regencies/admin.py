"""Where the regency office keeps people, places and promises."""

from django.apps import apps
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from regencies import roster_admin  # noqa: F401 - participants and their cover
from regencies.models import (
    Appointment,
    CheckRule,
    DeadlineRule,
    District,
    Figure,
    Holiday,
    Paper,
    Person,
    Programme,
    Province,
    Regency,
    Village,
)
from regencies.sessions import end_sessions

# Factors, sessions and sign-ons are their owner's; here somebody could read or forge them.
for app in ("account", "mfa", "socialaccount", "usersessions"):
    admin.site.unregister(filter(admin.site.is_registered, apps.get_app_config(app).get_models()))


class PlaceAdmin(admin.ModelAdmin):
    """Places follow the decree and come from load_reference: nothing is added or deleted here."""

    list_display = ["code", "name", "active"]
    list_filter = ["active"]
    search_fields = ["code", "name"]
    readonly_fields = ["code", "name", "active"]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Province)
class ProvinceAdmin(PlaceAdmin):
    pass


@admin.register(Regency)
class RegencyAdmin(PlaceAdmin):
    list_display = ["code", "name", "province", "zone", "served", "active"]
    list_filter = ["served", "active", "province"]
    list_select_related = ["province"]
    readonly_fields = [*PlaceAdmin.readonly_fields, "province"]


@admin.register(District)
class DistrictAdmin(PlaceAdmin):
    list_display = ["code", "name", "also_named", "regency", "active"]
    list_filter = ["active", ("regency", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["regency"]
    search_fields = ["code", "name", "also_named"]
    readonly_fields = [*PlaceAdmin.readonly_fields, "regency"]


@admin.register(Village)
class VillageAdmin(PlaceAdmin):
    list_display = ["code", "name", "kind", "district", "active"]
    list_filter = ["active", "kind"]
    list_select_related = ["district"]
    readonly_fields = [*PlaceAdmin.readonly_fields, "district", "kind"]


class WindowAdmin(admin.ModelAdmin):
    """To look at. Every change asks for a reason, and is made at the desk that keeps it."""

    desk = ""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        where = format_html(
            '{} <a href="{}">{}</a>',
            _("These are kept on the pages of the desk “Rules and calendar”, each change with a "
              "reason."),
            reverse(self.desk),
            _("Open these pages"),
        )  # fmt: skip
        return super().changelist_view(request, {"subtitle": where} | (extra_context or {}))


@admin.register(Holiday)
class HolidayAdmin(WindowAdmin):
    desk = "reference:holidays"
    list_display = ["day", "name", "kind", "regency", "confidence"]
    list_filter = ["kind", "confidence", ("regency", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["regency"]
    date_hierarchy = "day"
    search_fields = ["name"]


@admin.register(Programme)
class ProgrammeAdmin(admin.ModelAdmin):
    list_display = ["code", "name", "regency", "decided_by", "active", "confidence"]
    list_filter = ["decided_by", "active", "confidence"]
    list_select_related = ["regency"]
    search_fields = ["code", "name"]
    autocomplete_fields = ["regency"]

    def get_readonly_fields(self, request, obj=None):
        # The code is what rules and claims know the programme by.
        return ["code"] if obj else []


@admin.register(Figure)
class FigureAdmin(WindowAdmin):
    desk = "reference:figures"
    list_display = ["key", "regency", "from_on", "value", "unit", "confidence", "source"]
    list_filter = ["confidence", "unit", ("regency", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["regency"]
    search_fields = ["key", "source"]


@admin.register(DeadlineRule)
class DeadlineRuleAdmin(WindowAdmin):
    desk = "reference:deadlines"
    list_display = ["stage", "regency", "programme", "from_on", "days", "unit", "confidence"]
    list_filter = [
        "stage",
        "unit",
        "confidence",
        ("regency", admin.RelatedOnlyFieldListFilter),
        "programme",
    ]
    list_select_related = ["regency", "programme"]


@admin.register(CheckRule)
class CheckRuleAdmin(WindowAdmin):
    desk = "reference:checks"
    list_display = ["key", "regency", "from_on", "blocks", "confidence", "source"]
    list_filter = ["blocks", "confidence", ("regency", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["regency"]
    search_fields = ["key", "source"]


@admin.register(Paper)
class PaperAdmin(admin.ModelAdmin):
    list_display = ["programme", "order", "name", "required", "asked_if", "original", "confidence"]
    list_display_links = ["name"]
    list_filter = ["programme", "required", "original", "confidence"]
    list_select_related = ["programme"]
    search_fields = ["key", "name"]


class PersonCreationForm(AdminUserCreationForm):
    class Meta(AdminUserCreationForm.Meta):
        model = Person
        fields = ["username", "name", "email"]


@admin.register(Person)
class PersonAdmin(UserAdmin):
    """A person is switched off, never deleted: decisions bear their name."""

    add_form = PersonCreationForm
    list_display = ["username", "name", "email", "is_active", "is_staff"]
    search_fields = ["username", "name", "email", "phone"]
    ordering = ["username"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Person"), {"fields": ["name", "email", "phone", "language"]}),
        (
            _("How they hear of things"),
            {"fields": ["channel", "sender", "chat", "quiet_from", "quiet_to"]},
        ),
        (
            _("Rights in these pages"),
            {"fields": ["is_active", "is_staff", "is_superuser", "groups", "user_permissions"]},
        ),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (
            None,
            {"fields": ["username", "name", "email", "usable_password", "password1", "password2"]},
        )
    ]

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        """Who is switched off is out, and not in again by the old cookie when switched on."""
        super().save_model(request, obj, form, change)
        if not obj.is_active:
            end_sessions(obj)


@admin.register(Appointment)
class AppointmentAdmin(admin.ModelAdmin):
    """An appointment ends by its last day, never by being deleted."""

    list_display = [
        "person",
        "role",
        "regency",
        "district",
        "village",
        "from_on",
        "to_on",
        "acting",
    ]
    list_filter = ["role", "acting", ("regency", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["person", "regency", "district", "village"]
    search_fields = ["person__username", "person__name", "decree", "village__name"]
    autocomplete_fields = ["person", "regency", "district", "village", "acts_for"]

    def has_delete_permission(self, request, obj=None):
        return False
