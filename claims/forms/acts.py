"""What every verb's form carries."""

from django import forms


class ActForm(forms.Form):
    """Unseen in every verb's form: the click's own key, and the page's version."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


def chosen(words: dict, empty) -> list[tuple]:
    """A select's choices, with an empty first line that asks."""
    return [("", empty), *words.items()]
