"""The administrator's desk: which checks keep a programme from being granted."""

from itertools import groupby

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from claims import actions
from claims.access import LOOK
from claims.forms.reference import CheckRuleForm, NewCheckRuleForm
from claims.models.check_words import CHECK_WORDS
from claims.rules.checks import KEYS
from claims.views.changes_told import changes_of
from claims.views.doors import filled, perform, seats
from claims.views.reference import own
from claims.views.reference_figures import in_force, today, visible
from regencies.models import Change, CheckRule, Role, digest, plain


@seats(Role.ADMINISTRATOR, methods=LOOK)
def checks(request):
    """Every check with its dated rules, in the order of the reviewer's page."""
    day = today(request)
    rows = sorted(
        visible(request, CheckRule).select_related("regency"),
        key=lambda row: (_place(row.key), row.key, row.regency_id or "", row.from_on),
    )
    for _key, group in groupby(rows, lambda row: (row.key, row.regency_id)):
        if found := in_force(list(group), day):
            found.holds = True
    rows_of_change = Change.objects.told_to(own(request)).filter(what=Change.What.CHECK)
    changes = changes_of(rows_of_change[:20])
    return render(request, "reference/checks.html", {"rows": rows, "changes": changes})


def _place(key: str) -> int:
    return KEYS.index(key) if key in KEYS else len(KEYS)


@seats(Role.ADMINISTRATOR)
def add_check(request):
    """From a day on a failing check blocks, or no longer does."""
    form = NewCheckRuleForm(filled(request), codes=own(request), initial={"confidence": "L"})

    def act(*, seen, **values):
        return actions.add_row(CheckRule, **values)

    return _page(request, form, act, "add_check", _("The new rule is on record."))


@seats(Role.ADMINISTRATOR)
def correct_check(request, pk):
    row = get_object_or_404(visible(request, CheckRule), pk=pk)
    initial = {name: getattr(row, name) for name in ("source", "confidence")}
    initial |= {"blocks": row.blocks, "seen": digest(plain(row))}
    form = CheckRuleForm(filled(request), initial=initial)

    def act(**values):
        return actions.correct_row(CheckRule, pk, **values)

    name = CHECK_WORDS.get(row.key, row.key)
    return _page(request, form, act, "correct_check", _("The row is corrected."), name)


def _page(request, form, act, page, said, name=""):
    back = reverse("reference:checks")
    return perform(
        request, form, act, f"reference/{page}.html", {"name": name, "back": back},
        to=back, said=said,
    )  # fmt: skip
