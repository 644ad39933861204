from claims.models.backups import BackupRun
from claims.models.batch import BankAnswer, Batch, BatchFile, BatchLine, Payment
from claims.models.before_return import BeforeReturn
from claims.models.budget import BudgetEntry
from claims.models.calling import Call, CallBack, CallRound, Draw
from claims.models.checks import Check
from claims.models.claim import Claim
from claims.models.cover import CoverCount, CoverEnding, CoverReason, CoverWarning
from claims.models.deaths import Death, DeathAnswer, DeathList
from claims.models.evidence import Child, ClaimProgramme, Document, Fact
from claims.models.export import Export, ExportRequest
from claims.models.family import Question, Receipt, Slip
from claims.models.keyed import Keyed
from claims.models.lateness import Breach
from claims.models.letter import Letter, LetterBook
from claims.models.machine import by, by_clock, edges
from claims.models.money import Payout
from claims.models.names import Names
from claims.models.note import Note
from claims.models.notice import Notice, Post
from claims.models.objection import Objection
from claims.models.papers import PaperVerdict
from claims.models.record import Deadline, Duty, Event, SweepRun
from claims.models.retention import Destroyed, Destruction, Hold
from claims.models.schooling import Scholarship, SchoolYear
from claims.models.spoken import Spoken
from claims.models.trail import Link, Look, Unsealed

__all__ = [
    "BackupRun",
    "BankAnswer",
    "Batch",
    "BatchFile",
    "BatchLine",
    "BeforeReturn",
    "Breach",
    "BudgetEntry",
    "Call",
    "CallBack",
    "CallRound",
    "Check",
    "Child",
    "Claim",
    "ClaimProgramme",
    "CoverCount",
    "CoverEnding",
    "CoverReason",
    "CoverWarning",
    "Deadline",
    "Death",
    "DeathAnswer",
    "DeathList",
    "Destroyed",
    "Destruction",
    "Document",
    "Draw",
    "Duty",
    "Event",
    "Export",
    "ExportRequest",
    "Fact",
    "Hold",
    "Keyed",
    "Letter",
    "LetterBook",
    "Link",
    "Look",
    "Names",
    "Note",
    "Notice",
    "Objection",
    "PaperVerdict",
    "Payment",
    "Payout",
    "Post",
    "Question",
    "Receipt",
    "Scholarship",
    "SchoolYear",
    "Slip",
    "Spoken",
    "SweepRun",
    "Unsealed",
    "by",
    "by_clock",
    "edges",
]
