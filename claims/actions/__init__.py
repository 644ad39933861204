"""Every verb of the service. Each takes ids and values, `by` and `now`, and is one transaction."""

from claims.actions.award import award, settle
from claims.actions.district import camat_send_back, endorse
from claims.actions.filing import answer, attach, detach, keep, start, submit, withdraw
from claims.actions.office import (
    Finding,
    Ruling,
    approve,
    assess,
    office_send_back,
    recheck,
    reject,
    take,
    verify,
)
from claims.actions.payments import (
    ask_cancel,
    bounce,
    cancel,
    fail,
    forward,
    order,
    pay,
    refuse,
    wait,
)
from claims.actions.refusals import Changed, FourEyes, Incomplete, NotYours, Refusal, TooLate

__all__ = [
    "Changed", "Finding", "FourEyes", "Incomplete", "NotYours", "Refusal", "Ruling", "TooLate",
    "answer", "approve", "ask_cancel", "assess", "attach", "award", "bounce", "camat_send_back",
    "cancel", "detach", "endorse", "fail", "forward", "keep", "office_send_back", "order", "pay",
    "recheck", "refuse", "reject", "settle", "start", "submit", "take", "verify", "wait",
    "withdraw",
]  # fmt: skip
