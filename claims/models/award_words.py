"""An award in whole sentences, for a family to read. Nothing branches on these words."""

from django.utils.translation import gettext_lazy as _

# %(figure)s stands for a frozen figure with its unit, the other names for facts of the case.
SENTENCES = {
    "santunan_sekaligus": _(
        "Money for the family that is left behind, paid once. The regulation fixes it at "
        "%(jkm_santunan_sekaligus)s."
    ),
    "santunan_berkala": _(
        "Support for the time that follows: %(santunan_berkala_monthly)s a month for "
        "%(santunan_berkala_months)s. All of it is paid at once."
    ),
    "biaya_pemakaman": _("Help with the burial. The regulation fixes it at %(biaya_pemakaman)s."),
    "santunan_kematian": _(
        "Money for the family of somebody who died through work: %(jkk_death_percent)s of "
        "%(jkk_base_months)s of the wage base, which was %(base)s a month."
    ),
    "santunan_cacat_total": _(
        "For somebody who can never work again: %(jkk_total_percent)s of %(jkk_base_months)s of "
        "the wage base, which was %(base)s a month."
    ),
    "santunan_cacat_anatomis": _(
        "For a lost part of the body: %(anatomical)s by the table of the regulation, of "
        "%(jkk_base_months)s of the wage base, which was %(base)s a month."
    ),
    "santunan_cacat_fungsi": _(
        "For a part of the body that works less than before: %(functional)s (the share that is "
        "lost, of the share in the table), of %(jkk_base_months)s of the wage base, which was "
        "%(base)s a month."
    ),
    "stmb": _(
        "In place of the wage while a doctor certified that the person could not work, "
        "%(months_unfit)s: %(stmb)s of the wage base, which was %(base)s a month."
    ),
    "biaya_pengobatan": _("The bills for treatment, %(medical)s. Treatment has no upper limit."),
    "santunan_kematian_oki": _(
        "The regency's own help for a family with little income after a death. The regent's "
        "regulation fixes it at %(oki_santunan_amount)s."
    ),
    "beasiswa": _(
        "The scholarship of one child for one school year, on the school's letter that the child "
        "learns there. The regulation fixes the sum of a year for each kind of school."
    ),
}
FULL = _("The bill for %(what)s, %(bill)s, is paid in full.")
CAPPED = _("The bill for %(what)s was %(bill)s.")
AT_MOST = _("Limit: the regulation pays at most %(cap)s for this.")
# Each line that pays a bill: the fact, its cap, and what it is for.
BILLS = {
    "transport_darat": (
        "transport_land", "transport_land_cap", _("transport by land or river")),
    "transport_laut": ("transport_sea", "transport_sea_cap", _("transport by sea")),
    "transport_udara": ("transport_air", "transport_air_cap", _("transport by air")),
    "homecare": ("home_care", "homecare_cap", _("home care")),
    "kacamata": ("glasses", "glasses_cap", _("glasses")),
    "alat_bantu_dengar": ("hearing_aid", "hearing_aid_cap", _("a hearing aid")),
    "gigi_tiruan": ("dentures", "dentures_cap", _("dentures")),
}  # fmt: skip
# The figures that a line rests on.
LINE_FIGURES = {
    "santunan_sekaligus": ("jkm_santunan_sekaligus",),
    "santunan_berkala": ("santunan_berkala_monthly", "santunan_berkala_months"),
    "biaya_pemakaman": ("biaya_pemakaman",),
    "santunan_kematian": ("jkk_death_percent", "jkk_base_months", "jkm_santunan_sekaligus"),
    "santunan_cacat_total": ("jkk_total_percent", "jkk_base_months"),
    "santunan_cacat_anatomis": ("jkk_base_months", "jkk_anatomical_limit_percent"),
    "santunan_cacat_fungsi": ("jkk_base_months",),
    "stmb": ("stmb_1_6_percent", "stmb_7_12_percent", "stmb_13_on_percent"),
    "santunan_kematian_oki": ("oki_santunan_amount",),
    "beasiswa": (
        "scholarship_yearly_tk",
        "scholarship_yearly_sd",
        "scholarship_yearly_smp",
        "scholarship_yearly_sma",
        "scholarship_yearly_pt",
    ),
    **{code: (cap,) for code, (_fact, cap, _what) in BILLS.items()},
}
REASONS = {
    "not_started": _(
        "On the day of the event the cover, or the benefit itself, had not begun. Nothing can be "
        "paid."
    ),
    "lapsed": _(
        "Cover had ended more than %(grace_months)s before the event. Nothing can be paid."
    ),
    "grace": _(
        "Cover had ended, but not more than %(grace_months)s before the event. No rule says "
        "whether that is paid before the arrears are settled: a person must ask the branch."
    ),
    "expired": _(
        "The claim came more than %(jkk_expiry_years)s after the event: the right had ended."
    ),
    "decile_too_high": _(
        "The family's DTSEN decile is %(decile)s; this help is for deciles 1 to %(oki_decile_max)s."
    ),
    "decile_unknown": _("The family's DTSEN decile is not known: a person must ask Dinas Sosial."),
    "late_filing": _(
        "It was filed more than %(oki_filing_days)s after the death: a person decides whether it "
        "still counts."
    ),
    "waiting_period": _(
        "Fewer than %(jkm_bpu_min_months)s of contributions had been paid: only the burial money "
        "is due."
    ),
}
