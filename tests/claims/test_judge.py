"""What a reviewer says of each paper, what a return then asks for, and the village's answer."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from claims import actions
from claims.actions import Changed, FourEyes, Incomplete, NotYours, TooLate
from claims.models import Notice, PaperVerdict
from claims.rules.states import State
from regencies.models import Role
from tests import build
from tests.build import NOW
from tests.claims.checked import row, sweep

pytestmark = pytest.mark.django_db
BLURRED = {"ktp_peserta": ("unreadable", "NIK tertutup jari.")}


def judge(claim, people, verdicts, role=Role.OPD_VERIFIER, **more):
    return actions.judge(claim.pk, verdicts, by=people[role], now=NOW, **more)


def send_back(claim, people, reason="paper_unreadable"):
    return actions.office_send_back(
        claim.pk, reason=reason, note="Mohon difoto ulang.", by=people[Role.OPD_VERIFIER], now=NOW
    )


def answer(claim, people, **more):
    with transaction.atomic():
        return actions.answer(
            claim.pk, note="Sudah.", by=people[Role.VILLAGE_HEAD], now=NOW, **more
        )


def verdicts(claim):
    return dict(claim.paper_verdicts.values_list("paper", "verdict"))


@pytest.fixture
def returned(people):
    """One paper can't be read, one is not there."""
    claim = build.claim_in("endorsed", people)
    judge(claim, people, BLURRED | {"kpj": ("missing", "")})
    send_back(claim, people)
    return claim


# Who may, and when ---------------------------------------------------------------------------

DISTRICT, OFFICE = {"camat", "district_officer"}, {"opd_verifier", "opd_section_head"}
JUDGES = {"submitted": DISTRICT, "endorsed": OFFICE, "verified": OFFICE}


@pytest.mark.parametrize("state", build.WAY)
def test_papers_are_judged_by_the_desk_that_has_the_file_and_by_nobody_else(people, state):
    claim = build.claim_in(state, people)
    for role in Role:
        late = role in DISTRICT | OFFICE
        if role in JUDGES.get(state, ()):
            with transaction.atomic():
                assert judge(claim, people, BLURRED, role).move == "judge"
                transaction.set_rollback(True)
        else:
            with pytest.raises(TooLate if late else NotYours), transaction.atomic():
                judge(claim, people, BLURRED, role)


def test_nobody_judges_papers_who_entered_them_or_decides_later(people):
    both = people[Role.VILLAGE_HEAD]
    build.appoint(both, Role.CAMAT)
    claim = build.claim_in("submitted", people)
    with pytest.raises(FourEyes), transaction.atomic():
        judge(claim, people, BLURRED, Role.VILLAGE_HEAD)
    build.do("endorse", claim, people)
    build.do("verify", claim, people)
    judge(claim, people, {"ktp_peserta": ("accepted", "")}, Role.OPD_SECTION_HEAD)
    with pytest.raises(FourEyes), transaction.atomic():
        build.do("approve", claim, people, by=people[Role.OPD_SECTION_HEAD])
    build.do("approve", claim, people)


# What is kept --------------------------------------------------------------------------------


def test_one_event_names_the_papers_whose_verdict_changed_and_nobody_is_told(people):
    claim = build.claim_in("endorsed", people)
    notices, version = Notice.objects.count(), claim.version
    event = judge(claim, people, BLURRED | {"akta_kematian": ("accepted", "")})
    assert event.data == {"judged": {"ktp_peserta": "unreadable", "akta_kematian": "accepted"}}
    again = judge(claim, people, BLURRED | {"akta_kematian": ("expired", "")})
    assert again.data == {"judged": {"akta_kematian": "expired"}}
    assert judge(claim, people, BLURRED) is None
    assert verdicts(claim) == {"ktp_peserta": "unreadable", "akta_kematian": "expired"}
    assert Notice.objects.count() == notices
    claim.refresh_from_db()
    assert claim.version == version


def test_a_verdict_can_be_taken_back(people):
    claim = build.claim_in("endorsed", people)
    judge(claim, people, BLURRED)
    judge(claim, people, {"ktp_peserta": ("", "")})
    assert verdicts(claim) == {}


def test_a_second_click_and_an_old_page(people):
    claim = build.claim_in("endorsed", people)
    key = uuid4()
    first = judge(claim, people, BLURRED, key=key)
    assert judge(claim, people, {"ktp_peserta": ("accepted", "")}, key=key) == first
    with pytest.raises(Changed):
        judge(claim, people, BLURRED, version=claim.version - 1)


@pytest.mark.parametrize(
    ("paper", "verdict", "note"),
    [
        ("ktp_peserta", "wrong", " "),
        ("ktp_peserta", "lovely", ""),
        ("ktp_peserta", "", "Catatan saja"),
        # No file of it is here.
        ("kpj", "accepted", ""),
        ("kpj", "unreadable", "Buram"),
        # The heir is the wife.
        ("akta_kelahiran", "missing", ""),
        ("nonsense", "missing", ""),
    ],
)
def test_a_verdict_that_does_not_fit_its_paper_is_refused(people, paper, verdict, note):
    claim = build.claim_in("endorsed", people)
    with pytest.raises(Incomplete) as refused, transaction.atomic():
        judge(claim, people, {paper: (verdict, note)})
    assert list(refused.value.faults) == [paper]


def test_an_original_seen_at_the_counter_is_as_good_as_a_file(people):
    claim = build.claim_in("endorsed", people)
    assert "kpj" in {paper.key for paper in actions.missing_papers(claim)}
    judge(claim, people, {"kpj": ("accepted", "Kartu asli dilihat di loket.")})
    assert "kpj" not in {paper.key for paper in actions.missing_papers(claim)}


def test_the_database_keeps_one_known_verdict_a_paper_and_a_word_on_a_wrong_one(people):
    claim = build.claim_in("endorsed", people)
    judge(claim, people, BLURRED)
    one = {"claim": claim, "paper": "kpj", "verdict": "missing", "by": people[Role.CAMAT],
           "at": NOW}  # fmt: skip
    for wrong, name in (({"paper": "ktp_peserta"}, "paper_verdict_once"),
                        ({"verdict": "lovely"}, "paper_verdict_known"),
                        ({"verdict": "wrong"}, "paper_verdict_wrong_says_what")):  # fmt: skip
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            PaperVerdict.objects.create(**one | wrong)


def test_the_checks_count_a_faulty_paper_as_not_there(people):
    claim = build.claim_in("endorsed", people)
    sweep()
    before = row(claim, "papers").data["missing"]
    assert "e-KTP peserta" not in before
    judge(claim, people, BLURRED)
    assert sweep()["examined"] == 1
    assert sorted([*before, "e-KTP peserta"]) == sorted(row(claim, "papers").data["missing"])


def test_a_paper_that_is_asked_for_on_request_is_needed_once_somebody_asks(people):
    claim = build.claim_in("endorsed", people)

    def need():
        return {row.key: row.need for row in actions.checklist(claim).wanted}["pendukung"]

    assert need() == "maybe"
    judge(claim, people, {"pendukung": ("missing", "Surat beda nama.")})
    assert need() == "needed"


# A return asks for exactly the faulty ones ---------------------------------------------------


def test_a_return_lists_the_faulty_papers_in_the_checklists_order(people):
    claim = build.claim_in("endorsed", people)
    judge(claim, people, BLURRED | {"akta_kematian": ("accepted", ""),
                                    "buku_nikah": ("missing", "")})  # fmt: skip
    event = send_back(claim, people, "names_differ")
    assert event.data["papers"] == [
        ["ktp_peserta", "unreadable", "NIK tertutup jari."], ["buku_nikah", "missing", ""],
    ]  # fmt: skip


@pytest.mark.parametrize("reason", ["paper_missing", "paper_unreadable", "paper_wrong"])
@pytest.mark.parametrize("state", ["submitted", "endorsed"])
def test_a_return_about_papers_says_first_which(people, state, reason):
    claim = build.claim_in(state, people)
    act = actions.camat_send_back if state == "submitted" else actions.office_send_back
    role = Role.CAMAT if state == "submitted" else Role.OPD_VERIFIER
    said = {"reason": reason, "note": "x", "by": people[role], "now": NOW}
    with pytest.raises(Incomplete) as refused, transaction.atomic():
        act(claim.pk, **said)
    assert list(refused.value.faults) == ["reason"]
    judge(claim, people, BLURRED, role)
    assert act(claim.pk, **said).data["papers"] == [["ktp_peserta", *BLURRED["ktp_peserta"]]]


def test_a_return_about_something_else_asks_for_no_paper(people):
    claim = build.claim_in("endorsed", people)
    assert send_back(claim, people, "heir_unclear").data["papers"] == []
    assert answer(claim, people).without == {}


def test_nothing_is_verified_over_a_faulty_paper(people):
    claim = build.claim_in("endorsed", people)
    judge(claim, people, BLURRED)
    with pytest.raises(Incomplete) as refused, transaction.atomic():
        build.do("verify", claim, people)
    assert "e-KTP peserta" in refused.value.faults["papers"]
    judge(claim, people, {"ktp_peserta": ("accepted", "")})
    # What nobody has judged is a warning on the page, and no more.
    build.do("verify", claim, people)


# The answer ----------------------------------------------------------------------------------


def test_an_answer_takes_a_new_file_for_each_paper_of_the_return(returned, people):
    with pytest.raises(Incomplete) as refused:
        answer(returned, people)
    assert list(refused.value.faults) == ["without_kpj", "without_ktp_peserta"]
    build.attach(returned, people, "kpj")
    with pytest.raises(Incomplete) as refused:
        answer(returned, people)
    assert list(refused.value.faults) == ["without_ktp_peserta"]
    build.attach(returned, people, "ktp_peserta")
    answer(returned, people)
    returned.refresh_from_db()
    assert returned.state == State.ENDORSED


def test_a_paper_that_nobody_gives_the_family_does_not_hold_it_up(returned, people):
    build.attach(returned, people, "ktp_peserta")
    event = answer(returned, people, without={"kpj": " Kartu hilang saat banjir. "})
    assert event.without == {"kpj": "Kartu hilang saat banjir."}
    # The word stands beside the paper until somebody judges it anew.
    assert verdicts(returned) == {"kpj": "missing"}


def test_a_new_file_takes_the_verdict_back_and_that_is_on_record(returned, people):
    build.attach(returned, people, "ktp_peserta")
    assert verdicts(returned) == {"kpj": "missing"}
    event = returned.events.get(move="attach")
    assert event.data == {"paper": "ktp_peserta", "taken_back": "unreadable"}
    assert event.by == people[Role.VILLAGE_HEAD]
    # A second page of it is no news.
    build.attach(returned, people, "ktp_peserta")
    assert returned.events.filter(move="attach").count() == 1


def test_taking_the_bad_file_out_is_no_new_file(returned, people):
    bad = returned.documents.get(paper="ktp_peserta")
    actions.detach(returned.pk, bad.token, by=people[Role.VILLAGE_HEAD], now=NOW)
    assert "ktp_peserta" not in verdicts(returned)
    assert returned.events.get(move="detach").data["taken_back"] == "unreadable"
    with pytest.raises(Incomplete) as refused:
        answer(returned, people)
    assert "without_ktp_peserta" in refused.value.faults


def test_a_paper_that_the_case_no_longer_needs_is_not_waited_for(people):
    claim = build.claim_in("endorsed", people)
    judge(claim, people, {"buku_nikah": ("missing", "")})
    send_back(claim, people)
    actions.keep(claim.pk, {"heir_relation": "sibling"}, by=people[Role.VILLAGE_HEAD], now=NOW)
    answer(claim, people)


def test_a_second_return_asks_for_what_is_still_faulty(returned, people):
    build.attach(returned, people, "ktp_peserta")
    answer(returned, people, without={"kpj": "Kartu hilang."})
    assert send_back(returned, people).data["papers"] == [["kpj", "missing", ""]]
    build.attach(returned, people, "kpj")
    answer(returned, people)
