"""What the village has changed since the file was sent back, beside what it said before."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from claims.actions.returned import Before, before_return
from claims.models import Claim, Document, Fact
from claims.views.story import Section, Told, facts_of, number_labels


@dataclass(frozen=True)
class Changed:
    """sections: the story with its changes marked. count: how many rows differ. added and gone:
    files that came, and files that were taken out. word: what the village wrote with its answer."""

    sections: list[Section]
    count: int
    added: frozenset[int]
    gone: list[Document]
    before: Before
    word: str = ""


def changed(claim: Claim, events, sections: list[Section]) -> Changed | None:
    """None: there is nothing to compare with. Asks one question, and only after a return."""
    before = before_return(claim, events)
    if before is None:
        return None
    marked = _marked(sections, _as_told(claim, before), number_labels(before.numbers))
    files = list(claim.documents.all())
    last, at = before.event.data.get("last_file", 0), before.event.at
    return Changed(
        sections=marked,
        count=sum(row.changed for section in marked for row in section.rows),
        added=frozenset(one.pk for one in files if one.pk > last and one.removed_at is None),
        gone=[one for one in files if one.removed_at and one.removed_at >= at and one.pk <= last],
        before=before,
        word=next(event.words for event in reversed(events) if event.move == "answer"),
    )


def _as_told(claim: Claim, before: Before) -> list[Section]:
    """The story as it stood. What the office has assessed meanwhile is the office's, so it
    stands in both."""
    today = {fact.key: fact for fact in claim.facts.all()}
    keys = {*before.stated, *(key for key, fact in today.items() if fact.assessed_at)}
    facts = {}
    for key in keys:
        now = today.get(key, Fact(key=key))
        facts[key] = Fact(
            key=key, stated=before.stated.get(key), assessed=now.assessed,
            assessed_at=now.assessed_at,
        )  # fmt: skip
    return facts_of(before.claim, facts, before.children)


def _marked(now: list[Section], old: list[Section], numbers: set[str]) -> list[Section]:
    then = {section.page: section for section in old}
    found = [_section(section, then.pop(section.page, None), numbers) for section in now]
    # Children, or harm, that the village has taken out altogether.
    found += [
        replace(section, rows=[_row(Told(row.label, ""), row) for row in section.rows])
        for section in then.values()
    ]
    return found


def _section(now: Section, old: Section | None, numbers: set[str]) -> Section:
    said = {row.label: row for row in old.rows} if old else {}
    rows = []
    for row in now.rows:
        if str(row.label) in numbers:
            # A number of a person: that it changed, and not from what.
            rows.append(row._replace(changed=True, before=None))
            said.pop(row.label, None)
        else:
            rows.append(_row(row, said.pop(row.label, Told(row.label, ""))))
    rows += [_row(Told(row.label, ""), row) for row in said.values()]
    return replace(now, rows=rows)


def _row(now: Told, old: Told) -> Told:
    if str(now.value or "") == str(old.value or ""):
        return now
    return now._replace(changed=True, before=str(old.value or "") or _("nothing"))
