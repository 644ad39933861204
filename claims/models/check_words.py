"""What a reviewer reads of a check: its name, its result, and why."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from claims.rules.told import FAIL, NO_DATA, PASS, WARN

RESULT_WORDS = {
    PASS: pgettext_lazy("check", "Pass"),
    WARN: pgettext_lazy("check", "Look at this"),
    FAIL: pgettext_lazy("check", "Fail"),
    NO_DATA: pgettext_lazy("check", "No data"),
}
CHECK_WORDS = {
    "nik_shape": _("NIK"),
    "nik_matches": _("NIK against birth date, sex and area"),
    "kk_shape": _("KK number"),
    "cover": _("Cover on the day of the event"),
    "months_jkm": _("Months paid for the whole JKM"),
    "months_scholarship": _("Months paid for the scholarship"),
    "decile": _("DTSEN decile"),
    "filing_limit": _("Filed in time"),
    "expiry": _("Right to claim not expired"),
    "heir_order": _("Order of the heirs"),
    "guardian": _("Guardian of a child"),
    "account_holder": _("Account holder"),
    "one_account": _("One account, one payee"),
    "papers": _("Required papers"),
    "duplicate": _("Other claims about the same event"),
    "already_granted": _("Not granted before"),
}
NO_FIGURE = _("no figure is in force on the day of the event")
NO_DAY = _("the day of the event is not known")
NO_HEIR = _("no heir is named")
NOTHING_ALIKE = _("there is nothing to compare by")
SHAPE = {
    "possible": _("a number that can exist"),
    "no_number": _("no number is told"),
    "not_16_digits": _("it does not have 16 digits"),
    "unknown_province": _("it begins with a province that does not exist"),
    "impossible_date": _("its date can't exist"),
    "dummy_serial": _("it ends in 0000, which no real number does"),
}
# By check and reason. The names in brackets come from the check's data.
REASON_WORDS = {
    "nik_shape": SHAPE,
    "kk_shape": SHAPE,
    "nik_matches": {
        "no_number": _("no NIK to compare"),
        "nothing_to_compare": NOTHING_ALIKE,
        "agrees": _("birth date, sex and area agree"),
        "differs": _("not as told: %(differing)s. People move and dates are corrected, the NIK "
                     "stays"),
    },
    "cover": {
        "no_event_day": NO_DAY,
        "no_figure": NO_FIGURE,
        "not_on_the_list": _("the person is not on the list of participants"),
        "no_period": _("on the list of participants, but without a paid period"),
        "covered": _("the event falls into a paid period"),
        "grace": _("within the months of grace after the last paid period: ask the branch"),
        "lapsed": _("cover had lapsed before the event"),
        "not_started": _("the event is before the first paid period"),
    },
    "months_jkm": {
        "no_figure": NO_FIGURE,
        "not_known": _("the months paid are not known"),
        "wage_earner": _("paid a wage (PU): there is no waiting time"),
        "enough": _("%(n)s months (%(how)s), at least %(least)s are needed"),
        "burial_only": _("%(n)s months (%(how)s), fewer than %(least)s: burial money only"),
        "list_differs": _("%(n)s months (%(how)s), but %(listed)s by the list of participants; "
                          "at least %(least)s are needed"),
    },
    "months_scholarship": {
        "no_figure": NO_FIGURE,
        "not_known": _("the months paid are not known"),
        "enough": _("%(n)s months (%(how)s), at least %(least)s are needed"),
        "no_scholarship": _("%(n)s months (%(how)s), fewer than %(least)s: no scholarship"),
        "list_differs": _("%(n)s months (%(how)s), but %(listed)s by the list of participants; "
                          "at least %(least)s are needed"),
    },
    "decile": {
        "no_figure": NO_FIGURE,
        "not_known": _("the decile is not known; that is no reason to refuse"),
        "poor": _("decile %(n)s (%(how)s), at most %(most)s"),
        "not_poor": _("decile %(n)s (%(how)s), above %(most)s"),
    },
    "filing_limit": {
        "no_figure": NO_FIGURE,
        "no_event_day": NO_DAY,
        "in_time": _("filed after %(n)s days, at most %(most)s"),
        "late": _("filed after %(n)s days, more than %(most)s"),
    },
    "expiry": {
        "no_figure": NO_FIGURE,
        "no_event_day": NO_DAY,
        "alive": _("the right lasts until %(until_on)s"),
        "expired": _("the right ended on %(until_on)s"),
    },
    "heir_order": {
        "no_heir": NO_HEIR,
        "in_order": _("nobody whom the claim tells of goes first"),
        "not_in_line": _("this relation does not inherit"),
        "nearer_heir": _("somebody nearer lives: %(nearer)s"),
        "nearer_by_practice": _("by the branch's practice somebody else goes first: %(nearer)s"),
    },
    "guardian": {
        "no_heir": NO_HEIR,
        "grown_up": _("the heir needs no guardian"),
        "age_unknown": _("the heir's age is not known"),
        "no_figure": NO_FIGURE,
        "guardian_named": _("the heir is a child; a guardian is paid, and the paper is here"),
        "guardian_paper_missing": _("the heir is a child; the guardian's paper is not here"),
        "paid_to_a_parent": _("the heir is a child and a grown-up of the family is paid: may "
                              "they act for the child?"),
        "no_guardian": _("the heir is a child, and nobody is named who may act for it"),
    },
    "account_holder": {
        "not_known": _("a name is missing"),
        "same_person": _("the account is in the right name"),
        "guardian": _("the account is that of the child's guardian"),
        "somebody_else": _("the account is in another name: write down why that is right"),
    },
    "one_account": {
        "not_known": _("the account or the payee's name is missing"),
        "nobody_else": _("nobody else is paid to this account, and this payee to no other"),
        "of_several": _("another payee is paid to the same account: write down why that is right"),
        "several": _("the same payee is paid to another account: write down which one is right"),
    },
    "papers": {
        "no_checklist": _("there is no list of papers yet"),
        "complete": _("all are here"),
        "missing": _("not here: %(missing)s"),
    },
    "duplicate": {
        "nothing_to_compare": NOTHING_ALIKE,
        "no_other": _("no other claim looks like this one"),
        "told_apart": _("a reviewer has said that those which look like this one are others"),
        "likely": _("another claim may tell of the same event"),
        "same_event": _("another claim has the same NIK and tells of the same event"),
    },
    "already_granted": {
        "nothing_to_compare": NOTHING_ALIKE,
        "not_yet": _("no other claim has brought this benefit"),
        "granted_before": _("the same NIK was granted this benefit for this event"),
        "granted_instead": _("the same NIK was granted JKM or JKK for this death, which is paid "
                             "under one of the two"),
        "perhaps_granted": _("a claim that looks like this one was granted this benefit"),
        "perhaps_instead": _("a claim that looks like this one was granted JKM or JKK for a "
                             "death, which is paid under one of the two"),
    },
}  # fmt: skip
HOW_WORDS = {
    "assessed": _("as assessed"),
    "roster": _("by the list of participants"),
    "stated": _("as the village said"),
}
DIFFERING_WORDS = {
    "born_on": _("date of birth"),
    "sex": _("sex"),
    "area": _("area of registration"),
}
# Why two claims look alike.
ALIKE_WORDS = {
    "same_nik": _("same NIK"),
    "same_akta": _("same death certificate"),
    "same_name": _("name the same, or a letter or two apart"),
    "like_name": _("similar name"),
    "other_name": _("other name"),
    "same_birth": _("same birth date"),
    "near_birth": _("birth date within a year"),
    "far_birth": _("other birth date"),
    "same_kk": _("same KK"),
    "near_event": _("event within five days"),
    "far_event": _("other day of the event"),
    "other_accident": _("another accident"),
    "other_nik": _("other NIK"),
    "same_village": _("same village"),
}
