"""How the API says no: one shape (RFC 9457), a sentence in the caller's language, and never the
value that was sent."""

import json

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.actions import Changed, FourEyes, Incomplete, NotYours, Refusal, TooLate
from claims.actions.once import KeyUsed

KIND = "application/problem+json"
TITLES = {
    "unreadable": gettext_lazy("This can't be read"),
    "unauthorized": gettext_lazy("No valid token"),
    "forbidden": gettext_lazy("This token may not do this"),
    "not-found": gettext_lazy("There is no such thing here"),
    "method": gettext_lazy("This address takes other methods"),
    "key-missing": gettext_lazy("An Idempotency-Key is missing"),
    "key-used": gettext_lazy("This key was used before"),
    "stale": gettext_lazy("This has changed meanwhile"),
    "too-late": gettext_lazy("Somebody was faster"),
    "four-eyes": gettext_lazy("It takes another person"),
    "too-large": gettext_lazy("This is too large"),
    "invalid": gettext_lazy("Something in it is not right"),
    "throttled": gettext_lazy("Too many calls"),
    "refused": gettext_lazy("This can't be done"),
    "broken": gettext_lazy("The service has failed"),
}
BY_STATUS = {400: "unreadable", 401: "unauthorized", 403: "forbidden", 404: "not-found",
             405: "method", 413: "too-large", 422: "invalid", 429: "throttled"}  # fmt: skip
# By the refusals of the actions, the nearer kind first.
BY_REFUSAL = ((Changed, "stale"), (TooLate, "too-late"), (FourEyes, "four-eyes"),
              (NotYours, "forbidden"), (Incomplete, "invalid"), (KeyUsed, "key-used"))  # fmt: skip


class Problem(Exception):
    """An answer that is no success. fields: name of a field to its sentence."""

    def __init__(self, status: int, name: str, detail: str = "", fields=None, **more):
        super().__init__(name)
        self.status, self.name, self.detail = status, name, detail
        self.fields, self.more = fields or {}, more


def answer(problem: Problem) -> HttpResponse:
    said = {
        "type": f"/api/#{problem.name}",
        "title": str(TITLES[problem.name]),
        "status": problem.status,
    }
    if problem.detail:
        said["detail"] = str(problem.detail)
    if problem.fields:
        said["fields"] = {name: str(fault) for name, fault in problem.fields.items()}
    body = json.dumps({**said, **problem.more}, default=str)
    return HttpResponse(body, content_type=KIND, status=problem.status)


def of_status(status: int) -> Problem:
    """Of an answer that was made outside our own code."""
    fallback = "broken" if status >= 500 else "refused"
    return Problem(status, BY_STATUS.get(status, fallback))


def of_refusal(refusal: Refusal) -> Problem:
    name = next((name for kind, name in BY_REFUSAL if isinstance(refusal, kind)), None)
    name = name or BY_STATUS.get(refusal.status, "refused")
    fields = refusal.faults if isinstance(refusal, Incomplete) else {}
    return Problem(refusal.status, name, refusal.sentence(), fields)


# What a schema finds wrong, in words of ours: its own would quote what was sent.
FAULTS = {
    "missing": gettext_lazy("This is needed."),
    "extra_forbidden": gettext_lazy("There is no such field."),
    "string_type": gettext_lazy("A text is expected here."),
    "string_too_long": gettext_lazy("This text is too long."),
    "int_type": gettext_lazy("A whole number is expected here."),
    "int_parsing": gettext_lazy("A whole number is expected here."),
    "bool_type": gettext_lazy("true or false is expected here."),
    "list_type": gettext_lazy("A list is expected here."),
    "too_long": gettext_lazy("This list is too long."),
    "dict_type": gettext_lazy("An object is expected here."),
    "model_attributes_type": gettext_lazy("An object is expected here."),
    "model_type": gettext_lazy("An object is expected here."),
}
# So many faults are told of; whoever sends rubbish needs no list of it.
MOST_TOLD = 50


def of_schema(errors: list[dict]) -> Problem:
    fields = {}
    for error in errors[:MOST_TOLD]:
        # "body", then the parameter's own name, which no caller has written.
        path = [str(part)[:60] for part in error["loc"]]
        path = path[2:] if path[0] == "body" else path[1:]
        known = FAULTS.get(error["type"]) or _("This value can't be taken.")
        fields[".".join(path) or "body"] = known
    return Problem(422, "invalid", fields=fields)
