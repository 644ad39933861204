"""A call that may be sent again: done once, and answered the second time as the first."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from claims.actions.refusals import Refusal
from claims.models import Claim, Keyed
from regencies.models import System, blind

DIGEST = "api call"


class KeyUsed(Refusal):
    """The key stands for something else that was sent before."""

    status = 422

    def sentence(self):
        return _(
            "This Idempotency-Key was used for another call, or for another content. Draw a new "
            "key for each thing you do."
        )


@dataclass(frozen=True)
class Answer:
    """said names nobody: it is kept as long as the key."""

    status: int
    said: dict
    claim: Claim | None = field(default=None, compare=False)


def digest(operation: str, sent: object) -> str:
    """Equal for equal content, however its JSON was spaced."""
    text = json.dumps(sent, sort_keys=True, separators=(",", ":"), default=str)
    return blind(f"{operation} {text}", DIGEST)


@transaction.atomic
def once(
    system: System, key: str, operation: str, mark: str, act: Callable[[], Answer], *, now: datetime
) -> tuple[Answer, bool]:
    """The answer, and whether it is a repeated one. act runs in this transaction: a refusal undoes
    it, and the key is as good as new. Of several at once the others wait for the first."""
    row, new = Keyed.objects.get_or_create(
        system=system, key=key, defaults={"operation": operation, "digest": mark, "at": now}
    )
    if not new:
        if (row.operation, row.digest) != (operation, mark):
            raise KeyUsed
        return Answer(row.status, row.answer, row.claim), True
    answer = act()
    row.status, row.answer, row.claim = answer.status, answer.said, answer.claim
    row.save(update_fields=["status", "answer", "claim"])
    return answer, False
