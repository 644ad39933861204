"""How the lines of a batch are told on a page. No queries here."""

from django import template

from claims.models import money_words
from claims.templatetags.santunan import worded

register = template.Library()
register.filter("closing_words", worded(money_words.CLOSING_WORDS))
