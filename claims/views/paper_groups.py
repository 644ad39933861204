"""The papers of a claim as every desk reads them: needed or not and why, the files, the verdict."""

from dataclasses import dataclass, field

from claims import actions
from claims.actions.checklist import AskedAgain, Wanted
from claims.models import Claim, Document, Event, Letter, PaperVerdict
from claims.rules.papers import Need
from claims.rules.states import State
from regencies.models import Paper


@dataclass
class Group:
    """One paper. wanted None: here, and not on this case's list."""

    key: str
    name: str
    wanted: Wanted | None = None
    documents: list[Document] = field(default_factory=list)
    verdict: PaperVerdict | None = None
    # While the file is with the village: what the return said of this paper.
    again: AskedAgain | None = None
    # Why the village can't have it, for whoever judges it anew.
    excuse: str = ""
    # Why files just sent were not kept.
    refused: list[str] = field(default_factory=list)
    # Files that the service has thrown away, and nothing came since.
    harmful: list[Document] = field(default_factory=list)
    # The letter that is this paper, once signed: one that stands, or the kind that may be issued.
    letter: Letter | None = None
    printable: str = ""

    @property
    def needed(self) -> bool:
        return self.wanted is not None and self.wanted.needed

    @property
    def maybe(self) -> bool:
        return self.wanted is not None and self.wanted.need == Need.MAYBE

    @property
    def missing(self) -> bool:
        seen = self.verdict is not None and not self.verdict.faulty
        return self.needed and not self.documents and not seen


class Groups(list[Group]):
    """In the order of the list: needed, needed perhaps, and what was kept besides."""

    @property
    def shown(self) -> list[Group]:
        """What there is to read: a paper that only may be needed says nothing without a file."""
        return [group for group in self if group.needed or (group.maybe and group.documents)]

    @property
    def perhaps(self) -> list[Group]:
        return [group for group in self if group.maybe and not group.documents]

    @property
    def kept(self) -> list[Group]:
        return [group for group in self if group.wanted is None and group.documents]

    @property
    def missing(self) -> list[Group]:
        return [group for group in self if group.missing]

    @property
    def faulty(self) -> list[Group]:
        return [group for group in self if group.wanted and group.verdict and group.verdict.faulty]

    @property
    def unjudged(self) -> list[Group]:
        return [group for group in self if group.needed and group.verdict is None]

    @property
    def again(self) -> list[Group]:
        return [group for group in self if group.again]


def papers_of(claim: Claim) -> Groups:
    """Whatever this case needs or may need, each with its files; then what came beside."""
    found = actions.checklist(claim)
    again = actions.asked_again(claim, found) if claim.state == State.SENT_BACK else []
    asked = {row.wanted.key: row for row in again}
    excuses = actions.excuses(claim) if found.faulty else {}
    groups = {
        row.key: Group(
            row.key,
            row.name,
            row,
            verdict=found.verdicts.get(row.key),
            again=asked.get(row.key),
            excuse=excuses.get(row.key, ""),
        )
        for row in found.wanted
    }
    files = [*found.documents, *found.harmful]
    names = names_of({document.paper for document in files} - set(groups))
    for document in files:
        key = document.paper
        group = groups.setdefault(key, Group(key, names.get(key, key)))
        (group.harmful if document.removed_at else group.documents).append(document)
    return Groups(groups.values())


def names_of(keys: set[str]) -> dict[str, str]:
    if not keys:
        return {}
    return dict(Paper.objects.filter(key__in=keys).values_list("key", "name"))


def name_papers(events: list[Event]) -> list[Event]:
    """Each event with the papers it speaks of in `papers_told`: name, verdict, words."""
    told = {event.pk: _told(event) for event in events}
    names = names_of({key for rows in told.values() for key, _, _ in rows})
    for event in events:
        event.papers_told = [
            {"name": names.get(key, key), "verdict": verdict, "note": note}
            for key, verdict, note in told[event.pk]
        ]
    return events


def _told(event: Event) -> list[tuple[str, str, str]]:
    data = event.data
    papers = data.get("papers", ())
    # A bundle says how many there were.
    rows = [tuple(row) for row in papers] if isinstance(papers, list) else []
    rows += [(key, verdict, "") for key, verdict in data.get("judged", {}).items()]
    rows += [(key, "", why) for key, why in event.without.items()]
    if "taken_back" in data:
        rows.append((data["paper"], "", ""))
    return rows
