"""A whole number in Indonesian words, as amounts stand on papers: terbilang."""

ONES = (
    "nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan",
    "sepuluh", "sebelas",
)  # fmt: skip
STEPS = (
    (10**15, "kuadriliun"), (10**12, "triliun"), (10**9, "miliar"), (10**6, "juta"),
    (1000, "ribu"), (100, "ratus"),
)  # fmt: skip


def terbilang(number: int) -> str:
    """1.250.000 is "satu juta dua ratus lima puluh ribu". Below 10^18, and never negative."""
    if not 0 <= number < 10**18:
        raise ValueError("no words for this number")
    if number < 12:
        return ONES[number]
    if number < 20:
        return f"{ONES[number - 10]} belas"
    if number < 100:
        return _joined(f"{ONES[number // 10]} puluh", number % 10)
    size, word = next(step for step in STEPS if number >= step[0])
    count, rest = divmod(number, size)
    # A hundred and a thousand say "se-"; the larger ones say "satu".
    head = f"se{word}" if count == 1 and size <= 1000 else f"{terbilang(count)} {word}"
    return _joined(head, rest)


def _joined(head: str, rest: int) -> str:
    return f"{head} {terbilang(rest)}" if rest else head
