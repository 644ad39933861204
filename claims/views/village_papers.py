"""Uploading papers: several at once, the good ones kept, each refused one told why."""

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from claims import actions, tasks
from claims.actions import incoming
from claims.actions.filing import EDITABLE, faults
from claims.actions.refusals import NoRoom
from claims.forms.papers import MOST_FILES, PIECE_MAX, PieceForm, looked_at
from claims.models import Claim, Document
from claims.models.letter import PRINTED_HERE
from claims.views.paper_groups import Group, Groups, papers_of
from claims.views.uploads import PAPERS, takes
from claims.views.village_door import own_claim, pages_of, village_only
from claims.views.village_pages import onward
from regencies.models import Actor

# Whatever belongs to no paper of the list.
BESIDE = "pendukung"
# New files may be sent from these pages too.
BACK = {"claim": "village:claim", "answer": "village:answer"}


@takes(PAPERS)
@village_only
def papers(request, code):
    claim = own_claim(request, code)
    if claim.state not in EDITABLE:
        return redirect("village:claim", claim.code)
    refused: dict[str, list[str]] = {}
    if request.method == "POST":
        refused = take_in(request, claim)
        tasks.nudge_papers()
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
    name_letters(groups, claim, request.actor)
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


@takes(PIECE_MAX)
@village_only
def piece(request, code):
    """One piece of a photo. Answers how much is here; the last piece makes the paper."""
    claim = own_claim(request, code)
    form = PieceForm(request.POST, request.FILES)
    groups = {group.key: group for group in listed(claim)}
    if request.method != "POST" or not form.is_valid() or form.cleaned_data["paper"] not in groups:
        told = form.errors.get("total") or [_("This file can't be taken in.")]
        return JsonResponse({"sentence": " ".join(told)}, status=422)
    said = form.cleaned_data
    group = groups[said["paper"]]
    here, path = incoming.receive(
        claim.pk, upload=said["upload"], offset=said["offset"], total=said["total"],
        piece=said["piece"].read() if said["piece"] else b"", by=request.user, now=request.now,
    )  # fmt: skip
    if here < said["total"]:
        return JsonResponse({"received": here})
    try:
        document = whole(request, claim, group, said, path)
    except ValidationError as fault:
        path.unlink(missing_ok=True)
        return JsonResponse({"sentence": " ".join(fault.messages)}, status=422)
    path.unlink(missing_ok=True)
    tasks.nudge_papers()
    if document.verdict == Document.Verdict.PASSED:
        href = reverse("paper", args=[claim.code, document.token])
    else:
        href = reverse("village:papers", args=[claim.code])
    return JsonResponse({"received": here, "href": href})


def whole(request, claim: Claim, group: Group, said: dict, path) -> Document:
    act = {"by": request.user, "now": request.now, "upload": said["upload"]}
    if not path.exists():
        # The answer was lost on its way: the paper is here.
        token = incoming.token_of(claim, request.user, said["upload"])
        if done := claim.documents.filter(token=token).first():
            return done
        raise ValidationError(_("This file can't be taken in."))
    with path.open("rb") as body:
        file = File(body, name=said["name"] or group.name)
        room_for(group, file)
        kept = looked_at(file)
    return actions.attach(
        claim.pk, paper=group.key, file=kept.file, content_type=kept.content_type, **act
    )


def room_for(group: Group, file, taken: int = 0) -> None:
    if len(group.documents) + taken >= MOST_FILES:
        raise ValidationError(
            _("%(name)s: there are already %(n)d files of this paper.")
            % {"name": file.name, "n": MOST_FILES}
        )


def listed(claim: Claim) -> Groups:
    groups = papers_of(claim)
    if BESIDE not in {group.key for group in groups}:
        groups.append(Group(BESIDE, _("Other papers")))
    return groups


def name_letters(groups: Groups, claim: Claim, actor: Actor) -> None:
    """Which of the papers that are still to come are letters that the village prints here."""
    standing = {row.kind: row for row in claim.letters.standing()}
    may = {row.kind for row in actions.issuable(claim, actor, list(standing.values()), [])}
    for group in groups:
        kind = PRINTED_HERE.get(group.key)
        if kind and (group.again or not group.documents):
            group.letter, group.printable = standing.get(kind), kind if kind in may else ""


def take_in(request, claim: Claim) -> dict[str, list[str]]:
    """Keep every good file. Returns, by paper, why others were not kept. A few files are looked
    through, refused ones among them: each may take seconds, and others wait for the same places."""
    refused: dict[str, list[str]] = {}
    tried, enough = 0, False
    for group in listed(claim):
        kept = 0
        for file in request.FILES.getlist(f"file-{group.key}"):
            if enough:
                refused.setdefault(group.key, []).append(
                    _("%(name)s and the files after it were not looked through. Send them once "
                      "more, at most %(n)d at a time.") % {"name": file.name, "n": MOST_FILES}
                )  # fmt: skip
                break
            try:
                room_for(group, file, kept)
                tried += 1
                enough = tried == MOST_FILES
                seen = looked_at(file)
                actions.attach(
                    claim.pk, paper=group.key, file=seen.file, content_type=seen.content_type,
                    by=request.user, now=request.now,
                )  # fmt: skip
                kept += 1
            except ValidationError as fault:
                # It met its limits, or the places are taken: the next would only wait as long.
                enough = enough or getattr(fault, "code", None) == "heavy"
                refused.setdefault(group.key, []).extend(fault.messages)
            except NoRoom as full:
                refused.setdefault(group.key, []).append(full.sentence())
    return refused
