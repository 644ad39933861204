"""Which papers a claim needs and why, what was said of each, and what was asked for again."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Q

from claims.actions.paper_facts import paper_facts
from claims.models import Claim, Document, Event, PaperVerdict
from claims.rules import papers
from claims.rules.papers import Need
from claims.rules.told import PASS
from regencies.models import Paper as PaperRow

NEEDED = (Need.MUST, Need.NEEDED)


@dataclass(frozen=True)
class Wanted:
    """One paper of this case: whether it is needed and why. original: to be shown as well."""

    key: str
    name: str
    note: str
    original: bool
    need: str
    why: str

    @property
    def needed(self) -> bool:
        return self.need in NEEDED


@dataclass(frozen=True)
class Checklist:
    """The papers of a case that are needed or may be, the files that are here, the verdicts."""

    wanted: list[Wanted]
    documents: list[Document]
    verdicts: Mapping[str, PaperVerdict]
    # Thrown away by the service, and nothing came since.
    harmful: list[Document] = field(default_factory=list)

    def here(self, key: str) -> bool:
        """A file that nobody found fault with, or an original that was seen and accepted."""
        if verdict := self.verdicts.get(key):
            return not verdict.faulty
        return any(document.paper == key for document in self.documents)

    @property
    def missing(self) -> list[Wanted]:
        needed = [row for row in self.wanted if row.needed]
        present = {row.key for row in needed if self.here(row.key)}
        absent = set(papers.missing([row.key for row in needed], present))
        return [row for row in needed if row.key in absent]

    @property
    def faulty(self) -> list[tuple[Wanted, PaperVerdict]]:
        """Whatever the case no longer needs is nobody's fault."""
        pairs = [(row, self.verdicts.get(row.key)) for row in self.wanted]
        return [(row, verdict) for row, verdict in pairs if verdict and verdict.faulty]

    @property
    def unjudged(self) -> list[Wanted]:
        return [row for row in self.wanted if row.needed and row.key not in self.verdicts]


def checklist(claim: Claim) -> Checklist:
    """Read anew each time, in a fixed number of queries for the claim's programmes."""
    codes = [row.programme_id for row in claim.programmes.all()]
    rows = PaperRow.objects.filter(programme__in=codes).defer("source", "confidence")
    rows = list(rows.order_by("order", "key"))
    verdicts = {row.paper: row for row in claim.paper_verdicts.select_related("by")}
    faulty = frozenset(key for key, row in verdicts.items() if row.faulty)
    found = papers.checklist(
        [papers.Row(row.programme_id, row.key, row.asked_if) for row in rows],
        paper_facts(claim, {row.asked_if for row in rows}, faulty),
    )
    files = list(claim.documents.filter(Q(removed_at=None) | Q(verdict=Document.Verdict.REFUSED)))
    here = [one for one in files if one.removed_at is None]
    newest = {one.paper: one.pk for one in here}
    harmful = [one for one in files if one.removed_at and newest.get(one.paper, 0) < one.pk]
    return Checklist(_wanted(rows, found), here, verdicts, harmful)


def papers_expected(codes: Collection[str], *, died: bool) -> list[Wanted]:
    """What these programmes ask for before more is known than what happened."""
    rows = list(PaperRow.objects.filter(programme__in=codes).order_by("order", "key"))
    found = papers.checklist(
        [papers.Row(row.programme_id, row.key, row.asked_if) for row in rows],
        papers.Facts(died=died, children=None),
    )
    return _wanted(rows, found)


def missing_papers(claim: Claim) -> list[Wanted]:
    """Papers that the case needs and that are not here, or not as they should be."""
    return checklist(claim).missing


def missing_now(claim: Claim) -> list[Wanted]:
    """The same of a locked claim. Where the checks have just seen the file complete, which
    whatever changes it or its lists takes back, the lists are not read again."""
    if claim.checked_version == claim.version:
        seen = claim.checks.filter(key="papers").values_list("result", flat=True)
        if list(seen) == [PASS]:
            return []
    return missing_papers(claim)


def _wanted(rows: Iterable[PaperRow], found: Mapping[str, papers.Asked]) -> list[Wanted]:
    """In the order of the need, then of the lists. The note is that of the firmest row."""
    first: dict[str, PaperRow] = {}
    for row in rows:
        if row.key not in first or (first[row.key].asked_if and not row.asked_if):
            first[row.key] = row
    originals = {row.key for row in rows if row.original}
    wanted = [
        Wanted(key, row.name, row.note, key in originals, found[key].need, found[key].why)
        for key, row in first.items()
        if found[key].need != Need.NOT
    ]
    return sorted(wanted, key=lambda row: papers.ORDER.index(row.need))


# What was asked for again ---------------------------------------------------------------------


@dataclass(frozen=True)
class AskedAgain:
    """A paper of the last return. sent: a new file has come since."""

    wanted: Wanted
    verdict: str
    note: str
    sent: bool


def last_return(claim: Claim) -> Event | None:
    return claim.events.filter(move="send_back").order_by("-id").first()


def asked_again(claim: Claim, found: Checklist | None = None) -> list[AskedAgain]:
    """What the last return listed, as far as the case still needs it."""
    event = last_return(claim)
    if event is None or not event.data.get("papers"):
        return []
    found = found or checklist(claim)
    wanted = {row.key: row for row in found.wanted}
    # By the number of the file: the clocks of two requests may differ, their order under the
    # lock does not.
    sent = {row.paper for row in found.documents if row.pk > event.data["last_file"]}
    return [
        AskedAgain(wanted[key], verdict, note, key in sent)
        for key, verdict, note in event.data["papers"]
        if key in wanted
    ]


def excuses(claim: Claim) -> dict[str, str]:
    """Paper to the village's word, in its last answer, on why it can't be had."""
    rows = claim.events.filter(move="answer").select_related("spoken")
    event = rows.order_by("-id").first()
    return event.without if event else {}
