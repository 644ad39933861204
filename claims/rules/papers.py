"""Which programmes a claim concerns, and what is still missing before it may go on."""

from collections.abc import Collection, Iterable, Mapping

JKM, JKK, SANTUNAN_OKI = "jkm", "jkk", "santunan_oki"


def programmes(*, died: bool, at_work: bool, offered: Collection[str]) -> list[str]:
    """The programmes that an event may give a right to, of those offered in the regency.

    A death is paid under JKK or under JKM, never both (PP 44/2015 art. 1); an accident that
    was no work accident gives a living participant nothing.
    """
    fitting = []
    if at_work:
        fitting.append(JKK)
    elif died:
        fitting.append(JKM)
    if died:
        fitting.extend(code for code in sorted(offered) if code not in {JKM, JKK})
    return [code for code in fitting if code in offered]


def unfilled(values: Mapping[str, object], required: Iterable[str]) -> list[str]:
    """Names of required fields without a value, in their order. False and 0 are values."""
    return [name for name in required if values.get(name) in (None, "")]


def missing(required: Iterable[str], present: Collection[str]) -> list[str]:
    """Keys of required papers that are not there, each once, in their order."""
    return [key for key in dict.fromkeys(required) if key not in present]
