"""What goes in and out, as the schema shows it. The forms clean what is sent, these say its
shape: unknown fields and other kinds of values are refused here."""

from typing import Annotated, Any

from ninja import Schema
from pydantic import ConfigDict, Field, StrictBool, StrictInt, StrictStr, WithJsonSchema

MOST_CASES = 100
# Of one case of a time limit: each day that it counts or skips stands in the answer. The pauses
# are together at most so many days too.
MOST_DAYS = 3_660
MOST_PAUSES = 50
# Of all cases of a call together, days, days of pauses and holidays: the answer stays below 1 MB.
MOST_DAYS_OF_ALL = 20_000
Line = Annotated[StrictStr, Field(max_length=400)]
Day = Annotated[StrictStr, Field(max_length=40, json_schema_extra={"format": "date"})]
Hour = Annotated[StrictStr, Field(max_length=40, examples=["14:30"])]
Whole = Annotated[StrictInt, Field(ge=0, le=10**12)]


class Sent(Schema):
    model_config = ConfigDict(extra="forbid")


class Problem(Schema):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str | None = None
    fields: dict[str, str] | None = None


# What a claim says, page by page as the village's form has it -------------------------------


class Person(Sent):
    name: Line | None = None
    nik: Line | None = None
    kk: Line | None = None
    born_on: Day | None = None
    sex: Line | None = None


class Happened(Sent):
    event_on: Day | None = None
    event_time: Hour | None = None
    event_place: Line | None = None
    cause: Line | None = None
    at_work: StrictBool | None = None
    died: StrictBool | None = None
    died_on: Day | None = None
    akta_number: Line | None = None


class Harm(Sent):
    healed_on: Day | None = None
    months_unfit: Whole | None = None
    total_disability: StrictBool | None = None
    medical: Whole | None = None
    transport_land: Whole | None = None
    transport_sea: Whole | None = None
    transport_air: Whole | None = None
    home_care: Whole | None = None
    glasses: Whole | None = None
    hearing_aid: Whole | None = None
    dentures: Whole | None = None


class Family(Sent):
    reporter_name: Line | None = None
    reporter_relation: Line | None = None
    reporter_phone: Line | None = None
    heir_name: Line | None = None
    heir_nik: Line | None = None
    heir_relation: Line | None = None
    heir_phone: Line | None = None
    heir_phone_whose: Line | None = None
    heir_language: Line | None = None
    months_paid: Whole | None = None
    base: Whole | None = None
    decile: Whole | None = None


class Payee(Sent):
    payee_name: Line | None = None
    payee_relation: Line | None = None
    bank: Line | None = None
    account: Line | None = None


class Child(Sent):
    name: Line
    born_on: Day
    level: Line
    grade: Whole | None = None
    married: StrictBool = False
    working: StrictBool = False


class Facts(Sent):
    person: Person | None = None
    event: Happened | None = None
    harm: Harm | None = None
    family: Family | None = None
    payee: Payee | None = None
    children: Annotated[list[Child], Field(max_length=6)] | None = None


class NewClaim(Facts):
    village: Line
    kind: Line


class Amendment(Facts):
    version: Whole


class CoverQuestion(Sent):
    nik: Line
    on: Day | None = None


class NewDeath(Sent):
    village: Line
    name: Line
    nik: Line | None = None
    born_on: Day | None = None
    died_on: Day
    akta: Line | None = None
    accident: StrictBool = False


class Cases(Sent):
    cases: Annotated[list[Any], Field(max_length=MOST_CASES)]


# Any all the same: what is wrong with a case is told in its place among the answers.
TimeLimit = Annotated[
    Any,
    WithJsonSchema({
        "type": "object",
        "required": ["id", "starts_on", "days", "unit"],
        "properties": {
            "id": {"type": "string"},
            "starts_on": {"type": "string", "format": "date"},
            "days": {"type": "integer", "minimum": 1, "maximum": MOST_DAYS},
            "unit": {"type": "string", "enum": ["calendar", "working", "slide"]},
            "pauses": {"type": "array", "maxItems": MOST_PAUSES, "items": {"type": "object"}},
            "holidays": {"type": "array", "items": {"type": "string", "format": "date"}},
            "zone": {"type": "string"},
        },
    }),
]  # fmt: skip


class TimeLimits(Sent):
    cases: Annotated[list[TimeLimit], Field(max_length=MOST_CASES)]


# Out ------------------------------------------------------------------------------------------


class Programme(Schema):
    code: str
    name: str
    decided_by: str


class Figure(Schema):
    key: str
    value: str
    unit: str
    from_on: str
    source: str


class Place(Schema):
    code: str
    name: str
    district: str
    district_name: str


class Answers(Schema):
    answers: list[dict]


class Clock(Schema):
    stage: str
    due_on: str
    original_due_on: str
    paused: bool
    late: bool


class Missing(Schema):
    paper: str
    name: str
    faulty: bool


class PayoutState(Schema):
    number: int
    programme: str
    state: str


class Verdict(Schema):
    programme: str
    verdict: str


class Status(Schema):
    code: str
    kind: str
    state: str
    state_said: str
    village: str
    district: str
    version: int
    created_at: str
    submitted_at: str | None
    moved_at: str
    clocks: list[Clock]
    missing: list[Missing]
    programmes: list[Verdict]
    payouts: list[PayoutState]


class ClaimLine(Schema):
    code: str
    kind: str
    state: str
    village: str
    version: int
    moved_at: str


class ClaimList(Schema):
    claims: list[ClaimLine]
    next: str | None


class Told(Schema):
    """Numbers masked."""

    status: Status
    person: dict[str, Any]
    event: dict[str, Any]
    harm: dict[str, Any]
    family: dict[str, Any]
    payee: dict[str, Any]
    children: list[dict[str, Any]]


class Change(Schema):
    cursor: int
    claim: str
    move: str
    state: str | None
    payout: int | None
    due_on: str | None
    at: str


class Changes(Schema):
    changes: list[Change]
    cursor: int
    more: bool


class Period(Schema):
    programme: str
    from_on: str
    to_on: str


class Cover(Schema):
    listed: str
    standings: dict[str, str]
    periods: list[Period]


class Forwarded(Schema):
    claim: str
    number: int
    programme: str
    state: str
    forwarded_on: str | None


class ForwardedList(Schema):
    payouts: list[Forwarded]
    next: str | None


class Kept(Schema):
    code: str
    version: int
    state: str


class KeptDeath(Schema):
    village: str
    died_on: str


class Paper(Schema):
    """size and sha256 are of the file as it is kept: a photo is written anew."""

    code: str
    paper: str
    content_type: str
    size: int
    sha256: str
