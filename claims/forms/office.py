"""The forms of the camat and the office. Cleaned data is what the action takes."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from claims.actions import Ruling
from claims.forms.acts import ActForm, chosen
from claims.models.words import LATENESS_REASONS, REFUSAL_REASONS, RETURN_REASONS
from claims.rules.states import Verdict

TEXT = {"rows": 3}


class NoteForm(ActForm):
    """A word to the file, if there is one to say."""

    note = forms.CharField(
        label=_("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs=TEXT)
    )


class EndorseForm(NoteForm):
    """With papers missing the action asks for the note."""

    def __init__(self, *args, missing=(), **kwargs):
        super().__init__(*args, **kwargs)
        if missing:
            self.fields["note"].label = _("Why the file may go on without these papers")
            self.fields["note"].help_text = _("For instance: the akta is being made.")
            # The action asks for it, so the page must not call it optional.
            self.fields["note"].wanted = True


class SendBackForm(ActForm):
    reason = forms.ChoiceField(
        label=_("What is wrong"), choices=chosen(RETURN_REASONS, _("Choose a reason"))
    )
    note = forms.CharField(
        label=_("What the village should do"),
        help_text=_("The village reads these words. Name the paper or the field."),
        max_length=2000,
        widget=forms.Textarea(attrs=TEXT),
    )


class OverruleForm(ActForm):
    note = forms.CharField(
        label=_("Why this does not matter here"),
        help_text=_("Whoever decides reads these words, and they stay on record under your name."),
        max_length=2000,
        widget=forms.Textarea(attrs=TEXT),
    )


class RecheckForm(ActForm):
    note = forms.CharField(
        label=_("What is to be checked again"), max_length=2000, widget=forms.Textarea(attrs=TEXT)
    )


def add_lateness(form: forms.Form) -> None:
    """Why this decision comes after its last day: asked only where it does."""
    form.fields["late_reason"] = forms.ChoiceField(
        label=_("Why this comes late"), choices=chosen(LATENESS_REASONS, _("Choose a reason"))
    )
    form.fields["late_note"] = forms.CharField(
        label=_("In your own words"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class ExtendForm(ActForm):
    note = forms.CharField(
        label=_("Why more time is needed"),
        help_text=_("The village and the family may read these words."),
        max_length=2000,
        widget=forms.Textarea(attrs=TEXT),
    )

    def __init__(self, *args, most: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["days"] = forms.IntegerField(
            label=_("Days"), min_value=1, max_value=most or None,
            help_text=_("At most %(n)s.") % {"n": most},
        )  # fmt: skip
        self.order_fields(["days"])


class DecisionForm(NoteForm):
    """Approve: for each programme grant or refuse, a reason for refusing, a note. The verdict's
    field is named after the programme, so that the action's fault lands beside it."""

    verdicts = chosen(
        {
            Verdict.GRANTED.value: pgettext_lazy("act", "Grant"),
            Verdict.REFUSED.value: pgettext_lazy("act", "Refuse"),
        },
        "",
    )[1:]

    def __init__(self, *args, programmes, late: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if late:
            add_lateness(self)
        self.programmes = list(programmes)
        for row in self.programmes:
            self.add_verdict(row)
            self.fields[f"{row.programme_id}_note"] = forms.CharField(
                label=_("Note on this programme"), required=False, max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )  # fmt: skip
        last = ("note", "late_reason", "late_note")
        self.order_fields([name for name in self.fields if name not in last])

    def add_verdict(self, row):
        self.fields[row.programme_id] = forms.ChoiceField(
            label=row.programme.name, choices=self.verdicts, widget=forms.RadioSelect,
            error_messages={"required": _("Grant it or refuse it.")},
        )  # fmt: skip
        self.fields[f"{row.programme_id}_reason"] = forms.ChoiceField(
            label=_("Reason, if refused"),
            choices=chosen(REFUSAL_REASONS, _("Choose a reason")),
            required=False,
        )
        # Not optional where the programme is refused: the action asks for it.
        self.fields[f"{row.programme_id}_reason"].wanted = True

    def ask_for_words(self, doubts: Mapping[str, str]) -> None:
        """doubts: programme to why granting it takes a note."""
        for code, why in doubts.items():
            self.fields[f"{code}_note"].help_text = why
            self.fields[f"{code}_note"].wanted = True

    def ruling(self, code: str) -> Ruling:
        said = self.cleaned_data
        return Ruling(said[code], said[f"{code}_reason"], said[f"{code}_note"])

    def clean(self):
        said = super().clean()
        if self.errors:
            return said
        return {
            "key": said["key"],
            "version": said["version"],
            "note": said["note"],
            "late_reason": said.get("late_reason", ""),
            "late_note": said.get("late_note", ""),
            "rulings": {row.programme_id: self.ruling(row.programme_id) for row in self.programmes},
        }


class RejectForm(DecisionForm):
    """Every programme is refused: the field named after it is the reason."""

    def add_verdict(self, row):
        self.fields[row.programme_id] = forms.ChoiceField(
            label=_("Reason for refusing"),
            choices=chosen(REFUSAL_REASONS, _("Choose a reason")),
        )

    def ruling(self, code: str) -> Ruling:
        said = self.cleaned_data
        return Ruling(Verdict.REFUSED.value, said[code], said[f"{code}_note"])
