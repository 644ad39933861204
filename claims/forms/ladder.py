"""Fields of a limit: the days on which it warns, and who is told when it has passed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from regencies.models import Role

HOLDER = "holder"
TOLD_WORDS = {HOLDER: _("the verifier who has the file")} | {
    role.value: role.label for role in Role
}
MOST_DAYS = 365


class DaysField(forms.CharField):
    """ "3 1 0", as whole numbers, falling."""

    def clean(self, value):
        parts = super().clean(value).replace(",", " ").split()
        days = {_days(part) for part in parts}
        if None in days:
            raise forms.ValidationError(_("Whole numbers of days, such as 3 1 0."))
        return sorted(days, reverse=True)

    def prepare_value(self, value):
        return " ".join(map(str, value)) if isinstance(value, list) else value


class LadderField(forms.CharField):
    """One step on a line, by the titles that people have: "1: Camat, Kepala dinas"."""

    widget = forms.Textarea

    def clean(self, value):
        steps = {}
        for line in super().clean(value).splitlines():
            if not line.strip():
                continue
            written, _colon, told = line.partition(":")
            days = _days(written.strip())
            names = [part.strip() for part in told.replace("+", ",").split(",") if part.strip()]
            if days is None or not names:
                raise forms.ValidationError(_("Each line like “1: Camat, OPD head”."))
            if days in steps:
                raise forms.ValidationError(_("A day stands here twice."))
            steps[days] = [_role(name) for name in names]
        return [{"after_days": days, "to": steps[days]} for days in sorted(steps)]

    def prepare_value(self, value):
        if not isinstance(value, list):
            return value
        return "\n".join(f"{step['after_days']}: {_titles(step['to'])}" for step in value)


def _days(written: str) -> int | None:
    """None: not a number of days. Python itself refuses to read thousands of digits."""
    short = written.isdecimal() and len(written) <= len(str(MOST_DAYS))
    return int(written) if short and int(written) <= MOST_DAYS else None


def _titles(roles: list[str]) -> str:
    return ", ".join(str(TOLD_WORDS[role]) for role in roles)


def _role(name: str) -> str:
    """Who is meant by a title in the language of the page, or by the code on record."""
    known = {str(title).casefold(): role for role, title in TOLD_WORDS.items()}
    role = known.get(name.casefold()) or (name if name in TOLD_WORDS else "")
    if not role:
        raise forms.ValidationError(
            _("“%(role)s” is nobody here. Known: %(known)s."),
            params={"role": name, "known": _titles(list(TOLD_WORDS))},
        )
    return role
