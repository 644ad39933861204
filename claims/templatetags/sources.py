"""Where a rule stands, as people read it: titles for codes, sentences in their language."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from claims.models.source_words import CODE, CODES
from regencies.tables import table

register = template.Library()

KINDS = {
    "primary": pgettext_lazy("source", "text of the rule"),
    "official": pgettext_lazy("source", "an office or its official"),
    "press": pgettext_lazy("source", "press"),
    "blog": pgettext_lazy("source", "private page"),
}


def parts(source: str) -> tuple[str, list[dict]]:
    """The sentence without codes, and what the codes stand for. An unknown code stays."""
    known = {row["code"]: row for row in table("sources")}
    codes = CODE.findall(source)
    if not all(code in known for code in codes):
        return source, []
    sentence = CODES.sub("", source).strip(" ,;")
    return (_(sentence) if sentence else ""), [known[code] for code in codes]


@register.filter
def source_text(source: str) -> str:
    """Without links: for where a link stands already."""
    sentence, rows = parts(source or "")
    titles = "; ".join(row["title"] for row in rows)
    return f"{sentence} ({titles})" if sentence and titles else sentence or titles


@register.filter
def source(source: str) -> SafeString:
    """With a link to each document that has an address. Nothing is fetched until it is followed."""
    sentence, rows = parts(source or "")
    titles = format_html_join("; ", "{}", [(_title(row),) for row in rows])
    if sentence and titles:
        return format_html("{} ({})", sentence, titles)
    return titles or format_html("{}", sentence)


def _title(row: dict) -> SafeString:
    kind = KINDS.get(row["kind"], "")
    if not row["link"]:
        return format_html('<span title="{}">{}</span>', kind, row["title"])
    return format_html(
        '<a href="{}" rel="noreferrer" title="{}">{}</a>', row["link"], kind, row["title"]
    )
