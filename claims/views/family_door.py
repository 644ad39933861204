"""The family's door: code and secret together, or a visit that they opened half an hour ago.

No session and no cookie: phones are lent. A visit travels in the page's own forms, signed, and
ends by itself or when the village prints another slip.
"""

import hmac
from datetime import datetime, timedelta

from django.core.signing import BadSignature, Signer

from claims.models import Claim, Slip
from regencies.models import blind

VISIT_LASTS = timedelta(minutes=30)
# Compared with where there is no such claim, so that both take the same way.
NOBODYS = "0" * 64
signer = Signer(salt="family visit")


def opened(code: str, secret: str) -> Claim | None:
    """The claim that these two open. One query and one comparison, whatever was typed."""
    typed = blind(secret or "nothing that anybody could type", "family")
    row = Slip.objects.filter(claim__code=code).values_list("claim", "secret_index").first()
    pk, kept = row or (None, NOBODYS)
    return _claim(pk) if hmac.compare_digest(kept, typed) and pk else None


def _claim(pk: int) -> Claim:
    return Claim.objects.select_related("regency", "slip").get(pk=pk)


def visit(claim: Claim, now: datetime) -> str:
    """What the next page shows instead of code and secret."""
    return signer.sign_object(
        {
            "claim": claim.code,
            "slip": claim.slip.made_at.isoformat(),
            "until": (now + VISIT_LASTS).isoformat(),
        }
    )


def visited(token: str, now: datetime) -> Claim | None:
    """The claim of a visit that still lasts."""
    try:
        said = signer.unsign_object(token)
    except BadSignature:
        return None
    if datetime.fromisoformat(said["until"]) <= now:
        return None
    rows = Slip.objects.filter(
        claim__code=said["claim"], made_at=datetime.fromisoformat(said["slip"])
    )
    pk = rows.values_list("claim", flat=True).first()
    return _claim(pk) if pk else None
