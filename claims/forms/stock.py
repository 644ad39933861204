"""Sentences that Django's own forms say. They stand here so that the catalog has our words for
them: Django's Indonesian ones are stiff, and some are wrong."""

from django.utils.translation import gettext_lazy as _

STOCK = (
    _("This field is required."),
    _("Enter a whole number."),
    _("Enter a number."),
    _("Ensure this value is less than or equal to %(limit_value)s."),
    _("Ensure this value is greater than or equal to %(limit_value)s."),
    _("Select a valid choice. %(value)s is not one of the available choices."),
    _("Select a valid choice. That choice is not one of the available choices."),
)
