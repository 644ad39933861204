"""How like a name is what somebody typed to find it."""

from rapidfuzz import fuzz

from claims.rules.duplicates import bare_name

# Of 100. Two letters of eight may be wrong, or one of four.
ALIKE = 75


def spelt_alike(asked: str, name: str) -> int:
    """0 to 100: each word that was asked for beside the nearest word of the name. A name may
    have more words than anybody types."""
    wanted, there = bare_name(asked).split(), bare_name(name).split()
    if not wanted or not there:
        return 0
    best = [max(fuzz.ratio(word, other) for other in there) for word in wanted]
    return round(sum(best) / len(best))
