"""Uploading papers: several at once, the good ones kept, each refused one told why."""

from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from claims import actions
from claims.actions.filing import EDITABLE, faults
from claims.forms.papers import MOST_FILES, content_type
from claims.models import Claim
from claims.views.paper_groups import Group, Groups, papers_of
from claims.views.village_door import own_claim, pages_of, village_only
from claims.views.village_pages import onward

# Whatever belongs to no paper of the list.
BESIDE = "pendukung"
# New files may be sent from these pages too.
BACK = {"claim": "village:claim", "answer": "village:answer"}


@village_only
def papers(request, code):
    claim = own_claim(request, code)
    if claim.state not in EDITABLE:
        return redirect("village:claim", claim.code)
    refused: dict[str, list[str]] = {}
    if request.method == "POST":
        refused = take_in(request, claim)
        if token := request.POST.get("remove", "")[:32].replace("\0", ""):
            actions.detach(claim.pk, token, by=request.user, now=request.now)
        if not refused:
            if not token and (onto := BACK.get(request.POST.get("next"))):
                return redirect(onto, code)
            stay = token or request.POST.get("next") == "papers"
            return redirect(
                *(("village:papers", code) if stay else onward(request, claim, "papers"))
            )
    groups = listed(claim)
    for group in groups:
        group.refused = refused.get(group.key, [])
    context = {
        "claim": claim,
        "groups": groups,
        "again": groups.again,
        "needed": [group for group in groups if group.needed and not group.again],
        "perhaps": [group for group in groups if group.maybe and not group.again],
        "others": [group for group in groups if group.wanted is None],
        "pages": pages_of(claim, faults(claim)),
        "page_key": "papers",
        "refused": [group for group in groups if group.refused],
    }
    return render(request, "village/papers.html", context, status=422 if refused else 200)


def listed(claim: Claim) -> Groups:
    groups = papers_of(claim)
    if BESIDE not in {group.key for group in groups}:
        groups.append(Group(BESIDE, _("Other papers")))
    return groups


def take_in(request, claim: Claim) -> dict[str, list[str]]:
    """Keep every good file. Returns, by paper, why others were not kept."""
    refused: dict[str, list[str]] = {}
    for group in listed(claim):
        room = MOST_FILES - len(group.documents)
        for file in request.FILES.getlist(f"file-{group.key}"):
            try:
                if room <= 0:
                    raise ValidationError(
                        _("%(name)s: there are already %(n)d files of this paper.")
                        % {"name": file.name, "n": MOST_FILES}
                    )
                actions.attach(
                    claim.pk, paper=group.key, file=file, content_type=content_type(file),
                    by=request.user, now=request.now,
                )  # fmt: skip
                room -= 1
            except ValidationError as fault:
                refused.setdefault(group.key, []).extend(fault.messages)
    return refused
