"""How an operation is put on its address: its token, its scope and what it answers stand in the
schema because they stand here."""

from collections.abc import Callable

from ninja import Router

from claims.access import OPERATIONS, TOKEN, Access
from claims.api import shapes
from claims.api.doors import Token

# One for all: two would not share an address.
router = Router()
# Every operation may answer these; the others are named where they can happen.
ALWAYS = (401, 403, 429)
KEY = {"in": "header", "name": "Idempotency-Key",
       "schema": {"type": "string", "pattern": "^[!-~]{1,100}$"}}  # fmt: skip


def operation(
    method: str, path: str, *, scope: str, answers: dict, problems=(), summary,
    keyed: bool | None = None,
) -> Callable:  # fmt: skip
    """answers: status to schema. problems: statuses beside those of every operation. keyed: it
    takes an Idempotency-Key, and True: it must have one."""

    def put(view):
        responses = dict(answers)
        responses |= dict.fromkeys((*ALWAYS, *problems), shapes.Problem)
        name = view.__name__
        OPERATIONS[name] = Access(TOKEN, methods=(method,), right=scope)
        extra: dict = {"x-scope": scope} if scope else {}
        if keyed is not None:
            extra["parameters"] = [{**KEY, "required": keyed}]
        return router.api_operation(
            [method], path, auth=Token(scope, name), response=responses, operation_id=name,
            summary=summary, openapi_extra=extra, url_name=name, exclude_none=False,
        )(view)  # fmt: skip

    return put
