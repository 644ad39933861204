"""An award in plain sentences: what each line is for and how it came out, which limit bit, why
something is not paid. Written for a family, in the language of the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from claims.models.award_words import (
    AT_MOST,
    BILLS,
    CAPPED,
    FULL,
    LINE_FIGURES,
    REASONS,
    SENTENCES,
)
from claims.models.choices import LEVELS
from claims.templatetags.figures import figure_value, months, shown
from claims.templatetags.santunan import NOTHING, rupiah


@dataclass(frozen=True)
class LineTold:
    """One line of an award: its sentence, and the limit that bit, if one did."""

    code: str
    amount: int
    basis: str
    formula: str
    sentence: str
    limit: str
    figures: list[dict]


class Words(dict):
    """What the sentences may name; what nobody froze is a dash, never a crash."""

    def __missing__(self, key):
        return NOTHING


def words_of(inputs: Mapping, figures: Mapping) -> Words:
    found = Words({key: figure_value(figure) for key, figure in figures.items()})
    found["base"] = rupiah(inputs.get("base"))
    found["medical"] = rupiah(inputs.get("medical"))
    found["decile"] = inputs.get("decile") or NOTHING
    found["months_unfit"] = months(inputs.get("months_unfit") or 0)
    found["anatomical"] = " + ".join(f"{shown(part)}%" for part in inputs.get("anatomical", ()))
    found["functional"] = " + ".join(
        _("%(loss)s%% of %(table)s%%") % {"loss": shown(loss), "table": shown(table)}
        for table, loss in inputs.get("functional", ())
    )
    found["stmb"] = _bands(inputs.get("months_unfit") or 0, found)
    return found


def _bands(left: int, words: Words) -> str:
    """6 months at 100%, then 2 months at 75%"""
    parts = []
    bands = ((6, "stmb_1_6_percent"), (6, "stmb_7_12_percent"), (left, "stmb_13_on_percent"))
    for length, key in bands:
        if (n := min(left, length)) > 0:
            parts.append(_("%(months)s at %(share)s") % {"months": months(n), "share": words[key]})
            left -= n
    return _(", then ").join(parts)


def lines_told(outcome: Mapping, inputs: Mapping, figures: Mapping) -> list[LineTold]:
    words = words_of(inputs, figures)
    return [_line_told(line, inputs, figures, words) for line in outcome.get("lines", ())]


def _line_told(line: Mapping, inputs: Mapping, figures: Mapping, words: Words) -> LineTold:
    code, limit = line["code"], ""
    if code in BILLS:
        fact, cap, what = BILLS[code]
        bill = inputs.get(fact) or 0
        said = {"what": what, "bill": rupiah(bill)}
        sentence = FULL % said
        if bill > line["amount"]:
            sentence, limit = CAPPED % said, AT_MOST % {"cap": words[cap]}
    else:
        sentence = str(SENTENCES[code]) % words if code in SENTENCES else ""
        limit = _limit(line, inputs, figures, words)
    used = [{"key": key} | figures[key] for key in LINE_FIGURES.get(code, ()) if key in figures]
    return LineTold(
        code, line["amount"], line["basis"], line["formula"], sentence, str(limit), used
    )


def _limit(line: Mapping, inputs: Mapping, figures: Mapping, words: Words) -> str:
    """The floor under a death by work accident, and the ceiling over several lost parts."""

    def value(key: str) -> Decimal:
        return Decimal(figures[key]["value"]) if key in figures else Decimal(0)

    if line["code"] == "santunan_kematian":
        sum_ = value("jkk_death_percent") / 100 * value("jkk_base_months") * inputs.get("base", 0)
        if sum_ < value("jkm_santunan_sekaligus"):
            said = {"sum": rupiah(sum_), "floor": words["jkm_santunan_sekaligus"]}
            return _("Limit: that would be %(sum)s, and less than %(floor)s is never paid.") % said
    if line["code"] == "santunan_cacat_anatomis":
        parts = sum(Decimal(part) for part in inputs.get("anatomical", ()))
        if parts > value("jkk_anatomical_limit_percent"):
            return _("Limit: all lost parts together count for at most %(share)s.") % {
                "share": words["jkk_anatomical_limit_percent"]
            }
    return ""


def reasons_told(outcome: Mapping, inputs: Mapping, figures: Mapping) -> list[str]:
    words = words_of(inputs, figures)
    return [
        str(REASONS[reason]) % words if reason in REASONS else reason
        for reason in outcome.get("reasons", ())
    ]


def pupils_told(outcome: Mapping, inputs: Mapping, figures: Mapping, names: list[str]) -> list:
    """Each child: what the scholarship brings, or why it brings nothing."""
    if inputs.get("programme") not in {"jkm", "jkk"}:
        return []
    rows = zip(inputs.get("children", ()), outcome.get("scholarship", ()), strict=False)
    found = []
    for n, (child, schooling) in enumerate(rows):
        school = str(LEVELS.get(child["level"], child["level"]))
        if child.get("grade"):
            school = _("%(school)s, grade %(n)d") % {"school": school, "n": child["grade"]}
        paid = schooling["ceiling"] > 0
        name = names[n] if n < len(names) else _("Child %(n)d") % {"n": n + 1}
        why = "" if paid else _no_school(outcome, inputs, figures, child)
        found.append(schooling | {"name": name, "school": school, "why": why})
    return found


def _no_school(outcome: Mapping, inputs: Mapping, figures: Mapping, child: Mapping) -> str:
    words = words_of(inputs, figures)

    def reaches(number: int, key: str) -> bool:
        return key in figures and number >= Decimal(figures[key]["value"])

    if outcome.get("decision") == "not_payable":
        return _("nothing can be paid")
    if "scholarship_max_children" not in figures:
        return _("there was no yearly scholarship yet on the day of the event")
    months_paid = inputs.get("months_paid", 0)
    if inputs["programme"] == "jkm" and not reaches(months_paid, "scholarship_min_months"):
        return _("the scholarship needs %(scholarship_min_months)s of contributions") % words
    if inputs["programme"] == "jkk" and not (inputs["died"] or inputs["total_disability"]):
        return _("the scholarship is for a death or for total disability")
    if reaches(child["age"], "scholarship_age_limit"):
        return _("not younger than %(scholarship_age_limit)s") % words
    if child["married"]:
        return _("married")
    if child["working"]:
        return _("working")
    return _("only %(scholarship_max_children)s children have a scholarship") % words
