"""Every verb of the service. Each takes ids and values, `by` and `now`, and is one transaction."""

from claims.actions.award import award, settle, unsettle, work_out
from claims.actions.bundling import allow_bundle, bundle, bundle_several
from claims.actions.checklist import (
    asked_again,
    checklist,
    excuses,
    missing_papers,
)
from claims.actions.checks import allow_overrule, blocking, examine, overrule
from claims.actions.completing import allow_complete, completable, complete
from claims.actions.district import camat_send_back, endorse
from claims.actions.extending import allow_extend, extend, extendable, right_of
from claims.actions.filing import (
    answer,
    keep,
    start,
    submit,
    withdraw,
)
from claims.actions.gaps import tell_gap, years_missing
from claims.actions.holidays import import_holidays
from claims.actions.lateness import late
from claims.actions.letters import (
    Issuable,
    allow_issue,
    allow_withdraw_letter,
    issuable,
    issue,
    read_letter,
    withdraw_letter,
)
from claims.actions.mover import allow
from claims.actions.noting import allow_note, colleagues, note
from claims.actions.objecting import (
    Objectionable,
    allow_object,
    dismiss,
    drop,
    object,
    objectionable,
    time_objection,
    uphold,
)
from claims.actions.office import (
    NEEDS,
    Finding,
    Ruling,
    approve,
    assess,
    office_send_back,
    recheck,
    reject,
    verify,
)
from claims.actions.papers import allow_judge, attach, detach, judge
from claims.actions.payments import (
    CANCELLABLE,
    allow_ask_cancel,
    allow_keep_payout,
    ask_cancel,
    bounce,
    cancel,
    fail,
    forward,
    keep_payout,
    pay,
    refuse,
    reveal,
    time_branch,
    wait,
)
from claims.actions.reference import add_row, correct_row, remove_row
from claims.actions.refusals import (
    AlreadyIssued,
    CalendarUnknown,
    Changed,
    FourEyes,
    Incomplete,
    LastDayPassed,
    NotYours,
    Refusal,
    Stale,
    TooLate,
)
from claims.actions.reporting import ended_due, report, report_due, report_faults
from claims.actions.ringing import ring_batch
from claims.actions.taking import allow_give, give, receivers, take, take_next

__all__ = [
    "CANCELLABLE", "NEEDS", "AlreadyIssued", "CalendarUnknown", "Changed", "Finding", "FourEyes",
    "Incomplete", "Issuable", "LastDayPassed", "NotYours", "Objectionable", "Refusal", "Ruling",
    "Stale", "TooLate", "add_row", "allow", "allow_ask_cancel", "allow_bundle", "allow_complete",
    "allow_extend", "allow_give", "allow_issue", "allow_judge", "allow_keep_payout", "allow_note",
    "allow_object", "allow_overrule", "allow_withdraw_letter", "answer", "approve", "ask_cancel",
    "asked_again", "assess", "attach", "award", "blocking", "bounce", "bundle", "bundle_several",
    "camat_send_back", "cancel", "checklist", "colleagues", "completable", "complete",
    "correct_row", "detach", "dismiss", "drop", "ended_due", "endorse", "examine", "excuses",
    "extend", "extendable", "fail", "forward", "give", "import_holidays", "issuable", "issue",
    "judge", "keep", "keep_payout", "late", "missing_papers", "note", "object", "objectionable",
    "office_send_back", "overrule", "pay", "read_letter", "receivers", "recheck", "refuse",
    "reject", "remove_row", "report", "report_due", "report_faults", "reveal", "right_of",
    "ring_batch", "settle", "start", "submit", "take", "take_next", "tell_gap", "time_branch",
    "time_objection", "unsettle", "uphold", "verify", "wait", "withdraw", "withdraw_letter",
    "work_out", "years_missing",
]  # fmt: skip
