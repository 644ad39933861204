"""Who calls: the token, what its system may do, how often, and which claims it may know of."""

import hmac
import re
from datetime import datetime

from django.db.models import Q
from django.http import HttpRequest
from ninja.security import HttpBearer

from claims.actions.throttle import TOKENS, TooOften, take
from claims.api.problems import Problem
from claims.models import Claim
from claims.whence import client_address
from regencies.models import System, SystemToken, blind
from regencies.models.systems import FILING, MARK, TOKEN

# Of one token: enough for whoever waits for an answer before it asks again.
CALLS_A_MINUTE = 120
SHAPE = re.compile(rf"{MARK}_([a-z2-7]{{8}})_([\w-]{{43}})", re.ASCII)
# Compared with where there is no such token, so that both take the same way.
NOBODYS = "0" * 64


class Token(HttpBearer):
    """The door of one operation. Without a valid token 401, whatever is wrong with it; with one
    whose system may not do this 403, whatever it asks about."""

    openapi_description = "A token of a system, drawn by the administrator of a regency."

    def __init__(self, scope: str, operation: str):
        super().__init__()
        self.scope, self.operation = scope, operation

    def __call__(self, request: HttpRequest):
        # No WWW-Authenticate of many kinds: there is one way in.
        if (token := super().__call__(request)) is None:
            _held(request)
            raise Problem(401, "unauthorized")
        return token

    def authenticate(self, request: HttpRequest, token: str) -> SystemToken | None:
        found = known(token, request.now)
        if found is None:
            return None
        request.by_system, request.operation = found.system, self.operation
        if found.use(request.now) > CALLS_A_MINUTE:
            raise Problem(429, "throttled", retry_after=60)
        if self.scope and not found.system.may(self.scope):
            raise Problem(403, "forbidden", scope=self.scope)
        return found


def _held(request: HttpRequest) -> None:
    """Who tries tokens is held up, and whoever has a right one at the same address is not."""
    try:
        take(TOKENS, client_address(request), now=request.now)
    except TooOften as refusal:
        raise Problem(429, "throttled", retry_after=refusal.retry_after) from None


def known(token: str, now: datetime) -> SystemToken | None:
    """The row of a token that is good now. One query, whatever was sent."""
    shape = SHAPE.fullmatch(token.strip())
    prefix, secret = shape.groups() if shape else ("", "")
    rows = SystemToken.objects.filter(prefix=prefix or "-", revoked_at=None)
    row = rows.select_related("system__regency", "system__person").first()
    typed = blind(f"{prefix} {secret}", TOKEN)
    same = hmac.compare_digest(row.secret_index if row else NOBODYS, typed)
    good = same and row is not None and row.system.person.is_active and row.system.in_force(now)
    return row if good else None


def claims_of(system: System):
    """In its territory. A draft is known only to who prepares claims for that village."""
    rows = Claim.objects.filter(system.territory())
    if not set(system.scopes) & set(FILING):
        rows = rows.filter(Q(submitted_at__isnull=False) | Q(reported_at__isnull=False))
    return rows


def claim_or_404(request: HttpRequest, code: str) -> Claim:
    """The one door to a claim: another's looks like one that does not exist."""
    rows = claims_of(request.by_system).select_related("regency", "district", "village")
    found = rows.filter(code=code).first()
    if found is None:
        raise Problem(404, "not-found")
    request.code = found.code
    return found
