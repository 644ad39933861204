"""Where somebody wanted to go before they had to sign in or prove who they are."""

from django import forms


class OnwardForm(forms.Form):
    """What stands in an address as next; whether it leads anywhere of ours is asked behind it."""

    next = forms.CharField(required=False, max_length=4_000)

    def said(self) -> str:
        """Empty where nothing fitting was said."""
        self.is_valid()
        return self.cleaned_data.get("next", "")
