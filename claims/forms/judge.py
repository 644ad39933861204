"""What a reviewer says of each paper. Cleaned data is what the action takes."""

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.forms.acts import ActForm
from claims.models.paper_words import JUDGED_WORDS
from claims.rules.papers import Judged


class JudgeForm(ActForm):
    """One row of answers and a note for each paper, named after it, so that the action's fault
    lands beside it. Each field carries what it showed: an answer that a colleague gave
    meanwhile to another paper is left alone."""

    def __init__(self, *args, groups, **kwargs):
        super().__init__(*args, **kwargs)
        self.groups = list(groups)
        for group in self.groups:
            said = group.verdict
            self.fields[group.key] = forms.ChoiceField(
                label=group.name,
                choices=self._answers(group),
                required=False,
                initial=said.verdict if said else "",
                widget=forms.RadioSelect,
                show_hidden_initial=True,
            )
            self.fields[group.key].wanted = True
            self.fields[f"{group.key}_note"] = forms.CharField(
                label=_("Note"),
                required=False,
                max_length=500,
                initial=said.note if said else "",
                show_hidden_initial=True,
            )

    @staticmethod
    def _answers(group):
        words = dict(JUDGED_WORDS)
        if not group.documents:
            words[Judged.ACCEPTED] = _("original seen")
            del words[Judged.UNREADABLE]
        return [("", _("not yet judged")), *words.items()]

    def rows(self):
        """For the page: each paper with its two fields."""
        for group in self.groups:
            yield {
                "group": group,
                "verdict": self[group.key],
                "note": self[f"{group.key}_note"],
                "open": bool({group.key, f"{group.key}_note"} & set(self.errors)),
            }

    def clean(self):
        said = super().clean()
        if self.errors:
            return said
        changed = set(self.changed_data)
        return {
            "key": said["key"],
            "version": said["version"],
            "verdicts": {
                group.key: (said[group.key], said[f"{group.key}_note"])
                for group in self.groups
                if {group.key, f"{group.key}_note"} & changed
            },
        }
