"""Forms of batches, budgets and the bank's answer. Cleaned data is what the action takes."""

from pathlib import Path

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from claims.actions.bank_files import FORMATS
from claims.banking.incoming import Answer, answer_of
from claims.forms.brought import BroughtForm, list_file
from claims.forms.money import TEXT
from claims.forms.numbers import RupiahField
from claims.models.money_words import ANSWER_FILE_WORDS
from regencies.roster.files import BadFile

SALT = "claims.bank_answer"


class KeyForm(forms.Form):
    """key: the click's own, so that a second one does nothing anew."""

    key = forms.UUIDField(widget=forms.HiddenInput)


class OrderForm(KeyForm):
    """A batch of one."""

    purpose = forms.CharField(
        label=_("Purpose"),
        help_text=_("What the bank writes beside the transfer; our reference comes behind it."),
        max_length=60,
    )
    overtaking = forms.CharField(
        label=_("Why before others"),
        help_text=_(
            "Only where somebody higher on the waiting list is passed over though the money would "
            "reach them."
        ),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs=TEXT),
    )


class PrepareForm(OrderForm):
    """The payouts that were ticked."""

    payouts = forms.TypedMultipleChoiceField(
        coerce=int, label=_("Payouts"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, rows, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["payouts"].choices = [(row.pk, row.payee_name) for row in rows]


class DissolveForm(KeyForm):
    note = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs=TEXT))


class TakeForm(KeyForm):
    format = forms.ChoiceField(
        label=_("Form of the file"), choices=[(name, name.upper()) for name in FORMATS]
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The file shows open account numbers. Each taking stays on record."),
        max_length=2000,
        widget=forms.Textarea(attrs=TEXT),
    )


MORE, LESS = "more", "less"


class BudgetForm(KeyForm):
    purse = forms.ChoiceField(label=_("Programme"))
    year = forms.IntegerField(label=_("Budget year"), min_value=2020, max_value=2100)
    direction = forms.ChoiceField(
        label=_("What changes"),
        choices=[(MORE, _("the ceiling rises")), (LESS, _("the ceiling falls"))],
    )
    amount = RupiahField(label=_("By (Rp)"), min_value=1)
    document = forms.CharField(
        label=_("Document"), help_text=_("The number of the DPA or of its change (DPPA)."),
        max_length=80,
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs=TEXT))

    def __init__(self, *args, purses, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["purse"].choices = [(one.key, one.label) for one in purses]

    def signed(self) -> int:
        amount = self.cleaned_data["amount"]
        return amount if self.cleaned_data["direction"] == MORE else -amount


class AnswerForm(BroughtForm):
    """What its page carries back is signed: the checksum on record is that of the file which was
    brought."""

    file = list_file(
        _("File of the bank (XLSX or CSV)"),
        _(
            "One transfer in a row. Columns: Referensi (ours), Status (berhasil, gagal, retur), "
            "Tanggal, Jumlah; if need be Referensi Bank and Alasan."
        ),
    )
    words = ANSWER_FILE_WORDS
    choose = _("Choose the file with the bank's answer.")

    def read(self, path: Path, name: str) -> Answer:
        return answer_of(path, name)

    def again(self, kept: str) -> Answer:
        try:
            return Answer.again(signing.loads(kept, salt=SALT, max_age=86_400))
        except signing.BadSignature:
            raise BadFile("unreadable") from None

    def carried(self) -> str:
        return signing.dumps(self.table.plain(), salt=SALT, compress=True)
