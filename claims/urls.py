"""Every page. The verb in the URL is the verb of the machine."""

from django.urls import include, path, register_converter

from claims.api import api, lost
from claims.api.docs import docs
from claims.views import (
    account_log,
    activation,
    audit,
    auditing,
    award_sheet,
    bank_answers,
    batches,
    board,
    branch_answers,
    budgets,
    bundling,
    calculator,
    calling,
    comparing,
    copying,
    cover,
    cover_letters,
    deaths,
    endorsing,
    entrance,
    exporting,
    family,
    figures,
    finding,
    forward_several,
    inbox,
    judging,
    leave,
    letters,
    metrics,
    noting,
    objecting,
    operations,
    paper,
    periksa,
    phone,
    public,
    reports,
    retention,
    schooling,
    spj,
    standard,
    taking,
    village_completing,
    village_look_up,
    village_pages,
    village_papers,
    village_report,
    village_slip,
)
from claims.views import district as desk_of_district
from claims.views import money as desk_of_cashier
from claims.views import panel as desk_of_office
from claims.views import reference as desk_of_administrator
from claims.views import reference_accounts as of_accounts
from claims.views import reference_checks as rules_of_checks
from claims.views import reference_figures as dated
from claims.views import reference_people as of_people
from claims.views import reference_roster as participants
from claims.views import reference_senders as gateways
from claims.views import reference_systems as peers
from claims.views import village as desk_of_village
from claims.views import village_home as owed_by_village
from claims.views import village_start as beginning


class Code:
    """A claim's code, 1602-26-000417. Nothing else reaches the database."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{6,9}"
    to_python = to_url = staticmethod(str)


class BatchCode(Code):
    """A batch's code, 1602-26-B0007."""

    regex = "[0-9]{4}-[0-9]{2}-B[0-9]{4,6}"


register_converter(BatchCode, "batch")
register_converter(Code, "code")

village = [
    path("", owed_by_village.home, name="home"),
    path("start/", beginning.start, name="start"),
    path("find/", finding.of_village, name="find"),
    path("schools/", schooling.of_village, name="schools"),
    path("<code:code>/", desk_of_village.claim, name="claim"),
    path("<code:code>/children/", village_pages.children, name="children"),
    path("<code:code>/papers/", village_papers.papers, name="papers"),
    path("<code:code>/look_up/", village_look_up.ask, name="look_up"),
    path("<code:code>/papers/piece/", village_papers.piece, name="piece"),
    path("<code:code>/check/", desk_of_village.check, name="check"),
    path("<code:code>/report/", village_report.report, name="report"),
    path("<code:code>/submit/", desk_of_village.submit, name="submit"),
    path("<code:code>/answer/", desk_of_village.answer, name="answer"),
    path("<code:code>/complete/", village_completing.complete, name="complete"),
    path("<code:code>/withdraw/", desk_of_village.withdraw, name="withdraw"),
    path("<code:code>/object/", objecting.object, name="object"),
    path("<code:code>/drop/", objecting.drop, name="drop"),
    path("<code:code>/sent/", desk_of_village.sent, name="sent"),
    path("<code:code>/slip/", village_slip.slip, name="slip"),
    path("<code:code>/new_secret/", village_slip.new_secret, name="new_secret"),
    path("<code:code>/<int:number>/sheet/", award_sheet.of_village, name="sheet"),
    path(
        "<code:code>/school/<int:child>/<int:begins>/prove/",
        schooling.prove_school,
        name="prove_school",
    ),
    path("<code:code>/school/<int:child>/end/", schooling.end_of_village, name="end_school"),
    # person, event, harm, family, payee
    path("<code:code>/<slug:page>/", village_pages.page, name="page"),
]
district = [
    path("", desk_of_district.home, name="home"),
    path("find/", finding.of_district, name="find"),
    path("endorse_several/", endorsing.endorse_several, name="endorse_several"),
    path("issue_several/", cover_letters.issue_several, name="issue_several"),
    path("issued.pdf", cover_letters.issued, name="issued"),
    path("board/", board.of_district, name="board"),
    path("board/list/", board.list_of_district, name="board_list"),
    path("board/<slug:table>.csv", board.csv_of_district, name="board_csv"),
    path("<code:code>/", desk_of_district.claim, name="claim"),
    path("<code:code>/papers/", judging.of_district, name="papers"),
    path("<code:code>/endorse/", desk_of_district.endorse, name="endorse"),
    path("<code:code>/send_back/", desk_of_district.send_back, name="send_back"),
]
panel = [
    path("", desk_of_office.home, name="home"),
    path("find/", finding.of_office, name="find"),
    path("take_next/", taking.take_next, name="take_next"),
    path("decide_next/", taking.decide_next, name="decide_next"),
    path("hand_copy/", copying.hand_copy, name="hand_copy"),
    path("figures/", figures.figures, name="figures"),
    path("figures/money.csv", figures.figures_csv, name="figures_csv"),
    path("objections/", objecting.objections, name="objections"),
    path("reports/", reports.report, name="reports"),
    path("reports/take/<slug:format>/", reports.take_report, name="reports_take"),
    path("schools/", schooling.of_office, name="schools"),
    path("board/", board.of_office, name="board"),
    path("board/list/", board.list_of_office, name="board_list"),
    path("board/<slug:table>.csv", board.csv_of_office, name="board_csv"),
    path("cover/", cover.cover, name="cover"),
    path("cover/ends.csv", cover.cover_csv, name="cover_csv"),
    path("cover/list/", cover.cover_list, name="cover_list"),
    path("cover/names/", cover.cover_names, name="cover_names"),
    path("cover/names/take/", cover.cover_take, name="cover_take"),
    path("cover/explain/", cover.cover_explain, name="cover_explain"),
    path("leave/", leave.of_others, name="leave"),
    path("leave/add/", leave.add_of_other, name="leave_add"),
    path("leave/<int:pk>/end/", leave.end_of_other, name="leave_end"),
    path("<code:code>/", desk_of_office.claim, name="claim"),
    path("<code:code>/take/", taking.take, name="take"),
    path("<code:code>/give/", taking.give, name="give"),
    path("<code:code>/note/", noting.note, name="note"),
    path("<code:code>/papers/", judging.of_office, name="papers"),
    path("<code:code>/assess/", desk_of_office.assess, name="assess"),
    path("<code:code>/overrule/<slug:check>/", desk_of_office.overrule, name="overrule"),
    path(
        "<code:code>/overrule/<slug:check>/<slug:programme>/",
        desk_of_office.overrule,
        name="overrule",
    ),
    path("<code:code>/compare/<code:other>/", comparing.compare, name="compare"),
    path("<code:code>/verify/", desk_of_office.verify, name="verify"),
    path("<code:code>/send_back/", desk_of_office.send_back, name="send_back"),
    path("<code:code>/extend/", desk_of_office.extend, name="extend"),
    path("<code:code>/recheck/", desk_of_office.recheck, name="recheck"),
    path("<code:code>/approve/", desk_of_office.approve, name="approve"),
    path("<code:code>/reject/", desk_of_office.reject, name="reject"),
    path("<code:code>/uphold/", objecting.uphold, name="uphold"),
    path("<code:code>/dismiss/", objecting.dismiss, name="dismiss"),
    path(
        "<code:code>/school/<int:child>/<int:begins>/accept/",
        schooling.accept_school,
        name="accept_school",
    ),
    path(
        "<code:code>/school/<int:child>/<int:begins>/return/",
        schooling.return_school,
        name="return_school",
    ),
    path("<code:code>/school/<int:child>/end/", schooling.end_of_office, name="end_school"),
    path("<code:code>/school/<int:child>/resume/", schooling.resume_school, name="resume_school"),
]
money = [
    path("", desk_of_cashier.home, name="home"),
    path("answers/", bank_answers.answers, name="answers"),
    path("batches/", batches.home, name="batches"),
    path("batches/prepare/", batches.prepare, name="prepare"),
    path("batches/<batch:batch>/", batches.batch, name="batch"),
    path("batches/<batch:batch>/approve/", batches.approve_batch, name="approve_batch"),
    path("batches/<batch:batch>/dissolve/", batches.dissolve_batch, name="dissolve_batch"),
    path("batches/<batch:batch>/take/", batches.take_bank_file, name="take_bank_file"),
    path("budget/", budgets.budget, name="budget"),
    path("budget/enter/", budgets.enter, name="enter_budget"),
    path("spj/", spj.spj, name="spj"),
    path("forward_several/", forward_several.forward_several, name="forward_several"),
    path("import_branch_answer/", branch_answers.import_branch_answer, name="import_branch_answer"),
    path("waiting/", batches.waiting_list, name="waiting_list"),
    path("<code:code>/<int:number>/", desk_of_cashier.payout, name="payout"),
    path("<code:code>/<int:number>/order/", batches.order, name="order"),
    path("<code:code>/<int:number>/sheet/", award_sheet.of_money, name="sheet"),
    path("<code:code>/<int:number>/bundle/", bundling.bundle, name="bundle"),
    path("<code:code>/<int:number>/reveal/", desk_of_cashier.reveal, name="reveal"),
    *(
        path(f"<code:code>/<int:number>/{verb}/", desk_of_cashier.act, {"verb": verb}, name=verb)
        for verb in desk_of_cashier.FORMS
    ),
]
of_letters = [
    path("<code:code>/issue/<slug:kind>/", letters.issue, name="issue"),
    path("<code:code>/issue/<slug:kind>/<int:number>/", letters.issue, name="issue"),
    path("<code:code>/<slug:token>/", letters.letter, name="letter"),
    path("<code:code>/<slug:token>/file/", letters.file, name="file"),
    path("<code:code>/<slug:token>/withdraw/", letters.withdraw, name="withdraw"),
]
reference = [
    path("", desk_of_administrator.home, name="home"),
    path("holidays/", desk_of_administrator.holidays, name="holidays"),
    path("holidays/add/", desk_of_administrator.add_holiday, name="add_holiday"),
    path("holidays/<int:year>.csv", desk_of_administrator.holidays_csv, name="holidays_csv"),
    path("holidays/import/", desk_of_administrator.import_holidays, name="import_holidays"),
    path("holidays/<int:pk>/", desk_of_administrator.correct_holiday, name="correct_holiday"),
    path("holidays/<int:pk>/remove/", desk_of_administrator.remove_holiday, name="remove_holiday"),
    path("reschedule/", desk_of_administrator.reschedule, name="reschedule"),
    path("figures/", dated.figures, name="figures"),
    path("figures/<slug:key>/", dated.figure, name="figure"),
    path("figures/<slug:key>/add/", dated.add_figure, name="add_figure"),
    path("figures/<slug:key>/end/", dated.end_figure, name="end_figure"),
    path("figures/<slug:key>/<int:pk>/", dated.correct_figure, name="correct_figure"),
    path("deadlines/", dated.deadlines, name="deadlines"),
    path("deadlines/add/", dated.add_deadline, name="add_deadline"),
    path("deadlines/<int:pk>/", dated.correct_deadline, name="correct_deadline"),
    path("deadlines/<int:pk>/apply/", dated.apply_deadline, name="apply_deadline"),
    path("checks/", rules_of_checks.checks, name="checks"),
    path("checks/add/", rules_of_checks.add_check, name="add_check"),
    path("checks/<int:pk>/", rules_of_checks.correct_check, name="correct_check"),
    path("senders/", gateways.senders, name="senders"),
    path("senders/add/", gateways.add_sender, name="add_sender"),
    path("senders/<int:pk>/", gateways.correct_sender, name="correct_sender"),
    path("senders/<int:pk>/end/", gateways.end_sender, name="end_sender"),
    path("senders/<int:pk>/try/", gateways.try_sender, name="try_sender"),
    path("systems/", peers.systems, name="systems"),
    path("systems/add/", peers.add_system, name="add_system"),
    path("systems/<int:pk>/", peers.system, name="system"),
    path("systems/<int:pk>/correct/", peers.correct_system, name="correct_system"),
    path("systems/<int:pk>/end/", peers.end_system, name="end_system"),
    path("systems/<int:pk>/token/", peers.draw_token, name="draw_token"),
    path("systems/<int:pk>/token/<int:token>/", peers.revoke_token, name="revoke_token"),
    path("systems/<int:pk>/webhook/", peers.set_hook, name="set_hook"),
    path("roster/", participants.roster, name="roster"),
    path("roster/bring/", participants.bring_roster, name="bring_roster"),
    path("roster/<int:pk>/", participants.roster_import, name="roster_import"),
    path("roster/<int:pk>/columns/", participants.choose_columns, name="choose_columns"),
    path("roster/<int:pk>/cancel/", participants.cancel_roster, name="cancel_roster"),
    path("roster/<int:pk>/refused/", participants.take_refused, name="take_refused"),
    path("people/", of_people.people, name="people"),
    path("people/import/", of_people.import_appointments, name="import_appointments"),
    path("accounts/", of_accounts.accounts, name="accounts"),
    path("accounts/<int:pk>/renew/", of_accounts.renew, name="renew"),
    path("accounts/<int:pk>/reset_factor/", of_accounts.reset_factor, name="reset_factor"),
    path("changes/", dated.changes, name="changes"),
]
by_hand = [
    path("", operations.home, name="home"),
    path("letters/", operations.retry_letters, name="retry_letters"),
    path("clocks/<int:pk>/", operations.retry_clock, name="retry_clock"),
]
of_family = [
    path("", family.status, name="status"),
    path("confirm/", family.confirm, name="confirm"),
]
of_exports = [
    path("", exporting.home, name="home"),
    path("take/", exporting.take, name="take"),
    path("ask/", exporting.ask, name="ask"),
    path("log/", exporting.log, name="log"),
    path("<int:pk>/release/", exporting.release, name="release"),
    path("<int:pk>/refuse/", exporting.refuse, name="refuse"),
    path("<int:pk>/take/", exporting.take_released, name="take_released"),
]
of_calls = [
    path("", calling.home, name="home"),
    path("<int:pk>/", calling.call_back, name="call_back"),
    path("<int:pk>/phone/", calling.show_phone, name="show_phone"),
]
of_deaths = [
    path("", deaths.home, name="home"),
    path("add/", deaths.add, name="add"),
    path("bring/", deaths.bring, name="bring"),
    path("<int:pk>/file/", deaths.file, name="file"),
    path("<int:pk>/confirm/", deaths.confirm, name="confirm"),
    path("<int:pk>/answer/", deaths.answer, name="answer"),
]
of_auditor = [
    path("accounts/", account_log.log, name="accounts"),
    path("calls/", calling.results, name="calls"),
    path("read/", auditing.read, name="read"),
    path("read/<code:code>/", auditing.read_claim, name="read_claim"),
    path("read/<code:code>/history.pdf", auditing.read_history, name="read_history"),
    path("hold/<code:code>/", retention.hold, name="hold"),
    path("hold/<code:code>/lift/", retention.lift_hold, name="lift_hold"),
    path("destructions/", retention.destructions, name="destructions"),
    path("destructions/<int:pk>/", retention.destruction, name="destruction"),
    path("questions/", audit.questions, name="questions"),
    path("questions/<code:code>/<int:number>/", audit.settle_question, name="settle_question"),
]
public_calculator = [
    path("", calculator.home, name="home"),
    path("benefits/", calculator.benefits, name="benefits"),
    path("deadlines/", calculator.deadlines, name="deadlines"),
]

urlpatterns = [
    path("", entrance.home, name="home"),
    path("", include("claims.account_urls")),
    path("aktivasi/", activation.activate, name="activate"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read/", inbox.read, name="inbox_read"),
    path("inbox/preferences/", inbox.prefer, name="prefer"),
    path("leave/", leave.own, name="leave"),
    path("leave/add/", leave.add_own, name="leave_add"),
    path("leave/<int:pk>/end/", leave.end_own, name="leave_end"),
    path("claims/<code:code>/", entrance.claim, name="claim"),
    path("papers/<code:code>/<slug:token>", paper.paper, name="paper"),
    path("letters/", include((of_letters, "letters"))),
    path("periksa/", periksa.ask, name="periksa_ask"),
    path("periksa/<str:code>/", periksa.answer, name="periksa"),
    path("standar-pelayanan/", standard.standard, name="standard"),
    path("healthz", public.healthz, name="healthz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("keluarga/", include((of_family, "family"))),
    path("sw.js", phone.worker, name="worker"),
    path("offline/<slug:language>/<slug:name>/", phone.shell, name="shell"),
    path("api/", docs, name="api"),
    path("api/v1/", api.urls),
    path("api/v1/<path:rest>", lost),
    path("calculator/", include((public_calculator, "calculator"))),
    path("village/", include((village, "village"))),
    path("district/", include((district, "district"))),
    path("panel/", include((panel, "panel"))),
    path("money/", include((money, "money"))),
    path("calls/", include((of_calls, "calls"))),
    path("exports/", include((of_exports, "exports"))),
    path("audit/", include((of_auditor, "audit"))),
    path("deaths/", include((of_deaths, "deaths"))),
    path("reference/", include((reference, "reference"))),
    path("operations/", include((by_hand, "operations"))),
]
