"""What people read for the figures and findings of an award. Nothing branches on these words."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

FIGURE_WORDS = {
    "jkm_santunan_sekaligus": _("Lump sum of JKM"),
    "santunan_berkala_months": _("Periodic sum: months"),
    "santunan_berkala_monthly": _("Periodic sum: each month"),
    "biaya_pemakaman": _("Burial money"),
    "jkm_bpu_min_months": _("Months to be paid before JKM is full"),
    "jkk_death_percent": _("Share for death by work accident"),
    "jkk_total_percent": _("Share for total disability"),
    "jkk_base_months": _("Months of the wage base"),
    "jkk_anatomical_limit_percent": _("Highest share for lost parts together"),
    "jkk_expiry_years": _("Years in which JKK may be claimed"),
    "accident_report_hours": _("Hours in which an accident is reported, and its end"),
    "stmb_1_6_percent": _("STMB, months 1 to 6"),
    "stmb_7_12_percent": _("STMB, months 7 to 12"),
    "stmb_13_on_percent": _("STMB, from month 13"),
    "transport_land_cap": _("Most for transport by land or river"),
    "transport_sea_cap": _("Most for transport by sea"),
    "transport_air_cap": _("Most for transport by air"),
    "homecare_cap": _("Most for home care"),
    "glasses_cap": _("Most for glasses"),
    "hearing_aid_cap": _("Most for a hearing aid"),
    "dentures_cap": _("Most for dentures"),
    "scholarship_min_months": _("Months to be paid before the scholarship"),
    "scholarship_yearly_tk": _("Scholarship in a year, TK"),
    "scholarship_yearly_sd": _("Scholarship in a year, SD"),
    "scholarship_yearly_smp": _("Scholarship in a year, SMP"),
    "scholarship_yearly_sma": _("Scholarship in a year, SMA"),
    "scholarship_yearly_pt": _("Scholarship in a year, university"),
    "scholarship_years_tk": _("Years of TK"),
    "scholarship_years_sd": _("Years of SD"),
    "scholarship_years_smp": _("Years of SMP"),
    "scholarship_years_sma": _("Years of SMA"),
    "scholarship_years_pt": _("Years of university"),
    "scholarship_max_children": _("Children with a scholarship"),
    "scholarship_age_limit": _("Scholarship: younger than"),
    "school_start_age": _("Age at which a child is expected to begin TK"),
    "callback_percent": _("Calls back: share of the month's payments"),
    "callback_least": _("Calls back: at least so many a month"),
    "receipt_ask_days": _("Days after which a silent family is asked about"),
    "draft_days": _("Days for which an untouched draft is kept"),
    "death_second_reminder_days": _("Death without a claim: second reminder after"),
    "death_reminder_days": _("Death without a claim: then a reminder every"),
    "death_camat_days": _("Death without a claim: the camat hears too from day"),
    "adult_age": _("Age from which nobody is a child"),
    "jkk_contribution_percent": _("Contribution of JKK: share of the wage base"),
    "jkk_contribution_lowest": _("Contribution of JKK: at least, each month"),
    "jkk_contribution_highest": _("Contribution of JKK: at most, each month"),
    "jkm_contribution": _("Contribution of JKM, each month"),
    "contribution_relief_percent": _("Contributions: how much is let off"),
    "grace_months": _("Months of grace after the last contribution"),
    "oki_santunan_amount": _("Death benefit of OKI"),
    "oki_decile_max": _("Highest decile of OKI's benefit"),
    "branch_delay_percent": _("Owed by BPJS to the family for each day of delay"),
    "npwp_payment_over": _("Payment above which the branch asks for the NPWP"),
    "objection_days": _("Working days in which the family may object"),
    "lowest_base": _("Lowest wage base"),
    "returns_before_section_head": _("Returns of the office before its section head must return"),
    "oki_filing_days": _("Days in which OKI's benefit is filed"),
}
OUTCOME_WORDS = {
    "payable": _("payable by the rule"),
    "review": _("a person must judge"),
    "not_payable": _("not payable by the rule"),
}
OUTCOME_REASONS = {
    "not_started": _("cover, or the benefit itself, had not begun on the day of the event"),
    "lapsed": _("cover had ended on the day of the event"),
    "expired": _("claimed after the end of the right"),
    "decile_too_high": _("the decile is above the limit"),
    "decile_unknown": _("the decile is not known"),
    "grace": _("the event falls into the months of grace"),
    "late_filing": _("filed after the last day for filing"),
    "waiting_period": _("too few months paid: burial money only"),
}
CONFIDENCE_WORDS = {
    "H": pgettext_lazy("confidence", "certain"),
    "M": pgettext_lazy("confidence", "likely"),
    "L": pgettext_lazy("confidence", "unconfirmed"),
}
UNIT_WORDS = {
    "calendar": _("calendar days"),
    "working": _("working days"),
    "slide": _("calendar days, then on to a working day"),
    "right": _("whole right to claim (its years are a figure)"),
}
SKIP_WORDS = {
    "paused": _("with the village"),
    "holiday": _("day off"),
    "weekend": _("weekend"),
}
# How a day stands to the periods of cover.
STANDING_WORDS = {
    "covered": _("covered on that day"),
    "grace": _("in the months of grace: a person decides"),
    "lapsed": _("cover had lapsed by the list"),
    "not_started": _("not yet covered by the list"),
}
