"""What a system writes: a claim that the village head may submit, its facts, its papers. By the
village's own actions, as an operator of that village."""

import hashlib
import re
import uuid
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import File, Form
from ninja.files import UploadedFile

from claims import actions, tasks
from claims.actions import Changed
from claims.actions.checklist import checklist
from claims.actions.counting import local_day
from claims.actions.deaths import Whose, add_death
from claims.actions.filing import allow_editing
from claims.actions.once import Answer, digest, once
from claims.api import shapes
from claims.api.doors import claim_or_404
from claims.api.operations import operation
from claims.api.problems import Problem
from claims.api.telling import clashes, sent_fields
from claims.forms.deaths import DeathForm
from claims.forms.page import raw
from claims.forms.papers import MOST_FILES, Paper, looked_at
from claims.forms.sent import Sent, cleaned
from claims.models import Claim
from claims.rules.states import Kind
from regencies.models import Scope, System, Village

KEY = re.compile(r"[!-~]{1,100}")
# The keys of systems become those of clicks, each system's its own.
KEYS = uuid.UUID("6d5f6c1e-7f0b-4d4e-9a43-0f6c2b3f8a10")
# Whatever belongs to no paper of the list.
BESIDE = "pendukung"


@operation("POST", "/claims", scope=Scope.WRITE, keyed=True,
           answers={201: shapes.Kept, 200: shapes.Kept}, problems=[400, 409, 413, 422],
           summary=gettext_lazy("Prepare a claim for the village head to submit"))  # fmt: skip
def file_claim(request, sent: shapes.NewClaim):
    """201, or 200 when the key was sent before. Nothing need be complete; what is wrong is
    refused and nothing is kept."""
    system, key = request.by_system, key_of(request)
    body = sent.model_dump(exclude_unset=True)

    def act() -> Answer:
        village = _village(system, sent.village)
        faults = {} if village else {"village": _("No village of this token's territory.")}
        if sent.kind not in set(Kind):
            faults["kind"] = _("Choose one of the answers.")
        if faults:
            raise Problem(422, "invalid", fields=faults)
        by = {"by": system.person, "now": request.now}
        click = uuid.uuid5(KEYS, f"{system.pk} {key}")
        claim = actions.start(kind=sent.kind, village=village, key=click, **by)
        # A fault undoes the draft with everything else.
        found = _right(claim, body, request.now)
        claim = actions.keep(
            claim.pk, found.values, facts=found.facts, children=found.children, **by
        )
        return Answer(201, _kept(claim), claim)

    return _once(request, key, "file_claim", body, act)


@operation("PATCH", "/claims/{code:code}", scope=Scope.WRITE, keyed=False,
           answers={200: shapes.Kept}, problems=[400, 404, 409, 413, 422], summary=gettext_lazy(
               "Change what a claim says, while it is with the village"))  # fmt: skip
def amend_claim(request, code: str, sent: shapes.Amendment):
    """Fields that are left out stay; null empties one. version: the one that was read. Where
    somebody else has written since, 409 with the fields that were sent: with claims:read what
    stands there and what was sent, numbers masked and told of whether they differ or not; without
    it their names alone."""
    claim = claim_or_404(request, code)
    body = sent.model_dump(exclude_unset=True)
    version = body.pop("version")

    def act() -> Answer:
        by = {"by": request.by_system.person, "now": request.now}
        # Before anything is compared or judged: of a claim that is out of the village's hands
        # nothing is said beside what stands in it.
        allow_editing(claim, **by)
        if version != claim.version:
            raise _stale(request.by_system, claim, body)
        found = _right(Claim.objects.select_related("regency").get(pk=claim.pk), body, request.now)
        if found.nothing:
            return Answer(200, _kept(claim), claim)
        try:
            kept = actions.keep(
                claim.pk, found.values, facts=found.facts, children=found.children,
                version=version, **by,
            )  # fmt: skip
        except Changed:
            claim.refresh_from_db()
            raise _stale(request.by_system, claim, body) from None
        return Answer(200, _kept(kept), kept)

    key = key_of(request, needed=False)
    sealed = {"code": code, "version": version, **body}
    return _once(request, key, "amend_claim", sealed, act)


@operation("POST", "/claims/{code:code}/papers", scope=Scope.PAPERS, keyed=True,
           answers={201: shapes.Paper, 200: shapes.Paper}, problems=[400, 404, 409, 413, 422],
           summary=gettext_lazy("Add a paper to a claim: JPEG, PNG or PDF"))  # fmt: skip
def add_paper(request, code: str, paper: Form[shapes.Line], file: File[UploadedFile]):
    """paper: a key of those that the status names as missing, or pendukung for anything else."""
    claim = claim_or_404(request, code)
    key = key_of(request)
    # Nothing of the name it came with goes any further.
    file.name = "file"
    mark = hashlib.sha256()
    for chunk in file.chunks():
        mark.update(chunk)
    file.seek(0)
    said = {"code": code, "paper": paper, "sha256": mark.hexdigest()}
    # Before the transaction: waiting and looking may take longer than one may stand idle.
    kept, unfit = _looked_at(file)

    def act() -> Answer:
        found = checklist(claim)
        here = [document.paper for document in found.documents]
        if paper not in {BESIDE, *here, *(row.key for row in found.wanted)}:
            fault = _("This case does not ask for this paper.")
            raise Problem(422, "invalid", fields={"paper": fault})
        if here.count(paper) >= MOST_FILES:
            fault = _("There are already %(n)d files of this paper.") % {"n": MOST_FILES}
            raise Problem(422, "invalid", fields={"file": fault})
        if kept is None:
            raise Problem(422, "invalid", fields={"file": unfit})
        document = actions.attach(
            claim.pk, paper=paper, file=kept.file, content_type=kept.content_type,
            upload=uuid.uuid5(KEYS, f"{request.by_system.pk} {key}"),
            by=request.by_system.person, now=request.now,
        )  # fmt: skip
        return Answer(201, {
            "code": code, "paper": paper, "content_type": kept.content_type, "size": document.size,
            "sha256": document.sha256,
        }, claim)  # fmt: skip

    answer = _once(request, key, "add_paper", said, act)
    tasks.nudge_papers()
    return answer


@operation("POST", "/deaths", scope=Scope.DEATHS, keyed=True,
           answers={201: shapes.KeptDeath, 200: shapes.KeptDeath}, problems=[400, 413, 422],
           summary=gettext_lazy(
               "Tell of a death, so that the village files for the family"))  # fmt: skip
def tell_of_death(request, sent: shapes.NewDeath):
    """A death that is on record already stays one. Nobody is told here whether the person is
    covered: the village is reminded where that is so."""
    system, key = request.by_system, key_of(request)
    body = sent.model_dump(exclude_unset=True)

    def act() -> Answer:
        village = _village(system, sent.village)
        if village is None:
            fault = _("No village of this token's territory.")
            raise Problem(422, "invalid", fields={"village": fault})
        of = Whose(village.district.regency, village)
        form = DeathForm(
            {name: raw(value) for name, value in body.items() if value is not False},
            villages=[village], today=of.today(request.now),
        )  # fmt: skip
        if not form.is_valid():
            faults = {name: " ".join(map(str, said)) for name, said in form.errors.items()}
            raise Problem(422, "invalid", fields=faults)
        row = add_death(form.told(), of, by=system.person, now=request.now)
        return Answer(201, {"village": village.pk, "died_on": row.died_on.isoformat()})

    return _once(request, key, "tell_of_death", body, act)


# ----------------------------------------------------------------------------------------------


def key_of(request: HttpRequest, needed: bool = True) -> str:
    key = request.headers.get("Idempotency-Key", "")
    if (key or needed) and not KEY.fullmatch(key):
        raise Problem(400, "key-missing")
    return key


def _looked_at(file: UploadedFile) -> tuple[Paper | None, str]:
    """What is kept of it, or why nothing is."""
    try:
        return looked_at(file), ""
    except ValidationError as fault:
        return None, " ".join(fault.messages)


def _once(request, key: str, operation_id: str, sent: dict, act: Callable[[], Answer]):
    system = request.by_system
    again = False
    if key:
        mark = digest(operation_id, sent)
        answer, again = once(system, key, operation_id, mark, act, now=request.now)
    else:
        answer = act()
    request.code = answer.said.get("code", "")
    status = 200 if again else answer.status
    heads = {"Idempotency-Replayed": "true"} if again else {}
    return JsonResponse(answer.said, status=status, headers=heads)


def _village(system, code: str) -> Village | None:
    rows = Village.objects.select_related("district__regency")
    found = rows.filter(pk=code, district__regency=system.regency_id).first()
    covered = found and system.covers(found.pk, found.district_id, system.regency_id)
    return found if covered else None


def _right(claim: Claim, body: dict, now) -> Sent:
    found = cleaned(claim, body, local_day(now, claim.regency.zone))
    if found.faults:
        raise Problem(422, "invalid", fields=found.faults)
    return found


def _kept(claim: Claim) -> dict:
    return {"code": claim.code, "version": claim.version, "state": str(claim.state)}


def _stale(system: System, claim: Claim, body: dict) -> Problem:
    detail = _("This file has changed since you opened it. Read it again, then decide.")
    found = clashes(claim, body) if system.may(Scope.READ) else sent_fields(body)
    return Problem(409, "stale", detail, version=claim.version, clashes=found)
