"""The checks on people: numbers, heirs, the account's holder, claims that look alike."""

import hashlib

from claims.rules import heirs, identity
from claims.rules.duplicates import INSTEAD, LIKE_NAME, SAME_NAME, bare_name, name_likeness
from claims.rules.told import FAIL, NO_DATA, PASS, WARN, Check, Facts, Payee

OWN = "our own judgement"
NIK_SOURCE = "NIK: day, month and year of birth, area of registration (SRC-49, SRC-50)"
KK_SOURCE = "KK: area, day of issue, serial (rules of the card, not re-read)"
HEIRS_SOURCE = "PP 44/2015 art. 37(5), Permenaker 44/2015 art. 19(2) (SRC-02, SRC-03)"
GUARDIAN_SOURCE = "practice: a child is paid through a wali (SRC-30, SRC-53)"
HOLDER_SOURCE = "paid by transfer to the heir's own account (SRC-20)"


def nik_shape(facts: Facts, _: str) -> Check:
    """Can this number exist? The area is no reason to say no."""
    return _shape(facts.nik, "nik", NIK_SOURCE)


def kk_shape(facts: Facts, _: str) -> Check:
    return _shape(facts.kk, "kk", KK_SOURCE)


def _shape(number: str, card: str, source: str) -> Check:
    if not number:
        return Check(NO_DATA, "no_number", source)
    faults = identity.faults(number, card=card)
    return Check(FAIL, faults[0], source) if faults else Check(PASS, "possible", source)


def nik_matches(facts: Facts, _: str) -> Check:
    """Birth date, sex and area as told. The NIK stays the same when people move, and when a
    birth date is corrected: a difference is odd, and no more."""
    if not facts.nik or identity.faults(facts.nik):
        return Check(NO_DATA, "no_number", NIK_SOURCE)
    read = identity.read(facts.nik)
    compared, differing = [], []
    if born := facts.born_on:
        compared.append("born_on")
        if (read.day, read.month, read.year) != (born.day, born.month, born.year % 100):
            differing.append("born_on")
    if facts.sex:
        compared.append("sex")
        if read.woman != (facts.sex == "F"):
            differing.append("sex")
    if facts.regency:
        compared.append("area")
        if read.area[:4] != facts.regency:
            differing.append("area")
    if not compared:
        return Check(NO_DATA, "nothing_to_compare", NIK_SOURCE)
    if differing:
        return Check(WARN, "differs", NIK_SOURCE, {"differing": differing})
    return Check(PASS, "agrees", NIK_SOURCE)


def heir_order(facts: Facts, _: str) -> Check | None:
    """The heir named, against the relatives whom the claim itself tells of."""
    if not facts.died:
        return None
    if not facts.heir_relation:
        return Check(NO_DATA, "no_heir", HEIRS_SOURCE)
    if heirs.tier(facts.heir_relation) is None:
        return Check(FAIL, "not_in_line", HEIRS_SOURCE)
    ahead = heirs.ahead_of(facts.heir_relation, facts.kin)
    if not ahead:
        return Check(PASS, "in_order", HEIRS_SOURCE)
    nearer = {"nearer": sorted({one.kin.relation for one in ahead})}
    if any(one.confidence == "H" for one in ahead):
        return Check(FAIL, "nearer_heir", HEIRS_SOURCE, nearer)
    # Within one tier of the law only the branch's practice says who goes first.
    return Check(WARN, "nearer_by_practice", HEIRS_SOURCE, nearer)


GROWN_UP = {heirs.WIFE, heirs.HUSBAND, heirs.PARENT, heirs.GRANDPARENT, heirs.PARENT_IN_LAW}


def guardian(facts: Facts, _: str) -> Check | None:
    if not facts.died:
        return None
    if not facts.heir_relation:
        return Check(NO_DATA, "no_heir", GUARDIAN_SOURCE)
    if facts.heir_relation in GROWN_UP:
        return Check(PASS, "grown_up", GUARDIAN_SOURCE)
    limit = facts.limits.get("adult_age")
    if limit is None:
        return Check(NO_DATA, "no_figure", GUARDIAN_SOURCE)
    needed = heirs.needs_guardian(facts.heir_age, limit.value)
    if needed is None:
        return Check(NO_DATA, "age_unknown", GUARDIAN_SOURCE)
    if not needed:
        return Check(PASS, "grown_up", limit.source)
    if facts.payee_relation == heirs.GUARDIAN:
        if facts.guardian_paper:
            return Check(PASS, "guardian_named", GUARDIAN_SOURCE)
        return Check(WARN, "guardian_paper_missing", GUARDIAN_SOURCE)
    if facts.payee_relation in GROWN_UP:
        # Mostly the mother. The branch wants to see who may act for the child.
        return Check(WARN, "paid_to_a_parent", GUARDIAN_SOURCE)
    return Check(FAIL, "no_guardian", limit.source)


def account_holder(facts: Facts, _: str) -> Check:
    """The heir, or the guardian of a child; a living worker himself."""
    owner = facts.heir_name if facts.died else facts.name
    likeness = name_likeness(owner, facts.payee_name)
    if likeness is None:
        return Check(NO_DATA, "not_known", HOLDER_SOURCE)
    if likeness >= LIKE_NAME:
        return Check(PASS, "same_person", HOLDER_SOURCE)
    if facts.died and facts.payee_relation == heirs.GUARDIAN:
        limit = facts.limits.get("adult_age")
        if heirs.may_be_paid(heirs.GUARDIAN, facts.kin, limit.value if limit else None):
            return Check(PASS, "guardian", HOLDER_SOURCE)
    # The words that overrule this are about these two names, and about no others.
    names = f"{bare_name(owner)}|{bare_name(facts.payee_name)}"
    said = {"names": hashlib.sha256(names.encode()).hexdigest()[:12]}
    return Check(FAIL, "somebody_else", HOLDER_SOURCE, said)


# More would be a list, and nobody reads those.
SHOWN = 5


def one_account(facts: Facts, _: str) -> Check:
    """One account for several payees, or several for one person: a treasurer's account, a slip of
    a digit, or money on its way to somebody else. A person finds out before anything is granted."""
    if not facts.account or not facts.payee_name or facts.paid is None:
        return Check(NO_DATA, "not_known", OWN)
    others = [one.code for one in facts.paid if one.same_account and not _named(facts, one)]
    reason = "of_several"
    if not others:
        reason = "several"
        others = [
            one.code
            for one in facts.paid
            if one.near and not one.same_account and _named(facts, one, SAME_NAME)
        ]
    if not others:
        return Check(PASS, "nobody_else", OWN)
    # The words that overrule this are about this account and name, and about no others.
    about = f"{facts.account}|{bare_name(facts.payee_name)}"
    said = {
        "claims": [{"code": code} for code in sorted(others)[:SHOWN]],
        "n": len(others),
        "about": hashlib.sha256(about.encode()).hexdigest()[:12],
    }
    return Check(FAIL, reason, OWN, said)


def _named(facts: Facts, other: Payee, least: int = LIKE_NAME) -> bool:
    likeness = name_likeness(facts.payee_name, other.name)
    return likeness is not None and likeness >= least


def duplicate(facts: Facts, _: str) -> Check:
    """Scored on what is present, so that a missing NIK switches nothing off. What was told apart
    once is not raised again."""
    if facts.others is None:
        return Check(NO_DATA, "nothing_to_compare", OWN)
    likely = sorted(
        (o for o in facts.others if o.likely), key=lambda o: (o.apart, -o.points, o.code)
    )
    if not likely:
        return Check(PASS, "no_other", OWN)
    shown = [
        {"code": one.code, "points": one.points, "reasons": list(one.reasons)}
        | ({"apart": True} if one.apart else {})
        for one in likely[:SHOWN]
    ]
    said = {"claims": shown, "n": len(likely)}
    if likely[0].apart:
        return Check(PASS, "told_apart", OWN, said)
    same = any(one.same and not one.apart for one in likely)
    return Check(FAIL if same else WARN, "same_event" if same else "likely", OWN, said)


def already_granted(facts: Facts, programme: str) -> Check:
    """One event is paid once under one programme, and one death under JKM or under JKK."""
    if facts.others is None:
        return Check(NO_DATA, "nothing_to_compare", OWN)
    # Who outlived an accident was paid for that: a death later is another event.
    instead = INSTEAD.get(programme) if facts.died else None
    granted = sorted(
        (
            o
            for o in facts.others
            if o.likely
            and (programme in o.granted or instead in o.death)
            and (o.same or not o.apart)
        ),
        key=lambda o: (not o.same, o.code),
    )
    if not granted:
        return Check(PASS, "not_yet", OWN)
    said = {"claims": [{"code": one.code} for one in granted[:SHOWN]]}
    itself = programme in granted[0].granted
    if granted[0].same:
        return Check(FAIL, "granted_before" if itself else "granted_instead", OWN, said)
    return Check(WARN, "perhaps_granted" if itself else "perhaps_instead", OWN, said)
