"""What somebody might write into a field, or a program that looks for what falls over."""

# As bytes in an address they stand percent-encoded, in a form as they are.
ODD = (
    "", " ", "\0", "a\0b", "\x7f", "\r\nSet-Cookie: a=b", "\u202e", "\ufeff", "\U0001f642" * 40,
    "\N{COMBINING ACUTE ACCENT}" * 50, "x" * 300, "x" * 70_000, "-1", "0", "1e9", "1e400", "NaN",
    "Infinity", "9" * 19, "9" * 30, "9" * 5_000, "-" + "9" * 25, "0x10", "1_000", "\u0661\u0662",
    "1,5", "1.5", "99999999999.999", "2026-02-30", "0001-01-01", "0000-00-00", "9999-12-31",
    "10000-01-01", "31-02-2026", "2026-13-40", "24:61", "abc", "null", "None", "[]", "{}", "true",
    "' OR 1=1 --", "\\", "%", "%s", "%00", "{{7*7}}", "${7*7}", "<script>", "../../etc/passwd",
    "id", "-id", "password", "__class__", "nosuch", "16.02.05.2011", "1602-26-000001",
)  # fmt: skip
