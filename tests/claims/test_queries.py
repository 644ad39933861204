"""Every page asks as often of thirty rows as of one. The numbers stand in query_counts: whoever
changes one sees it, and whoever adds a page adds its line."""

import uuid
from datetime import timedelta
from functools import partial

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims import actions
from claims.actions import exporting, senders, systems
from claims.actions import leave as absence
from claims.exports import Wanted
from claims.models import Claim
from claims.rules.letters import LetterKind
from claims.rules.states import State
from claims.views.money import FORMS
from regencies.models import Role, SystemCall
from tests import build, deaths
from tests.claims import crowd
from tests.claims.enrolled import enrol
from tests.claims.pages import do, recent
from tests.claims.query_counts import QUERIES
from tests.pages.kinds import every_name, reached
from tests.schooled import schooled

# Files, what only answers a button, and pages of one row that have tests of their own.
NOT_COUNTED = {
    # What allauth calls pages of ours, and pages of somebody's own factor.
    "account_login", "account_logout", "account_reauthenticate", "change_password", "end_sessions",
    "mfa_authenticate", "mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_index",
    "mfa_list_webauthn", "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "mfa_remove_webauthn",
    "mfa_view_recovery_codes", "reference:renew", "reference:reset_factor", "resume",
    "socialaccount_connections", "socialaccount_login_cancelled",
    "audit:destruction", "audit:hold", "audit:lift_hold", "audit:read_history",
    "audit:settle_question", "calls:call_back", "calls:show_phone", "claim",
    "district:board_csv", "district:issued", "exports:take", "exports:take_released",
    "family:confirm", "healthz", "inbox_read", "letters:file", "logout", "metrics",
    "money:take_bank_file", "operations:retry_clock", "operations:retry_letters",
    "deaths:confirm", "deaths:file",
    "panel:board_csv", "panel:cover_csv", "panel:cover_take", "panel:decide_next",
    "panel:extend", "panel:figures_csv", "panel:overrule",
    "panel:reports_take", "panel:take", "panel:take_next", "paper", "reference:cancel_roster",
    "reference:choose_columns", "reference:holidays_csv", "reference:roster_import",
    "reference:take_refused", "reference:try_sender",
    "set_language", "village:look_up", "village:piece", "village:submit", "worker",
}  # fmt: skip


class Reader:
    """What the crawler needs of a walker, by Django's own client."""

    def __init__(self, person=None):
        self.client, self.path = Client(), "/"
        if person:
            self.client.force_login(person)

    def get(self, path):
        answer = self.client.get(path, follow=True)
        self.status, self.kind = answer.status_code, answer["Content-Type"].partition(";")[0]
        self.path = answer.redirect_chain[-1][0] if answer.redirect_chain else path
        streamed = getattr(answer, "streaming", False)
        self.text = "" if streamed else answer.content.decode(errors="replace")
        return self.text


def stage(people, now):
    """A claim in each state, a payout in most of theirs, and a row of every kind."""
    for state in State:
        recent(state, people)
    recent(State.DRAFT, people, kind="accident", at_work=True)
    do("object", recent(State.REJECTED, people), people)
    cashier = {"by": people[Role.CASHIER], "now": now}
    for step in ("wait", "order", "fail", "forward", "refuse", "ask_cancel"):
        claim = recent(State.AWARDED, people)
        ours, branchs = claim.payouts.get(estimate=False), claim.payouts.get(estimate=True)
        if step in {"forward", "refuse"}:
            actions.forward(branchs.pk, reference="TT-1", **cashier)
            if step == "refuse":
                actions.refuse(branchs.pk, note="Buku nikah tidak ada.", **cashier)
        elif step == "ask_cancel":
            actions.ask_cancel(ours.pk, note="Ganda.", **cashier)
        elif step == "wait":
            actions.wait(ours.pk, note="DPA belum sah.", **cashier)
        else:
            build.order(ours, people=people, now=now)
            if step == "fail":
                actions.fail(ours.pk, note="Rekening tutup.", **cashier)
    ours = recent(State.AWARDED, people).payouts.get(estimate=False)
    build.prepare(ours, people=people, now=now)
    claim = recent(State.SUBMITTED, people)
    actions.issue(claim.pk, LetterKind.TANDA_TERIMA, by=people[Role.VILLAGE_HEAD], now=now)
    schooled(people, now, partial(recent, people=people))
    today, admin = now.date(), people[Role.ADMINISTRATOR]
    for role in (Role.VILLAGE_HEAD, Role.ADMINISTRATOR):
        absence.leave(
            people[role], from_on=today + timedelta(40), to_on=today + timedelta(42),
            by=people[role], now=now,
        )  # fmt: skip
    senders.add_sender(
        url="json://localhost/{phone}", name="contoh", kind="other", regency_id="16.02", by=admin,
        now=now, reason="Uji coba.",
    )  # fmt: skip
    peer = systems.add_system(
        regency_id="16.02", name="SID Contoh", contact="Dinas PMD", scopes=["claims:write"],
        places=["16.02.05.2011", "16.02.05"], from_on=today, reason="Uji coba.", by=admin, now=now,
    )  # fmt: skip
    act = {"by": admin, "now": now, "reason": "Uji coba."}
    systems.draw_token(peer.pk, key=uuid.uuid4(), **act)
    SystemCall.count(peer.pk, now, "list_changes", 200, "")
    exporting.ask_export(
        Wanted("16.02", today.replace(day=1), today + timedelta(31)), reason="Uji coba.",
        by=people[Role.CASHIER], now=now, key=uuid.uuid4(),
    )  # fmt: skip
    enrol(1, (today - timedelta(400), today - timedelta(40)))
    deaths.unfiled(people[Role.VILLAGE_HEAD], now)


def starts() -> dict[str, list[str]]:
    """What few links lead to, by role."""
    claims = list(Claim.objects.values_list("code", flat=True))
    pupils = Claim.objects.exclude(scholarships=None).distinct().values_list("code", flat=True)
    paid = Claim.objects.filter(payouts__isnull=False).distinct().values_list("code", flat=True)
    money = [f"/money/{code}/{n}/{verb}/" for code in paid for n in (1, 2) for verb in FORMS]
    return {
        Role.AUDITOR: [f"/audit/read/{code}/" for code in claims],
        Role.CASHIER: money,
        Role.OPD_HEAD: [*money, *(f"/panel/{code}/extend/" for code in claims)],
        Role.VILLAGE_HEAD: [
            *(f"/village/{code}/{page}/" for code in claims for page in ("report", "complete")),
            # One with scholarships asks for the children too.
            *(f"/village/{code}/{n}/sheet/" for code in pupils for n in (1, 2)),
            # Of one: the pages of others differ by a look, and are as long.
            *(f"/village/{row.code}/sent/" for row in Claim.objects.filter(state="submitted")[:1]),
        ],
        Role.OPD_VERIFIER: [
            f"/panel/{code}/{page}/" for code in claims for page in ("note", "overrule/nik")
        ],
        Role.OPD_SECTION_HEAD: [f"/panel/{code}/give/" for code in claims],
    }


def counted(readers, pages) -> dict[str, int]:
    found = {}
    for kind, page in sorted(pages.items()):
        with CaptureQueriesContext(connection) as asked:
            readers[page.role].get(page.path)
        found[kind] = len(asked)
    return found


def test_every_page_asks_as_often_of_thirty_rows_as_of_one(people, settings):
    # That somebody is still there is written down now and then, by the clock.
    settings.SESSION_SEEN_SECONDS = settings.SESSION_IDLE_MINUTES = settings.PROOF_MINUTES = 10_000
    stage(people, timezone.now())
    readers = {"": Reader()} | {str(role): Reader(person) for role, person in people.items()}
    pages = {}
    for role, reader in readers.items():
        for kind, page in reached(reader, role, starts().get(role, ()), pages).items():
            pages.setdefault(kind, page)
    few = counted(readers, pages)
    crowd.multiply(29)
    crowd.lengthen(29)
    crowd.rows(29)
    many = counted(readers, pages)
    assert few == QUERIES
    # A page of twenty alike may need one look less.
    assert {kind: (n, many[kind]) for kind, n in few.items() if n < many[kind]} == {}


def test_every_page_is_counted():
    counted_names = {kind.partition(".")[0] for kind in QUERIES}
    left = sorted(every_name() - counted_names - NOT_COUNTED)
    assert not left, ", ".join(left)
