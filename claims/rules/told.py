"""What a check is asked of, and what it answers: plain values, gathered for one claim."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from claims.rules.coverage import Paid
from claims.rules.heirs import Kin

# pass: as it should be. fail: it is not. warn: odd, and for a person to look at; it never
# stands in the way. no_data: nothing on record to judge by.
PASS, WARN, FAIL, NO_DATA = "pass", "warn", "fail", "no_data"
RESULTS = (PASS, WARN, FAIL, NO_DATA)


@dataclass(frozen=True)
class Check:
    """The answer to one question about a claim.

    key names the question, programme the one that it is asked for (empty: the claim as a
    whole), reason is a code, detail what its sentence needs, source where the rule stands.
    detail never holds the number of a person, a card or an account: it is written down.
    """

    result: str
    reason: str
    source: str = ""
    detail: Mapping[str, object] = field(default_factory=dict)
    key: str = ""
    programme: str = ""


@dataclass(frozen=True)
class Limit:
    """A figure in force on the day of the event, and where it comes from."""

    value: int
    source: str


@dataclass(frozen=True)
class Known:
    """A number of the claim and how it is known: "assessed", "roster" or "stated"."""

    value: int
    how: str


@dataclass(frozen=True)
class Other:
    """Another claim that may tell of the same event."""

    code: str
    points: int
    reasons: tuple[str, ...]
    likely: bool
    # The same NIK and one event: nobody has to judge that.
    same: bool
    granted: tuple[str, ...] = ()
    # A reviewer has said that they are two, and nothing that they look alike by has changed.
    apart: bool = False
    # JKM or JKK, where it tells of a death that is paid under it; not what the branch refused.
    death: tuple[str, ...] = ()


@dataclass(frozen=True)
class Payee:
    """Whom another claim that was granted pays. near: of the same village, household or NIK, so
    that a like name is a like person."""

    code: str
    name: str
    same_account: bool
    near: bool


@dataclass(frozen=True)
class Facts:
    """One claim. None or empty: not known."""

    died: bool = True
    programmes: tuple[str, ...] = ()
    # Opened for as long as the check runs.
    nik: str = ""
    kk: str = ""
    name: str = ""
    born_on: date | None = None
    sex: str = ""
    regency: str = ""  # four digits, as a NIK begins
    event_on: date | None = None
    filed_on: date | None = None
    limits: Mapping[str, Limit] = field(default_factory=dict)
    # Paid periods by programme; None: not on the list of participants.
    cover: Mapping[str, tuple[Paid, ...]] | None = None
    segment: str = ""
    months: Known | None = None
    decile: Known | None = None
    children: int = 0
    heir_name: str = ""
    heir_relation: str = ""
    heir_age: int | None = None
    # Relatives whom the claim tells of as living, the heir among them.
    kin: tuple[Kin, ...] = ()
    payee_name: str = ""
    payee_relation: str = ""
    # The blind index of the account: equal for equal numbers, and no number.
    account: str = ""
    # What other claims pay to this account or near here; None: nothing to compare by.
    paid: tuple[Payee, ...] | None = None
    guardian_paper: bool = False
    # Names of the required papers that are not here; None: no checklist.
    missing: tuple[str, ...] | None = None
    # None: nothing to compare by.
    others: tuple[Other, ...] | None = None
