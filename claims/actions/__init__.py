"""Every verb of the service. Each takes ids and values, `by` and `now`, and is one transaction."""

from claims.actions.award import award, settle, work_out
from claims.actions.checks import allow_overrule, blocking, examine, overrule
from claims.actions.district import camat_send_back, endorse
from claims.actions.filing import (
    answer,
    attach,
    detach,
    keep,
    missing_papers,
    required_papers,
    start,
    submit,
    withdraw,
)
from claims.actions.gaps import tell_gap, years_missing
from claims.actions.holidays import import_holidays
from claims.actions.mover import allow
from claims.actions.office import (
    NEEDS,
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
    CANCELLABLE,
    allow_ask_cancel,
    ask_cancel,
    bounce,
    cancel,
    fail,
    forward,
    order,
    pay,
    refuse,
    reveal,
    wait,
)
from claims.actions.reference import add_row, correct_row, remove_row
from claims.actions.refusals import (
    CalendarUnknown,
    Changed,
    FourEyes,
    Incomplete,
    NotYours,
    Refusal,
    Stale,
    TooLate,
)
from claims.actions.ringing import ring_batch

__all__ = [
    "CANCELLABLE", "NEEDS", "CalendarUnknown", "Changed", "Finding", "FourEyes", "Incomplete",
    "NotYours", "Refusal", "Ruling", "Stale", "TooLate", "add_row", "allow", "allow_ask_cancel",
    "allow_overrule", "answer", "approve", "ask_cancel", "assess", "attach", "award", "blocking",
    "bounce", "camat_send_back", "cancel", "correct_row", "detach", "endorse", "examine", "fail",
    "forward", "import_holidays", "keep", "missing_papers", "office_send_back", "order",
    "overrule", "pay", "recheck", "refuse", "reject", "remove_row", "required_papers", "reveal",
    "ring_batch", "settle", "start", "submit", "take", "tell_gap", "verify", "wait", "withdraw",
    "work_out", "years_missing",
]  # fmt: skip
