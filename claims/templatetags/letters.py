"""How letters are written of. No queries here."""

from django import template

from claims.models import letter_words
from claims.templatetags.santunan import worded

register = template.Library()
register.filter("letter_words", worded(letter_words.LETTER_WORDS))
register.filter("letter_on_paper", worded(letter_words.ON_PAPER))
