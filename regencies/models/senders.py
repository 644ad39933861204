"""How short messages leave: an address of a gateway for WhatsApp, Telegram, SMS or another."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from .places import Regency
from .sealed import SealedField, index_field

PHONE, CHAT = "{phone}", "{chat}"


class SenderQuerySet(models.QuerySet):
    def for_families(self, codes) -> dict[str, "Sender"]:
        """The one that tells families, by regency; its own goes before the whole country's."""
        rows = self.filter(
            models.Q(regency=None) | models.Q(regency__in=codes), active=True, for_family=True
        ).order_by()
        found = {row.regency_id: row for row in rows}
        chosen = {code: found.get(code) or found.get(None) for code in codes}
        return {code: row for code, row in chosen.items() if row}


class Sender(models.Model):
    """An address as Apprise reads it, with a place for the number that a message goes to.

    It holds the gateway's token, so it is sealed, and nobody is shown more than its scheme. A
    sender is ended, never deleted: what it sent stays on record.
    """

    class Kind(models.TextChoices):
        WHATSAPP = "whatsapp", "WhatsApp"
        TELEGRAM = "telegram", "Telegram"
        SMS = "sms", "SMS"
        OTHER = "other", _("another")

    regency = models.ForeignKey(
        Regency, models.PROTECT, null=True, blank=True, related_name="senders",
        verbose_name=_("regency"), help_text=_("Empty: the whole country."),
    )  # fmt: skip
    name = models.CharField(
        _("name"),
        max_length=40,
        validators=[
            RegexValidator(r"\A[a-z][a-z0-9_-]*\Z", _("Small letters, digits and - or _ only."))
        ],
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    url = SealedField(_("address"), purpose="sender")
    # Says that the address was changed, and nothing of it.
    url_index = index_field()
    active = models.BooleanField(_("in use"), default=True)
    for_family = models.BooleanField(_("tells the families"), default=False)

    objects = SenderQuerySet.as_manager()

    class Meta:
        verbose_name = _("sender of messages")
        verbose_name_plural = _("senders of messages")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                name="sender_once_by_name", fields=["regency", "name"], nulls_distinct=False
            ),
            models.UniqueConstraint(
                name="sender_one_for_families",
                fields=["regency"],
                condition=models.Q(active=True, for_family=True),
                nulls_distinct=False,
                violation_error_message=_(
                    "Another sender tells the families here already: end that one first."
                ),
            ),
            models.CheckConstraint(
                name="sender_kind_known",
                condition=models.Q(kind__in=["whatsapp", "telegram", "sms", "other"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.name})"

    @property
    def scheme(self) -> str:
        """What may be shown of the address."""
        return self.url.reveal().partition("://")[0]

    def reaches(self, *, phone: str, chat: str = "") -> bool:
        """Whether what the address asks for is known."""
        return self.active and bool(chat if CHAT in self.url.reveal() else phone)
