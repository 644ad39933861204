"""Telephone numbers as people write them here."""

import phonenumbers


def international(phone: str) -> str:
    """+628117001122 of 0811..., 62811... or +62811...; empty for what is no number."""
    phone = phone.strip()
    try:
        # phonenumbers reads 62812... without a plus as the area 0628.
        number = phonenumbers.parse(f"+{phone}" if phone.startswith("62") else phone, "ID")
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
