"""Telling people: who hears and when (hearing), in which words (wording, summaries), and by
which gateway (carrying)."""

from claims.notices.hearing import (
    Happened,
    family_phone,
    owe,
    owe_about,
    owe_all,
    owe_each_about,
    owe_to,
)
from claims.notices.seats import HOLDER, Place, Seats
from claims.notices.summaries import mail_of_day, message_of_day
from claims.notices.wording import about_each, leads_to, mail, message, text

__all__ = [
    "HOLDER",
    "Happened",
    "Place",
    "Seats",
    "about_each",
    "family_phone",
    "leads_to",
    "mail",
    "mail_of_day",
    "message",
    "message_of_day",
    "owe",
    "owe_about",
    "owe_all",
    "owe_each_about",
    "owe_to",
    "text",
]
