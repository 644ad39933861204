"""What the tests of letters share: where each can be issued, and its words."""

import hashlib
import html
import re

from claims import actions
from claims.actions.letters import facts_of
from claims.actions.signing import signing
from claims.letters import printed
from claims.models import Letter
from claims.models.letter import ISSUING
from claims.rules.letters import LetterKind
from claims.rules.states import State
from tests import build

K, S = LetterKind, State
WHERE = {
    K.PENGANTAR_DESA: S.SUBMITTED, K.TANDA_TERIMA: S.SUBMITTED, K.PENGANTAR_KECAMATAN: S.ENDORSED,
    K.PENJELASAN_MANFAAT: S.AWARDED, K.KEPUTUSAN_PENERIMA: S.AWARDED, K.PENOLAKAN: S.REJECTED,
}  # fmt: skip


def lettered(kind, people, *, now=build.NOW, by=None, claim=None, **story) -> Letter:
    """A letter of this kind, of a claim where it may be issued."""
    claim = claim or build.claim_in(WHERE.get(kind, S.DRAFT), people, now=now, **story)
    payout = claim.payouts.order_by("id").first() if kind == K.PENJELASAN_MANFAAT else None
    return actions.issue(
        claim.pk, kind, by=by or people[ISSUING[kind].roles[0]], now=now,
        payout_id=payout and payout.pk,
    )  # fmt: skip


def words(letter: Letter) -> str:
    """What stands on it. The paper that was kept is the one that these facts give, byte for byte;
    its words are read from the same template."""
    letter = Letter.objects.select_related("payout__programme", "issued_by").get(pk=letter.pk)
    kind = LetterKind(letter.kind)
    facts = facts_of(letter, signing(kind, letter.claim, letter.issued_on, letter.issued_by))
    again = printed(kind, facts, at=letter.issued_at)
    assert hashlib.sha256(again).hexdigest() == letter.sha256
    page = printed(kind, facts, at=letter.issued_at, format="html").decode()
    page = re.sub(r"<style.*?</style>", " ", page, flags=re.S)
    page = re.sub(r"<br>|</?(p|td|tr|div|h\d|li)[^>]*>", " ", page)
    text = html.unescape(re.sub(r"<[^>]+>", "", page)).replace("\u200b", "")
    return re.sub(r"\s+", " ", text)
