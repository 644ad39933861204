"""How papers are written: why one is needed, what was found. No queries here."""

from django import template

from claims.models import paper_words
from claims.rules.papers import Judged
from claims.templatetags.santunan import worded

register = template.Library()
register.filter("paper_why", worded(paper_words.WHY_WORDS))
register.filter("judged_words", worded(paper_words.JUDGED_WORDS))
register.filter("mend_words", worded(paper_words.MEND_WORDS))


@register.filter
def judged_tone(verdict):
    if not verdict:
        return "calm"
    return "good" if verdict == Judged.ACCEPTED else "bad"
