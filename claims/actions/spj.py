"""The treasurer's bundle (SPJ) of a period: one PDF with everything that was paid, the list as a
workbook, the letters as they were issued, and a manifest by which each file can be checked."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.core.exceptions import SuspiciousFileOperation
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from claims import tables
from claims.actions.counting import local_day
from claims.actions.exporting import log, seat_in
from claims.actions.refusals import Incomplete
from claims.actions.spj_facts import bundle, paid, voucher
from claims.board import Period
from claims.bundles import zipped
from claims.letters import printed
from claims.models import Export, Letter, Payout
from claims.models.claim import APPROVERS
from claims.rules.letters import LetterKind
from claims.tables import Made
from regencies.models import Person, Regency, Role

BUNDLERS = (Role.CASHIER, *APPROVERS, Role.AUDITOR)
# Beyond this a bundle is no longer read by anybody, and takes minutes to print.
MOST = 500
# What the office issued about an award; none of them prints a whole number.
ISSUED = (LetterKind.KEPUTUSAN_PENERIMA, LetterKind.PENJELASAN_MANFAAT)


@transaction.atomic
def take_spj(
    regency_id: str, period: Period, programme: str, *, by: Person, now: datetime
) -> tuple[Made, Export]:
    """As a ZIP, in which the manifest is what `sha256sum -c` reads. Raises Incomplete where
    nothing was paid, or too much for one bundle."""
    seat = seat_in(regency_id, BUNDLERS, by, now)
    regency = Regency.objects.get(code=regency_id)
    payouts = paid(regency_id, period, programme)
    if not payouts:
        raise Incomplete({"last": _("Nothing was paid by the regency in these months.")})
    if len(payouts) > MOST:
        raise Incomplete({"last": _("More than %(n)d payouts: choose fewer months.") % {"n": MOST}})
    with override("id"):
        facts = bundle(regency, period, payouts, local_day(now, regency.zone))
        listed = listing(payouts)
    made = zipped(_files(facts, listed, payouts, now), now, len(payouts))
    said = {
        "from": str(period.months[0]), "before": str(period.after),
        "claims": sorted({payout.claim.code for payout in payouts}),
    }  # fmt: skip
    row = log(
        made, kind="spj", format="zip", seat=seat, by=by, now=now, columns=listed[0],
        said=said | ({"programme": programme} if programme else {}),
    )  # fmt: skip
    return made, row


def listing(payouts: Sequence[Payout]) -> list[list]:
    """As the list in the PDF, for those who add it up themselves."""
    heads = ["No.", "Nomor berkas", "Program", "Penerima", "Bank", "Rekening", "Nomor bukti",
             "Tanggal bayar", "Jumlah (Rp)"]  # fmt: skip
    return [
        heads,
        *(
            [n, row.claim.code, str(row.programme), row.payee_name, row.bank, str(row.account),
             voucher(row), row.paid_on, row.paid_amount]
            for n, row in enumerate(payouts, start=1)
        ),
    ]  # fmt: skip


def _files(facts, listed, payouts, now: datetime) -> Iterator[tuple[str, bytes]]:
    yield "spj.pdf", printed("spj", facts, at=now)
    made = tables.xlsx_of(listed)
    with made.file:
        yield "daftar-pembayaran.xlsx", made.file.read()
    letters = Letter.objects.standing().filter(
        claim__in={row.claim_id for row in payouts}, kind__in=[kind.value for kind in ISSUED]
    )
    for letter in letters.select_related("claim").order_by("claim__code", "id"):
        name = f"surat/{letter.claim.code}-{letter.kind}-{letter.pk}"
        if letter.destroyed:
            yield f"{name}-dimusnahkan.txt", _gone(letter)
            continue
        with letter.file.open("rb") as file:
            body = file.read()
        if hashlib.sha256(body).hexdigest() != letter.sha256:
            raise SuspiciousFileOperation(f"letter {letter.number} is not the one that was kept")
        yield f"{name}.pdf", body


def _gone(letter: Letter) -> bytes:
    """In its place: the bundle of an old period still says which letters there were."""
    return (
        f"Surat nomor {letter.number} tanggal {letter.issued_on:%d-%m-%Y} sudah dimusnahkan "
        f"bersama data klaim {letter.claim.code} karena masa simpannya berakhir.\n"
        f"SHA-256 surat itu: {letter.sha256}\n"
    ).encode()
