"""An award as JSON and back: what is frozen beside a payout, and how it is read again.

Bytes are compared by their canonical form, so that neither the order of keys nor the spaces
that the database keeps matter.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from claims.rules import schooling
from claims.rules.benefits import Case, Outcome, Pupil, work_out
from claims.rules.coverage import Period

Frozen = dict[str, Any]
# Beside the case: the cover that was relied on when it was granted.
COVER = "cover"
# And what earlier payouts of the same programme hold of the sum, whole rupiah.
ALREADY = "already"
# The school year, of a payout of the yearly scholarship; what it brings rests on that alone.
SCHOOL = "school"


def plain(value: Any) -> Any:
    """A case or an outcome as JSON has it: dates as ISO days, decimals as strings."""
    if isinstance(value, Mapping):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, date):
        return value.isoformat()
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def frozen_case(case: Case) -> Frozen:
    found: Frozen = plain(asdict(case))
    return found


def frozen_outcome(outcome: Outcome) -> Frozen:
    found: Frozen = plain(asdict(outcome))
    sums = {"cash": outcome.cash, "ceiling": outcome.ceiling, "first_year": outcome.first_year}
    return found | sums


def thawed_case(inputs: Frozen) -> Case:
    """The case again. A fact that did not exist when it was frozen has its default."""
    # Kept for the reader; no sum rests on it.
    facts = {key: value for key, value in inputs.items() if key not in {COVER, ALREADY, SCHOOL}}
    for name in ("event_on", "claimed_on"):
        facts[name] = date.fromisoformat(facts[name])
    if facts.get("coverage") is not None:
        facts["coverage"] = tuple(
            Period(date.fromisoformat(period["from_on"]), date.fromisoformat(period["to_on"]))
            for period in facts["coverage"]
        )
    facts["anatomical"] = tuple(Decimal(part) for part in facts.get("anatomical", ()))
    facts["functional"] = tuple(
        (Decimal(table), Decimal(loss)) for table, loss in facts.get("functional", ())
    )
    facts["children"] = tuple(Pupil(**child) for child in facts.get("children", ()))
    return Case(**facts)


def thawed_figures(figures: Frozen) -> dict[str, Decimal]:
    return {key: Decimal(figure["value"]) for key, figure in figures.items()}


def worked_out_again(inputs: Frozen, figures: Frozen) -> Outcome:
    """What these frozen facts and figures bring, by the rules of today."""
    known = thawed_figures(figures)
    if SCHOOL in inputs:
        return schooling.outcome_of(inputs[SCHOOL], known)
    return work_out(thawed_case(inputs), known)


def canonical(value: Any) -> bytes:
    """One way to write it: keys sorted, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(
    inputs: Frozen, figures: Frozen, outcome: Frozen, amount: int, rules_version: str
) -> str:
    """The seal over everything that is frozen: it also breaks where somebody changed facts and
    result so that they agree, or a source that no sum rests on."""
    return hashlib.sha256(canonical([inputs, figures, outcome, amount, rules_version])).hexdigest()


def first_difference(kept: Any, found: Any, path: str) -> str:
    """Where two frozen values part, and with what; nothing if they are equal."""
    if isinstance(kept, dict) and isinstance(found, dict):
        for key in sorted(kept.keys() | found.keys()):
            if key not in kept or key not in found:
                return f"{path}.{key}: only in the {'replay' if key in found else 'award'}"
            if told := first_difference(kept[key], found[key], f"{path}.{key}"):
                return told
        return ""
    if isinstance(kept, list) and isinstance(found, list):
        for index, (one, other) in enumerate(zip(kept, found, strict=False)):
            if told := first_difference(one, other, f"{path}[{index}]"):
                return told
        if len(kept) != len(found):
            return f"{path}: {len(kept)} entries, replayed {len(found)}"
        return ""
    # By bytes: to Python 1, 1.0 and true would all be the same.
    same = canonical(kept) == canonical(found)
    return "" if same else f"{path}: {json.dumps(kept)}, replayed {json.dumps(found)}"
