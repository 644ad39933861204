"""What people read for states, duties and moves. Nothing branches on these words."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from claims.rules.states import Duty, Kind, ObjectionState, PayoutState, Stage, State, Verdict

STATE_WORDS = {
    State.DRAFT: _("draft"),
    State.REPORTED: _("reported (stage I), its claim is still to come"),
    State.SUBMITTED: _("submitted, waits for the camat"),
    State.ENDORSED: _("endorsed, waits for verification"),
    State.VERIFIED: _("verified, waits for the decision"),
    State.SENT_BACK: _("sent back to the village"),
    State.APPROVED: _("approved"),
    State.REJECTED: _("rejected"),
    State.AWARDED: _("awarded, being paid"),
    State.SETTLED: _("settled"),
    State.WITHDRAWN: _("withdrawn"),
}
STATE_LABELS = {
    State.DRAFT: _("Draft"),
    State.REPORTED: _("Reported"),
    State.SUBMITTED: _("Submitted"),
    State.ENDORSED: _("Endorsed"),
    State.VERIFIED: _("Verified"),
    State.SENT_BACK: _("Sent back"),
    State.APPROVED: _("Approved"),
    State.REJECTED: _("Rejected"),
    State.AWARDED: _("Awarded"),
    State.SETTLED: _("Settled"),
    State.WITHDRAWN: _("Withdrawn"),
}
# Who has the claim now.
WAITS_FOR = {
    State.DRAFT: _("the village"),
    State.REPORTED: _("the village"),
    State.SUBMITTED: _("the camat"),
    State.ENDORSED: _("the verifier of the regency's office"),
    State.VERIFIED: _("the section head or the head of the office"),
    State.SENT_BACK: _("the village"),
    State.APPROVED: _("the regency's office"),
    State.AWARDED: _("the cashier"),
}
PAYOUT_LABELS = {
    PayoutState.AWARDED: _("Awarded"),
    PayoutState.WAITING: _("Waiting for budget"),
    PayoutState.FORWARDED: _("At the BPJS branch"),
    PayoutState.ORDERED: _("Transfer ordered"),
    PayoutState.PAID: pgettext_lazy("payout", "Paid"),
    PayoutState.REFUSED: _("Refused by the branch"),
    PayoutState.FAILED: _("Transfer failed"),
    PayoutState.BOUNCED: _("Money came back"),
    PayoutState.CANCELLED: _("Cancelled"),
}
# Said of the claim, as the states above are.
OBJECTION_WORDS = {
    ObjectionState.FILED: _("under an objection that waits for its decision"),
    ObjectionState.UPHELD: _("under an objection that was upheld"),
    ObjectionState.DISMISSED: _("under an objection that was dismissed"),
    ObjectionState.DROPPED: _("under an objection that was taken back"),
}
OBJECTION_LABELS = {
    ObjectionState.FILED: _("Waits for its decision"),
    ObjectionState.UPHELD: _("Upheld"),
    ObjectionState.DISMISSED: _("Dismissed"),
    ObjectionState.DROPPED: _("Taken back"),
}
DUTY_WORDS = {
    Duty.ENTER: pgettext_lazy("duty", "enter"),
    Duty.VERIFY: pgettext_lazy("duty", "verify"),
    Duty.APPROVE: pgettext_lazy("duty", "approve"),
    Duty.PAY: pgettext_lazy("duty", "pay"),
    Duty.REVIEW: pgettext_lazy("duty", "decide an objection"),
}
STAGE_WORDS = {
    Stage.CAMAT: _("the camat's endorsement"),
    Stage.OFFICE: _("the office's decision"),
    Stage.VILLAGE: _("the village's answer"),
    Stage.PAYMENT: _("the payment"),
    Stage.ACCIDENT: _("the claim of the accident (stage II)"),
    Stage.OBJECTION: _("the decision on the objection"),
    Stage.BRANCH: _("the answer of the BPJS branch"),
}
KIND_WORDS = {Kind.DEATH: _("Death"), Kind.ACCIDENT: _("Accident")}
VERDICT_WORDS = {
    Verdict.GRANTED: pgettext_lazy("verdict", "granted"),
    Verdict.REFUSED: pgettext_lazy("verdict", "refused"),
}
# What the timeline says of an event.
EVENT_WORDS = {
    "start": _("Draft begun"),
    "look_up": _("Looked up on the list of participants"),
    "report": _("Accident reported (stage I)"),
    "submit": _("Submitted to the camat"),
    "endorse": _("Endorsed by the camat"),
    "send_back": _("Sent back to the village"),
    "answer": _("Answered by the village"),
    "take": _("File taken"),
    "give": _("File given to a verifier"),
    "note": _("Note of the office"),
    "judge": _("Papers judged"),
    "attach": _("New file for a paper that had been judged"),
    "detach": _("A file taken out of a paper that had been judged"),
    "throw_away": _("A file thrown away: something in it could do harm"),
    "assess": _("Facts assessed"),
    "check": _("Checks came out differently"),
    "overrule": _("A check overruled"),
    "hold": _("Held back from destruction"),
    "lift_hold": _("Held back no longer"),
    "destroy": _("Personal data destroyed when their time was over"),
    "verify": _("Verified"),
    "recheck": _("To be checked again"),
    "approve": _("Approved"),
    "reject": _("Rejected"),
    "withdraw": _("Withdrawn by the village"),
    "warn_draft": _("Reminder: nobody goes on with the draft"),
    "expire": _("Draft deleted by the clock"),
    "award": _("Payouts worked out"),
    "settle": _("Every payout has ended"),
    "unsettle": _("Money is under way again"),
    "remind": _("Monthly reminder: the claim (stage II) is still to come"),
    "warn": _("Reminder: the time limit is near"),
    "breach": _("The time limit has passed"),
    "escalate": _("Still late: told further up"),
    "overdue": _("The BPJS branch has not answered within its limit"),
    "wait": _("No budget: on the waiting list"),
    "forward": _("Forwarded to the BPJS branch"),
    "order": _("Transfer ordered"),
    "pay": _("Paid"),
    "refuse": _("Refused by the BPJS branch"),
    "bundle": _("Bundle for the BPJS branch taken"),
    "complete": _("A paper added that the BPJS branch missed"),
    "fail": _("Transfer failed"),
    "bounce": _("The money came back"),
    "reveal": _("Account number shown in full"),
    "ask_school": _("Scholarship: the proof of schooling is asked for"),
    "prove_school": _("Scholarship: proof of schooling sent"),
    "return_school": _("Scholarship: proof returned to the village"),
    "accept_school": _("Scholarship: proof accepted, the year is to be paid"),
    "end_school": _("Scholarship of a child ended"),
    "resume_school": _("Scholarship of a child goes on after all"),
    "ask_cancel": _("Cancelling asked for"),
    "keep_payout": _("Not to be cancelled after all"),
    "cancel": _("Payout cancelled"),
    "reschedule": _("Last day moved"),
    "retry_clock": _("Clock tried again"),
    "extend": _("Time limit extended"),
    "object": _("The family objects"),
    "uphold": _("Objection upheld"),
    "dismiss": _("Objection dismissed"),
    "drop": _("Objection taken back"),
    "reopen": _("Opened again for a new decision"),
    "confirm": _("The family said what arrived"),
    "ask_receipt": _("The family has not said yet what arrived"),
    "question": _("A family's question for the auditor"),
    "show_phone": _("Phone of the family shown for a call back"),
    "call_back": _("Family called back about a payment"),
    "settle_question": _("Question settled by the auditor"),
    "new_secret": _("New slip printed for the family"),
    "issue": _("Letter issued"),
    "withdraw_letter": _("Letter withdrawn"),
    "read_letter": _("Letter with whole numbers opened"),
}
LINE_WORDS = {
    "santunan_sekaligus": _("Lump sum (santunan sekaligus)"),
    "santunan_berkala": _("Periodic sum, paid at once (santunan berkala)"),
    "biaya_pemakaman": _("Burial money (biaya pemakaman)"),
    "santunan_kematian": _("Death by work accident (santunan kematian)"),
    "santunan_cacat_total": _("Permanent total disability"),
    "santunan_cacat_anatomis": _("Lost part of the body (cacat anatomis)"),
    "santunan_cacat_fungsi": _("Lost function (cacat fungsi)"),
    "stmb": _("Unfit for work (STMB)"),
    "biaya_pengobatan": _("Medical care"),
    "transport_darat": _("Transport by land or river"),
    "transport_laut": _("Transport by sea"),
    "transport_udara": _("Transport by air"),
    "homecare": _("Home care"),
    "kacamata": _("Glasses"),
    "alat_bantu_dengar": _("Hearing aid"),
    "gigi_tiruan": _("Dentures"),
    "santunan_kematian_oki": _("Death benefit of OKI (santunan kematian)"),
    "beasiswa": _("Scholarship for one school year (beasiswa)"),
}
# Where the name of a column alone would not say whose it is.
FIELD_WORDS = {
    "reporter_name": _("name of the reporter"),
    "reporter_relation": _("relation of the reporter"),
    "reporter_phone": _("phone of the reporter"),
    "heir_name": _("name of the heir"),
    "heir_relation": _("relation of the heir"),
    "heir_phone": _("phone of the heir"),
    "payee_relation": _("relation of the account holder"),
}
FACT_WORDS = {
    "decile": _("DTSEN decile"),
    "months_paid": _("Months of contributions paid"),
    "base": _("Monthly wage base"),
    "months_unfit": _("Months certified unfit for work"),
    "medical": _("Bill: medical care"),
    "transport_land": _("Bill: transport by land or river"),
    "transport_sea": _("Bill: transport by sea"),
    "transport_air": _("Bill: transport by air"),
    "home_care": _("Bill: home care"),
    "glasses": _("Bill: glasses"),
    "hearing_aid": _("Bill: hearing aid"),
    "dentures": _("Bill: dentures"),
    "anatomical": _("Percent of Lampiran III for lost parts"),
    "total_disability": _("Permanent total disability (doctor's finding)"),
}
REFUSAL_REASONS = {
    "not_a_participant": _("not a participant of this programme"),
    "not_covered": _("no cover on the day of the event"),
    "not_this_event": _("the programme does not pay for this kind of event"),
    "not_poor": _("decile above the limit"),
    "papers_false": _("a paper is not genuine"),
    "papers_missing": _("a required paper never came"),
    "duplicate": _("already claimed"),
    "expired": _("claimed after the end of the right"),
    "not_entitled": _("the claimant is not entitled"),
}
RETURN_REASONS = {
    "paper_missing": _("a paper is missing"),
    "paper_unreadable": _("a paper can't be read"),
    "paper_wrong": _("a paper is the wrong one, or no longer valid"),
    "names_differ": _("names or numbers differ between papers"),
    "heir_unclear": _("the heirs are not clear"),
    "account_wrong": _("the bank account is not the payee's"),
    "facts_wrong": _("what happened is not told rightly"),
    "other": _("something else, told below"),
}
WITHDRAW_REASONS = {
    "family_wishes": _("the family wishes it"),
    "entered_by_mistake": _("entered by mistake"),
    "claimed_elsewhere": _("claimed elsewhere"),
    "other": _("something else, told below"),
}
WAIT_REASONS = {"no_budget": _("there is no budget")}
EXPIRY_REASONS = {"draft_expired": _("nobody went on with it, what stood in it was deleted")}
# Why a decision came after its last day. Whoever decides late chooses one.
LATENESS_REASONS = {
    "many_files": _("too many files for those who work on them"),
    "staff_absent": _("officials were absent and nobody stood in for them"),
    "papers_awaited": _("a paper from another office was awaited"),
    "heirs_dispute": _("the heirs disagreed"),
    "visit_needed": _("the facts had to be seen on the spot"),
    "service_down": _("this service or the connection was down"),
    "overlooked": _("the file was overlooked"),
    "other": _("something else, told below"),
}
RESCHEDULE_REASONS = {
    "calendar": _("the calendar of days off has changed"),
    "rule": _("another time limit applies"),
}
# What a notice says, in one sentence. Never a name, a number or an amount: mails travel.
NOTICE_WORDS = {
    "report": _(
        "An accident at work in %(village)s has been reported (stage I). Its claim follows when "
        "the treatment has ended."
    ),
    "remind": _(
        "The claim (stage II) of an accident in %(village)s is still to come. The right to claim "
        "ends on %(due)s."
    ),
    "submit": _("A claim from %(village)s waits for the camat's endorsement until %(due)s."),
    "endorse": _("The camat has endorsed a claim from %(village)s. The office decides by %(due)s."),
    "send_back": _("A claim from %(village)s was sent back. Please answer by %(due)s."),
    "answer": _("%(village)s has answered. The claim waits again, until %(due)s."),
    "verify": _("A claim from %(village)s is verified and waits for the decision."),
    "recheck": _("A claim from %(village)s is to be checked again."),
    "give": _("A claim from %(village)s is in your hands now; the last day is %(due)s."),
    "note": _("A colleague names you in a note on a claim from %(village)s."),
    "approve": _("A claim from %(village)s has been approved."),
    "reject": _(
        "A claim from %(village)s has been rejected. The reasons stand in the file, and until when "
        "the family may object."
    ),
    "withdraw": _("A claim from %(village)s has been withdrawn."),
    "warn_draft": _(
        "Nobody goes on with a draft of %(village)s. It is deleted after %(due)s unless somebody "
        "does."
    ),
    "expire": _("A draft of %(village)s was deleted: nobody had gone on with it."),
    "award": _("The payouts of a claim from %(village)s have been worked out."),
    "settle": _("Everything about a claim from %(village)s has been settled."),
    "warn": _("A claim from %(village)s waits for %(stage)s: the last day is %(due)s."),
    "breach": _("A claim from %(village)s is late: %(stage)s was due on %(due)s."),
    "escalate": _("A claim from %(village)s is still late: %(stage)s was due on %(due)s."),
    "overdue": _(
        "The branch of BPJS Ketenagakerjaan should have answered about a claim from %(village)s by "
        "%(due)s. Please ask it."
    ),
    "wait": _("A payout for %(village)s waits for budget."),
    "forward": _("A claim from %(village)s has gone to the branch of BPJS Ketenagakerjaan."),
    "pay": _("A payout for %(village)s has been made."),
    "refuse": _(
        "The branch of BPJS Ketenagakerjaan has refused a claim from %(village)s. Its reason "
        "stands in the file; what it missed may be added, and the file sent again."
    ),
    "complete": _(
        "%(village)s has added a paper to a claim that the branch of BPJS Ketenagakerjaan refused. "
        "It may be sent there again."
    ),
    "throw_away": _(
        "A file that %(village)s sent was thrown away: something in it could do harm. Please "
        "photograph the paper again and send it."
    ),
    "fail": _("A transfer for %(village)s did not go through."),
    "bounce": _("The money of a payout for %(village)s came back."),
    "ask_cancel": _("Somebody asks to cancel a payout for %(village)s: a second person decides."),
    "keep_payout": _(
        "A payout for %(village)s is not to be cancelled after all: it can be paid. The reason "
        "stands in the file."
    ),
    "cancel": _("A payout for %(village)s has been cancelled."),
    "reschedule": _("The last day for %(stage)s of a claim from %(village)s is now %(due)s."),
    "object": _("A family in %(village)s objects to a decision. Answer it by %(due)s."),
    "uphold": _("An objection from %(village)s has been upheld. The office decides anew."),
    "dismiss": _("An objection from %(village)s was dismissed. The answer stands in the file."),
    "drop": _("An objection from %(village)s has been taken back."),
    "reopen": _("A claim from %(village)s is to be decided anew, by %(due)s."),
    "ask_receipt": _(
        "A family in %(village)s has not said whether its payment arrived. Please help it look, "
        "and show it the page that its slip names."
    ),
    "question": _(
        "A family in %(village)s says that a payment did not arrive as it was recorded. Please "
        "look into it; nobody in the office has been told."
    ),
    "ask_school": _(
        "A child from %(village)s has the scholarship for a school year: please send the proof of "
        "schooling, or say that the right has ended."
    ),
    "prove_school": _("%(village)s has sent a proof of schooling for the scholarship."),
    "return_school": _("A proof of schooling from %(village)s was returned. Please send another."),
    "accept_school": _("A school year of a child from %(village)s is to be paid."),
    "end_school": _("The scholarship of a child from %(village)s has ended."),
    "resume_school": _("The scholarship of a child from %(village)s goes on."),
    "extend": _("More time was taken for %(stage)s of a claim from %(village)s: until %(due)s."),
}
# What a notice says that concerns no claim but the service.
SERVICE_NOTICE_WORDS = {
    "calendar_gap": _(
        "The holidays of %(about)s are missing: time limits in working days can't be counted."
    ),
    "empty_seat": _(
        "Nobody holds this seat: %(about)s. What it should hear goes to the head of the office "
        "until somebody is appointed."
    ),
    "death_unfiled": _(
        "%(village)s: a participant has died, and nobody has filed a claim or said why not "
        "(day %(days)s)."
    ),
    "death_waits": _(
        "%(village)s: for %(days)s days nobody has filed a claim for a participant who died, or "
        "said why not. Please ask the village head."
    ),
    "cover_ends": _(
        "Cover of %(people)s people ends on %(day)s, and the list of participants has no period "
        "after it. Renew the agreement in time, or write down why not."
    ),
    "cover_gap": _(
        "%(people)s people are without cover since the end of %(day)s, and the list of "
        "participants has no period after it. Renew the agreement, or write down why not."
    ),
    "add_factor": _(
        "A second factor was added to your account on %(about)s. If that was not you, tell the "
        "service administrator at once."
    ),
    "remove_factor": _(
        "A second factor was removed from your account on %(about)s. If that was not you, tell "
        "the service administrator at once."
    ),
    "recovery": _(
        "New recovery codes were made for your account on %(about)s. If that was not you, tell "
        "the service administrator at once."
    ),
    "reset_factor": _(
        "The administrator took your second factor away on %(about)s. Set up another when you "
        "sign in. If you did not ask for it, tell the office at once."
    ),
    "renew": _(
        "The administrator took your password back on %(about)s. You get another link or slip to "
        "choose a new one. If you did not ask for it, tell the office at once."
    ),
}
SERVICE_WORDS = {
    "calendar_gap": _("A year without holidays"),
    "empty_seat": _("Nobody holds a seat"),
    "death_unfiled": _("A death without a claim"),
    "death_waits": _("A death still without a claim"),
    "cover_ends": _("Cover ends soon"),
    "cover_gap": _("People without cover"),
    "add_factor": _("Second factor added"),
    "remove_factor": _("Second factor removed"),
    "recovery": _("New recovery codes"),
    "reset_factor": _("Second factor taken away"),
    "renew": _("Password taken back"),
}
