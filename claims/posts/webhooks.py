"""The way to other offices' systems: what happened, as JSON, signed as Standard Webhooks says."""

import base64
import hmac
import time
from collections.abc import Sequence
from datetime import datetime

from claims.models import Notice
from claims.notices import carrying, hooks, outbound
from claims.posts.ways import WAITING, Messages, Parcel, SystemEnded
from regencies.models import System


class Webhooks(Messages):
    channel = Notice.Channel.WEBHOOK
    # A system that does not answer keeps no other waiting.
    BY = "person_id"
    # The instant of the run, by which a system is let in or not.
    now: datetime

    def hand(self) -> carrying.Hand:
        return carrying.Hand(_posted)

    def carry(self, parcels: Sequence[Parcel]) -> list[Exception | None]:
        self.systems = hooks.systems_of([parcel.first for parcel in parcels])
        return super().carry(parcels)

    def _begin(self, hand, parcel: Parcel) -> Exception | object | None:
        row = parcel.first
        system = self.systems[row.person_id]
        if not system.in_force(self.now):
            return SystemEnded()
        if not system.hook_url:
            return carrying.Unreachable()
        try:
            said = hooks.body(row)
            hand.start(system.hook_url.reveal(), said, heads(system, row, said))
        except Exception as error:
            return error
        return WAITING


def heads(system: System, row: Notice, said: bytes) -> dict[str, str]:
    """Its identity stays; the instant is that of this try, so that an old letter can be refused."""
    name, at = hooks.identity(row), str(int(time.time()))
    return {
        "Content-Type": "application/json",
        "User-Agent": "Santunan",
        "webhook-id": name,
        "webhook-timestamp": at,
        "webhook-signature": signature(system.hook_secret.reveal(), name, at, said),
    }


def signature(secret: str, name: str, at: str, said: bytes) -> str:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mark = hmac.digest(key, f"{name}.{at}.".encode() + said, "sha256")
    return f"v1,{base64.b64encode(mark).decode()}"


def _posted(url: str, said: bytes, headers: dict[str, str]) -> bool:
    return 200 <= outbound.post(url, said, headers) < 300
