"""What a village may choose from on its forms: codes that are kept, words that are shown."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

SEXES = {"M": _("male"), "F": _("female")}
# In the order of rules.md 1.4, whose tiers decide who inherits.
RELATIONS = {
    "wife": _("wife"),
    "husband": _("husband"),
    "child": _("child"),
    "parent": _("father or mother"),
    "grandchild": _("grandchild"),
    "grandparent": _("grandparent"),
    "sibling": _("brother or sister"),
    "parent_in_law": _("parent-in-law"),
    "guardian": _("guardian (wali) of the children"),
    "will": _("named in the will"),
    "other_family": _("other family"),
    "neighbour": _("neighbour"),
    "official": _("village or RT official"),
    "employer": _("employer or fellow worker"),
}
# A living worker is told of and paid too.
SELF = {"self": _("the injured person")}
REPORTER_RELATIONS = SELF | RELATIONS
HEIR_RELATIONS = {
    code: RELATIONS[code]
    for code in (
        "wife", "husband", "child", "parent", "grandchild", "grandparent", "sibling",
        "parent_in_law", "will", "other_family",
    )
}  # fmt: skip
PAYEE_RELATIONS = SELF | HEIR_RELATIONS | {"guardian": RELATIONS["guardian"]}
RELATION_WORDS = REPORTER_RELATIONS

# rules.md 7.3, as far as a source or common use names them; those of the two regencies first.
BANKS = {
    "120": "Bank Sumsel Babel",
    "002": "BRI",
    "009": "BNI",
    "008": "Mandiri",
    "451": "BSI",
    "014": "BCA",
    "200": "BTN",
    "013": "Permata",
    "117": "Bank Sumut",
    "118": "Bank Nagari",
    "119": "Bank Riau Kepri",
    "121": "Bank Lampung",
    "122": "Bank Kalsel",
}
# Recalled, not read (confidence L): a different length is mentioned, never refused.
ACCOUNT_LENGTHS = {"002": 15, "008": 13, "009": 10, "014": 10, "451": 10, "200": 16}

LEVELS = {
    "preschool": _("not yet at school"),
    "tk": "TK",
    "sd": "SD / MI",
    "smp": "SMP / MTs",
    "sma": "SMA / SMK / MA",
    "pt": _("university or training"),
}
LANGUAGES = {
    "id": "Bahasa Indonesia",
    "ms": _("Malay of the region (Palembang, Musi, Kayuagung)"),
    "jv": pgettext_lazy("language", "Javanese"),
    "su": pgettext_lazy("language", "Sundanese"),
}
