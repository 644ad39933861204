"""The whole history of a claim in words: what an auditor reads on the page and takes along as one
PDF. Every number of a person or an account masked; nothing that happened left out."""

from dataclasses import asdict, dataclass, field

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from claims.models import Claim, Letter
from claims.models.letter_words import LETTER_WORDS
from claims.models.paper_words import JUDGED_WORDS
from claims.models.words import (
    DUTY_WORDS,
    KIND_WORDS,
    OBJECTION_LABELS,
    REFUSAL_REASONS,
    STATE_LABELS,
    VERDICT_WORDS,
)
from claims.templatetags.santunan import moment, role_words
from claims.views import history_events, history_money
from claims.views.check_rows import checks_of
from claims.views.paper_groups import names_of
from claims.views.story import facts_of
from regencies.models import Actor


@dataclass
class Part:
    """One part: labels with values, a table, or entries one below the other."""

    title: str
    rows: list[tuple[str, str]] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    table: list[list[str]] = field(default_factory=list)
    entries: list[dict] = field(default_factory=list)


def history(claim: Claim, actor: Actor, now) -> list[Part]:
    """In a fixed number of queries. Everything is text, in the language that is active."""
    parts = [
        _overview(claim),
        *_facts(claim),
        _checks(claim, actor, now),
        _papers(claim),
        Part(_("What happened to this claim"), entries=history_events.events(claim)),
        Part(_("Time limits"), entries=history_events.clocks(claim)),
        Part(_("Notes of the office"), entries=history_events.notes(claim)),
        Part(_("Awards"), entries=history_money.awards(claim)),
        _payouts(claim),
        Part(_("What the family said of payments"), entries=history_money.receipts(claim)),
        _letters(claim),
        _objections(claim),
        _notices(claim),
        _exports(claim),
        _looks(claim),
    ]
    return [part for part in parts if part.rows or part.table or part.entries]


def plain(parts: list[Part]) -> list[dict]:
    """As JSON can keep it, and a template of a letter can print it."""
    return [asdict(part) for part in parts]


def who(person, acts_for=None, title: str = "") -> str:
    """Name, role, and for whom they stood in."""
    if person is None:
        return _("by the clock")
    said = [person.name] + ([str(role_words(title))] if title else [])
    told = ", ".join(said)
    if acts_for:
        told += ", " + _("standing in for %(who)s") % {"who": acts_for}
    return told


def _overview(claim: Claim) -> Part:
    duties = claim.duties.select_related("person").order_by("id")
    ruled = [
        ": ".join(
            str(word)
            for word in (
                row.programme,
                VERDICT_WORDS.get(row.verdict, _("no ruling yet")),
                capfirst(str(REFUSAL_REASONS.get(row.reason, row.reason))),
                row.note,
            )
            if word
        )
        for row in claim.programmes.select_related("programme")
    ]
    return Part(
        _("Overview"),
        [
            (_("Claim"), claim.code),
            (_("State"), str(STATE_LABELS[claim.state])),
            (_("What happened"), str(KIND_WORDS[claim.kind])),
            (_("Village"), f"{claim.village.name}, {claim.district.name}, {claim.regency.name}"),
            (_("Begun"), f"{moment(claim.created_at)}, {claim.entered_by}"),
            (_("Submitted on"), moment(claim.submitted_at)),
            *((_("Ruling"), told) for told in ruled),
            *(
                (capfirst(str(DUTY_WORDS[row.duty])), row.person.name)
                for row in duties
            ),
        ],
    )  # fmt: skip


def _facts(claim: Claim) -> list[Part]:
    return [
        Part(section.title, [(str(row.label), str(row.value or "–")) for row in section.rows])
        for section in facts_of(claim)
        if section.rows
    ]


def _checks(claim: Claim, actor: Actor, now) -> Part:
    groups = checks_of(claim, actor, now, deciding=True)
    entries = []
    for name in ("checks_open", "checks_unknown", "checks_passed"):
        for row in groups[name]:
            entries.append(history_events.check(row))
    return Part(_("Checks"), entries=entries)


def _papers(claim: Claim) -> Part:
    documents = list(claim.documents.select_related("uploaded_by"))
    verdicts = {row.paper: row for row in claim.paper_verdicts.select_related("by")}
    names = names_of({row.paper for row in documents} | set(verdicts))
    table = []
    for row in documents:
        verdict = verdicts.get(row.paper)
        judged = ""
        if verdict:
            word = JUDGED_WORDS.get(verdict.verdict, verdict.verdict)
            judged = f"{capfirst(str(word))}, {verdict.by}, {moment(verdict.at)} {verdict.note}"
        gone = _("taken out on %(at)s") % {"at": moment(row.removed_at)} if row.removed_at else ""
        brought = f"{row.uploaded_by}, {moment(row.uploaded_at)} {gone}"
        table.append([names.get(row.paper, row.paper), brought.strip(), judged.strip(), row.sha256])
    heads = [_("Paper"), _("Brought by"), _("Judged"), "SHA-256"]
    return Part(_("Papers"), heads=heads, table=table)


def _payouts(claim: Claim) -> Part:
    table = history_money.payouts(claim)
    heads = [_("Programme"), _("Payee"), _("Awarded"), _("State"), _("Payment")]
    return Part(_("Payouts"), heads=heads, table=table)


def _letters(claim: Claim) -> Part:
    table = [
        [
            f"{LETTER_WORDS.get(row.kind, row.kind)}, {row.number}",
            f"{row.issued_by}, {moment(row.issued_at)}",
            f"{row.signatory_title} {row.signatory}".strip(),
            _standing(row),
            row.sha256,
        ]
        for row in claim.letters.select_related("issued_by", "withdrawn_by")
    ]
    heads = [_("Letter"), _("Issued by"), _("Signed by"), _("Standing"), "SHA-256"]
    return Part(_("Letters"), heads=heads, table=table)


def _standing(letter: Letter) -> str:
    told = _("stands")
    if letter.withdrawn_at:
        told = _("withdrawn by %(who)s, %(at)s: %(why)s") % {
            "who": letter.withdrawn_by, "at": moment(letter.withdrawn_at),
            "why": letter.withdrawn_why,
        }  # fmt: skip
    gone = [_("its paper was destroyed")] if letter.destroyed else []
    return "; ".join([told, *gone])


def _objections(claim: Claim) -> Part:
    entries = [
        {
            "head": str(OBJECTION_LABELS[row.state]),
            "sub": f"{row.family_name}; {row.filed_by}, {moment(row.filed_at)}",
            "lines": [
                row.grounds,
                *([f"{row.decided_by}, {moment(row.decided_at)}: {row.answer}"]
                  if row.decided_at else []),
            ],
        }
        for row in claim.objections.select_related("filed_by", "decided_by").order_by("id")
    ]  # fmt: skip
    return Part(_("Objections"), entries=entries)


def _notices(claim: Claim) -> Part:
    table = []
    rows = claim.notices.select_related("person", "event").order_by("created_at", "id")
    for row in rows:
        if row.sent_at:
            result = _("left %(at)s") % {"at": moment(row.sent_at)}
        elif row.given_up_at:
            result = _("given up %(at)s") % {"at": moment(row.given_up_at)}
        elif row.channel == "inbox":
            result = (
                _("read %(at)s") % {"at": moment(row.read_at)} if row.read_at else _("not read")
            )
        else:
            result = _("still to leave")
        if row.error:
            result = f"{result}; {row.error}"
        table.append([
            moment(row.created_at), str(row), str(row.person or _("the family")),
            str(row.get_channel_display()), result,
        ])  # fmt: skip
    heads = [_("When"), _("About what"), _("To whom"), _("Which way"), _("Result")]
    return Part(_("Who was told"), heads=heads, table=table)


def _exports(claim: Claim) -> Part:
    table = [
        [moment(row.at), who(row.by, row.acts_for, row.title), str(row.get_kind_display()),
         row.reason, row.sha256]
        for row in claim.exports.select_related("by", "acts_for").order_by("id")
    ]  # fmt: skip
    heads = [_("When"), _("Who"), _("What"), _("Why"), "SHA-256"]
    return Part(_("Who took this claim along"), heads=heads, table=table)


def _looks(claim: Claim) -> Part:
    """Papers that were opened, and files read at a desk by the auditor."""
    rows = claim.looks.select_related("by", "acts_for", "document").order_by("id")
    names = names_of({row.document.paper for row in rows if row.document})
    table = [
        [moment(row.at), who(row.by, row.acts_for, row.title), capfirst(row.get_what_display()),
         str(names.get(row.document.paper, row.document.paper)) if row.document else ""]
        for row in rows
    ]  # fmt: skip
    heads = [_("When"), _("Who"), _("What"), _("Paper")]
    return Part(_("Who looked"), heads=heads, table=table)
