"""What comes of each act that is allowed: states, duties, clocks, money, and what is written."""

from datetime import datetime

from tests.faults.orders import law
from tests.faults.orders.oracle import Act, Decision, File, Money, Objected, people


def come(file: File, act: Act, now: datetime) -> None:
    """The act has been done; a click that is pressed again does nothing more."""
    if act.again:
        return
    if act.of:
        _money(file, act, now)
    elif act.verb in law.OBJECTION_MOVES:
        _objection(file, act, now)
    elif known := OWN.get(act.verb):
        known(file, act, now)
    else:
        _move(file, act, now)


def _move(file: File, act: Act, now: datetime) -> None:
    to, _, duty = law.MOVES[act.verb, file.state]
    if duty:
        file.hold(act.by, duty)
    CLOCKS.get(act.verb, lambda *_: None)(file, now)
    if act.verb in ("camat_send_back", "office_send_back"):
        file.asked_by = act.verb.removesuffix("_send_back")
        file.returns += file.asked_by == "office"
        file.becomes(to, "send_back", act.by)
    elif act.verb == "answer":
        file.becomes({"camat": "submitted", "office": "endorsed"}[file.asked_by], "answer", act.by)
    else:
        file.becomes(to, act.verb, act.by)


def _handed_over(file: File, now: datetime) -> None:
    file.stop(now)
    file.start("camat", now)


def _endorsed(file: File, now: datetime) -> None:
    file.stop(now)
    file.start("office", now)


def _back(file: File, now: datetime) -> None:
    for one in file.open():
        one.stand(now)
    file.start("village", now)


def _answered(file: File, now: datetime) -> None:
    file.stop(now, "village")
    for one in file.open():
        one.go_on(now)


CLOCKS = {
    "report": lambda file, now: file.start("accident", now, right_from=file.event_on),
    "submit": _handed_over,
    "endorse": _endorsed,
    "camat_send_back": _back,
    "office_send_back": _back,
    "answer": _answered,
    "withdraw": lambda file, now: file.stop(now),
}


def _assess(file: File, act: Act, now: datetime) -> None:
    file.assessed = True
    file.hold(act.by, "verify")
    file.version += 1
    file.tell("assess", "", "", act.by)


def _decide(file: File, act: Act, now: datetime) -> None:
    file.verdicts |= dict(act.rulings)
    file.decisions.append(Decision(people(act.by), now, dict(act.rulings)))
    _end(file, act, now)


def _end(file: File, act: Act, now: datetime) -> None:
    file.hold(act.by, "approve")
    file.stop(now)
    file.becomes({"approve": "approved", "reject": "rejected"}[act.verb], act.verb, act.by)


def _award(file: File, act: Act, now: datetime) -> None:
    """One payout for each programme and cycle; where money was granted before, what is more."""
    last = file.decisions[-1]
    for programme in sorted(p for p, verdict in last.verdicts.items() if verdict == "granted"):
        earlier = [one for one in file.payouts if one.programme == programme]
        already = sum(one.amount for one in earlier if one.state not in law.UNPAID)
        if earlier and law.DUE[programme] <= already:
            continue
        made = Money(programme, len(earlier) + 1, law.DUE[programme] - already)
        file.payouts.append(made)
        if programme not in law.BRANCH:
            # Its days run from the approval, whenever the award is worked out.
            file.start("payment", last.at, of=made)
    file.becomes("awarded", "award")


def _settle(file: File, act: Act, now: datetime) -> None:
    file.becomes("settled", "settle")


def _warn_draft(file: File, act: Act, now: datetime) -> None:
    file.warned_at = now
    file.tell("warn_draft", "", "", "")


def _expire(file: File, act: Act, now: datetime) -> None:
    file.becomes("withdrawn", "expire")


def _object(file: File, act: Act, now: datetime) -> None:
    file.objections.append(Objected(file.objectionable(), len(file.decisions) - 1))
    file.hold(act.by, "enter")
    file.start("objection", now)
    file.tell("object", "", "filed", act.by)


OWN = {
    "assess": _assess, "approve": _decide, "reject": _decide, "award": _award, "settle": _settle,
    "warn_draft": _warn_draft, "expire": _expire, "object": _object,
}  # fmt: skip


def _objection(file: File, act: Act, now: datetime) -> None:
    one = file.objections[-1]
    to, _, duty = law.OBJECTION_MOVES[act.verb]
    file.hold(act.by, duty)
    file.stop(now, "objection")
    file.tell(act.verb, one.state, to, act.by)
    one.state = to
    one.version += 1
    if act.verb == "uphold":
        file.verdicts |= dict.fromkeys(one.about, "")
        file.reopened = True
        file.start("office", now)
        file.becomes("endorsed", "reopen", act.by)


def _money(file: File, act: Act, now: datetime) -> None:
    one = file.money(act.of)
    before = one.state
    to, _, duty = law.PAYOUT_MOVES[act.verb, before]
    if act.verb == "order":
        # The first of the two may thereby take the side that the second would have had.
        file.hold(act.by, "pay")
        duty = file.releases_as(act.second)
        file.hold(act.second, duty)
    else:
        file.hold(act.by, duty)
    one.state = to
    one.version += 1
    _money_clocks(file, one, act.verb, now)
    if act.verb == "ask_cancel":
        one.cancel_asked = True
        file.tell("ask_cancel", "", "", act.by)
    else:
        file.tell(act.verb, before, to, act.second or act.by)
    if file.state == "settled" and to not in law.ENDED:
        # Money is under way again: what was closed is not.
        file.becomes("awarded", "unsettle")


def _money_clocks(file: File, one: Money, verb: str, now: datetime) -> None:
    if verb == "wait":
        for clock in file.open(of=one):
            clock.stand(now)
    elif verb == "order":
        for clock in file.open(of=one):
            clock.look(now)
            if clock.stands_since:
                clock.go_on(now)
    elif verb == "forward":
        file.start("branch", now, of=one)
    elif verb == "bounce":
        file.start("payment", now, of=one)
    elif verb in ("pay", "refuse", "cancel"):
        file.stop(now, of=one)
