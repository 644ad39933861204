"""How the results of checks are written. No queries here."""

from django import template

from claims.models import check_words
from claims.rules.told import FAIL, NO_DATA, PASS, WARN
from claims.templatetags.santunan import worded

register = template.Library()
register.filter("check_words", worded(check_words.CHECK_WORDS))
register.filter("result_words", worded(check_words.RESULT_WORDS))

TONES = {PASS: "good", WARN: "warn", FAIL: "bad", NO_DATA: "calm"}
# Beside the word, so that neither colour nor sign stands alone.
SIGNS = {PASS: "✓", WARN: "!", FAIL: "✕", NO_DATA: "?"}


@register.filter
def result_tone(result):
    return TONES.get(result, "calm")


@register.filter
def result_sign(result):
    return SIGNS.get(result, "?")
