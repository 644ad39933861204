"""Text that leaves for a spreadsheet, which would take some of it for a formula."""

# The full-width forms too: a spreadsheet of another language reads them as the plain ones.
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def inert(text: str) -> str:
    """The same, with an apostrophe before it where it would be worked out. Spaces hide no sign:
    some programs leave them out."""
    return f"'{text}" if text.lstrip(" \u00a0").startswith(BEGINS_A_FORMULA) else text
