"""Issuing letters: who, when, under which number, in whose name, and what stands on them."""

import re
import threading
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.db import IntegrityError, connection, transaction

from claims import actions
from claims.letters import address_of
from claims.models import Claim, Event, Letter
from claims.models.letter import ISSUING
from claims.models.letter_words import LETTER_WORDS, ON_PAPER, TITLES
from claims.rules.letters import LetterKind
from claims.rules.states import State
from regencies.models import Actor, Leave, Regency, Role
from tests import build
from tests.build import NOW
from tests.claims.lettered import WHERE, K, lettered, words

HEAD, OPERATOR, CAMAT = Role.VILLAGE_HEAD, Role.VILLAGE_OPERATOR, Role.CAMAT
SECTION, OPD = Role.OPD_SECTION_HEAD, Role.OPD_HEAD
OF_VILLAGE, OF_DISTRICT = {HEAD, OPERATOR}, {CAMAT, Role.DISTRICT_OFFICER}
# Role by kind, as an office would write it down; the code's own table must say the same.
WHO = {
    K.KETERANGAN_KEMATIAN: OF_VILLAGE, K.SKTM: OF_VILLAGE, K.AHLI_WARIS: OF_VILLAGE,
    K.KUASA: OF_VILLAGE, K.PENGANTAR_DESA: OF_VILLAGE, K.TANDA_TERIMA: OF_VILLAGE,
    K.PENGANTAR_KECAMATAN: OF_DISTRICT, K.PENJELASAN_MANFAAT: {SECTION, OPD, Role.CASHIER},
    K.KEPUTUSAN_PENERIMA: {SECTION, OPD}, K.PENOLAKAN: {SECTION, OPD, Role.SEKDA},
}  # fmt: skip
OPEN = {"draft", "submitted", "endorsed", "verified", "sent_back"}
HANDED_IN = OPEN - {"draft"}
WHEN = {
    K.KETERANGAN_KEMATIAN: OPEN, K.SKTM: OPEN, K.AHLI_WARIS: OPEN, K.KUASA: OPEN,
    K.PENGANTAR_DESA: HANDED_IN, K.TANDA_TERIMA: HANDED_IN,
    K.PENGANTAR_KECAMATAN: {"endorsed", "verified"}, K.PENJELASAN_MANFAAT: {"awarded", "settled"},
    K.KEPUTUSAN_PENERIMA: {"awarded", "settled"}, K.PENOLAKAN: {"rejected"},
}  # fmt: skip
STATES = sorted(set(State) - {State.REPORTED})


@pytest.mark.parametrize("state", STATES)
def test_who_may_issue_what_while_the_claim_is_where(people, state):
    claim = build.claim_in(state, people)
    payout = claim.payouts.order_by("id").first()
    for kind in K:
        about = payout if kind == K.PENJELASAN_MANFAAT else None
        for role in Role:
            may = role in WHO[kind] and state in WHEN[kind]
            try:
                actions.allow_issue(claim, kind, about, by=people[role], now=NOW)
            except actions.NotYours:
                assert role not in WHO[kind], (kind, role)
            except (actions.TooLate, actions.Incomplete):
                assert role in WHO[kind] and not may, (kind, role)
            else:
                assert may, (kind, role)


@pytest.mark.parametrize("state", STATES)
def test_the_page_offers_what_may_be_issued_and_nothing_else(people, state):
    claim = build.claim_in(state, people)
    payouts = list(claim.payouts.select_related("programme").order_by("id"))
    for role in Role:
        actor = Actor.at(people[role], NOW)
        offered = {row.kind for row in actions.issuable(claim, actor, [], payouts)}
        assert offered == {kind for kind in K if role in WHO[kind] and state in WHEN[kind]}, role


def test_a_stranger_of_another_village_may_not(people):
    claim = build.claim_in("draft", people)
    others = build.everybody(build.NEXT_DOOR, "2")
    with pytest.raises(actions.NotYours):
        actions.issue(claim.pk, K.SKTM, by=others[HEAD], now=NOW)


@pytest.mark.parametrize("kind", list(K))
def test_every_kind_is_printed_and_kept_as_it_was(people, kind):
    letter = lettered(kind, people)
    body = actions.read_letter(letter.pk, by=people[Role.AUDITOR], now=NOW)
    assert body.startswith(b"%PDF-1.7") and b"pdfaid:part" in body and len(body) == letter.size
    assert re.search(rb"/Type\s*/Page\b", body)
    text = words(letter)
    assert TITLES[kind].upper() in text.upper()
    assert f"Nomor: {letter.number}" in text and address_of(letter.code) in text
    assert "2 Maret 2026" in text and "KABUPATEN OGAN KOMERING ILIR" in text
    assert build.ACCOUNT not in text and not letter.code.isdigit()
    assert LETTER_WORDS[kind] and ON_PAPER[kind]


@pytest.mark.parametrize("kind", list(K))
def test_whole_numbers_stand_only_where_the_office_needs_them(people, kind):
    letter = lettered(kind, people)
    whole = {K.KETERANGAN_KEMATIAN, K.SKTM, K.AHLI_WARIS, K.KUASA}
    nik = letter.claim.nik.reveal()
    assert (nik in words(letter)) == (kind in whole) == letter.numbers
    for event in Event.objects.filter(claim=letter.claim):
        assert nik not in str(event.data) and build.KK not in str(event.data)
    assert nik not in letter.file.name


@pytest.mark.parametrize("kind", [K.SKTM, K.TANDA_TERIMA])
def test_a_look_at_whole_numbers_is_on_record_and_another_is_not(people, kind):
    letter = lettered(kind, people)
    actions.read_letter(letter.pk, by=people[Role.AUDITOR], now=NOW)
    looks = Event.objects.filter(claim=letter.claim, move="read_letter", by=people[Role.AUDITOR])
    assert looks.count() == int(kind == K.SKTM)


def test_issuing_is_an_event_of_the_claim(people):
    letter = lettered(K.SKTM, people)
    event = Event.objects.get(claim=letter.claim, move="issue")
    assert event.by == people[HEAD] and event.title == "village_head"
    assert event.data == {"letter": {"kind": "sktm", "number": letter.number}}
    assert letter.claim.state == State.DRAFT


def test_a_double_click_issues_one(people):
    claim, key = build.claim_in("draft", people), uuid4()
    made = [actions.issue(claim.pk, K.SKTM, by=people[HEAD], now=NOW, key=key) for _ in range(2)]
    assert made[0] == made[1] and Letter.objects.count() == 1


def test_one_of_a_kind_stands_at_a_time(people):
    letter = lettered(K.SKTM, people)
    with pytest.raises(actions.AlreadyIssued, match="001/SKTM"):
        lettered(K.SKTM, people, claim=letter.claim)
    withdraw(letter, people)
    assert lettered(K.SKTM, people, claim=letter.claim).serial == 2


def test_a_page_of_an_older_version_is_told_so(people):
    claim = build.claim_in("draft", people)
    with pytest.raises(actions.Changed):
        actions.issue(claim.pk, K.SKTM, by=people[HEAD], now=NOW, version=claim.version - 1)


def test_there_is_no_letter_for_a_death_where_nobody_died(people):
    claim = build.claim_in("submitted", people, kind="accident", at_work=True)
    with pytest.raises(actions.Incomplete):
        actions.issue(claim.pk, K.KETERANGAN_KEMATIAN, by=people[HEAD], now=NOW)
    assert "Kecelakaan pada" in words(lettered(K.PENGANTAR_DESA, people, claim=claim))


# Numbers --------------------------------------------------------------------------------------


def test_each_office_counts_its_own_letters_anew_each_year(people):
    first = lettered(K.SKTM, people)
    second = lettered(K.KETERANGAN_KEMATIAN, people, claim=first.claim)
    camats = lettered(K.PENGANTAR_KECAMATAN, people)
    new_year = lettered(K.SKTM, people, now=NOW + timedelta(days=305))
    assert [row.number for row in (first, second, camats, new_year)] == [
        "001/SKTM/16.02.05.2011/III/2026", "002/SKK/16.02.05.2011/III/2026",
        "001/SP/16.02.05/III/2026", "001/SKTM/16.02.05.2011/I/2027",
    ]  # fmt: skip


def test_a_letter_that_fails_takes_no_number(people):
    claim = build.claim_in("draft", people)
    with pytest.raises(RuntimeError), transaction.atomic():
        lettered(K.SKTM, people, claim=claim)
        raise RuntimeError
    assert lettered(K.SKTM, people, claim=claim).serial == 1


def test_two_at_once_get_two_numbers_and_none_is_left_out(committed):
    people = build.everybody()
    claims = [build.claim_in("draft", people) for _ in range(6)]
    ready, faults = threading.Barrier(len(claims)), []

    def one(claim):
        try:
            ready.wait()
            lettered(K.SKTM, people, claim=claim)
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=[claim]) for claim in claims]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert sorted(Letter.objects.values_list("serial", flat=True)) == [1, 2, 3, 4, 5, 6]


# In whose name --------------------------------------------------------------------------------


def test_the_head_signs_also_what_the_operator_prints(people):
    letter = lettered(K.SKTM, people, by=people[OPERATOR])
    assert letter.signatory == people[HEAD].name and letter.issued_by == people[OPERATOR]
    assert letter.signatory_title == "Kepala Desa Kijang Ulu"


def test_an_acting_official_is_named_with_whom_they_act_for(people):
    claim = build.claim_in("draft", people)
    stand_in = build.person("sekdes.demo", name="Budi Sekdes")
    build.appoint(
        stand_in, HEAD, acting="plh", acts_for=people[HEAD], decree="800/12/2026",
        from_on=NOW.date(), to_on=NOW.date(),
    )  # fmt: skip
    assert lettered(K.SKTM, people, claim=claim).signatory == people[HEAD].name
    Leave.objects.create(person=people[HEAD], from_on=NOW.date(), to_on=NOW.date())
    letter = lettered(K.KETERANGAN_KEMATIAN, people, claim=claim, by=stand_in)
    assert (letter.signatory, letter.acting_for) == ("Budi Sekdes", people[HEAD].name)
    text = words(letter)
    assert "Plh. Kepala Desa Kijang Ulu" in text
    assert f"bertindak untuk {people[HEAD].name}" in text and "nomor 800/12/2026" in text


def test_a_stand_in_signs_what_a_stand_in_issues(people):
    """Nobody entered the camat's leave: the Plh. is there because the camat is not."""
    stand_in = build.person("plh.demo", name="Suryadi Plh")
    build.appoint(
        stand_in, CAMAT, acting="plh", acts_for=people[CAMAT], decree="800/13/2026",
        from_on=NOW.date(), to_on=NOW.date(),
    )  # fmt: skip
    letter = lettered(K.PENGANTAR_KECAMATAN, people, by=stand_in)
    assert (letter.signatory, letter.acting_for) == ("Suryadi Plh", people[CAMAT].name)


def test_a_seat_that_nobody_holds_leaves_a_line(people):
    people[HEAD].appointments.update(to_on=date(2026, 3, 1))
    claim = Claim.objects.get(pk=build.draft(people, now=NOW - timedelta(days=9)).pk)
    letter = lettered(K.SKTM, people, claim=claim, by=people[OPERATOR])
    assert letter.signatory == "" and "Kepala Desa Kijang Ulu" in words(letter)


def test_who_decided_signs_the_refusal_in_the_heads_name(people):
    Regency.objects.filter(code="16.02").update(office_name="Dinas Sosial")
    claim = build.claim_in("verified", people)
    refused = {
        code: actions.Ruling("refused", "not_poor", "Desil 7.") for code in build.granted(claim)
    }
    actions.reject(claim.pk, refused, by=people[SECTION], now=NOW, late_reason="many_files")
    letter = lettered(K.PENOLAKAN, people, claim=Claim.objects.get(pk=claim.pk), by=people[OPD])
    assert letter.signatory == people[SECTION].name
    assert letter.signatory_title == "a.n. Kepala Dinas Sosial, Kepala Bidang"
    assert letter.office_name == "Dinas Sosial, Kabupaten Ogan Komering Ilir"
    assert "DINAS SOSIAL" in words(letter)


# What stands on them ---------------------------------------------------------------------------


def test_the_refusal_says_why_and_how_to_object_until_when(people):
    text = words(lettered(K.PENOLAKAN, people))
    for said in (
        "Bukan peserta program ini.", "Jaminan Kematian (JKM)",
        "keberatan sampai dengan 16 Maret 2026", "SP4N-LAPOR! (lapor.go.id atau SMS 1708)",
        "Ombudsman", "pejabat yang tidak ikut memutuskan",
    ):  # fmt: skip
        assert said in text, said


def test_a_refusal_in_part_names_what_goes_on(people):
    claim = build.claim_in("verified", people)
    rulings = build.granted(claim) | {"jkm": actions.Ruling("refused", "not_covered", "")}
    actions.approve(claim.pk, rulings, by=people[OPD], now=NOW, late_reason="many_files")
    text = words(lettered(K.PENOLAKAN, people, claim=Claim.objects.get(pk=claim.pk)))
    assert "Jaminan Kematian (JKM) Tidak terlindungi pada hari kejadian" in text
    assert "berjalan terus: Santunan Kematian Kabupaten Ogan Komering Ilir" in text


def test_the_explanation_lists_the_figures_of_its_lines_and_their_rule_alone(people):
    """The head signs no figure that this sum does not need, and no newspaper."""
    text = words(lettered(K.PENJELASAN_MANFAAT, people))
    assert "PP 82/2019 pasal 34" in text and "Biaya pemakaman" in text
    assert "ingatan" not in text and "menurut Harian" not in text and "Beasiswa" not in text


def test_letters_of_the_regency_say_where_its_office_is(people):
    Regency.objects.filter(code="16.02").update(
        office_name="Dinas Sosial", office_town="Kayu Agung", office_address="Jalan Contoh 1"
    )
    text = words(lettered(K.PENOLAKAN, people))
    assert "Kayu Agung, 2 Maret 2026" in text and "Jalan Contoh 1" in text
    annex = words(lettered(K.KEPUTUSAN_PENERIMA, people))
    assert "LAMPIRAN KEPUTUSAN BUPATI OGAN KOMERING ILIR" in annex
    assert "DINAS SOSIAL" not in annex and "Jalan Contoh 1" not in annex


def test_the_receipt_promises_the_day_that_runs(people):
    text = words(lettered(K.TANDA_TERIMA, people))
    for said in ("e-KTP peserta", "5 Maret 2026", "gratis", "1602••••"):
        assert said in text, said


def test_the_explanation_has_each_line_and_the_sum_in_words(people):
    text = words(lettered(K.PENJELASAN_MANFAAT, people))
    for said in ("Rp42.000.000", "empat puluh dua juta rupiah", "perkiraan", "PP 82/2019"):
        assert said in text, said


def test_the_annex_names_the_regencys_own_and_no_number(people):
    text = words(lettered(K.KEPUTUSAN_PENERIMA, people, heir_nik="1602055203759902"))
    for said in ("Aminah Demo", "NIK 1602••••", "Rp1.000.000", "satu juta rupiah", "Bupati"):
        assert said in text, said
    assert "Rp42.000.000" not in text and "9902" not in text


def test_the_heirs_are_those_told_of_and_lines_are_left(people):
    children = [
        {"name": "Siti", "born_on": date(2015, 5, 1), "level": "sd", "grade": 4},
        {"name": "AMINAH  demo", "born_on": date(2001, 5, 1), "level": "pt", "grade": 1},
    ]
    text = words(lettered(K.AHLI_WARIS, people, children=children))
    assert "1 Aminah Demo" in text and "2 Siti" in text and "AMINAH demo" not in text
    assert "Camat Kayu Agung" in text and people[CAMAT].name in text


def test_power_is_given_by_the_heir_to_whose_account_it_goes(people):
    text = words(lettered(K.KUASA, people, payee_name="Rudi Demo", payee_relation="child"))
    assert text.index("Aminah Demo") < text.index("pemberi kuasa") < text.index("Rudi Demo")


HOSTILE = [
    "#pagebreak() $x$ *a* _b_ `c` <d> @e // f /* g [h] \\ \" ' = i",
    "#panic(sys.inputs) " * 6,
    "A" * 120,
    "محمد بن عبد الله",
    "Siti 😀 Demo",
    "</script><svg onload=alert(1)>",
    "Budi\u202eomeD\u200b",
    '#read("/etc/passwd")',
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_never_read_as_markup(people, name):
    name = name[:120]
    for kind in (K.AHLI_WARIS, K.PENGANTAR_DESA):
        letter = lettered(kind, people, name=name, heir_name=name, payee_name=name)
        shown = name.replace("\u202e", "").replace("\u200b", "")
        assert " ".join(shown.split()) in words(letter)


# Kept -----------------------------------------------------------------------------------------


def withdraw(letter, people, note="Nama salah."):
    return actions.withdraw_letter(letter.pk, note=note, by=people[HEAD], now=NOW)


def test_withdrawing_takes_a_reason_and_is_final(people):
    letter = lettered(K.SKTM, people)
    with pytest.raises(actions.Incomplete):
        withdraw(letter, people, " ")
    event = withdraw(letter, people)
    letter.refresh_from_db()
    assert (letter.withdrawn_by, letter.withdrawn_why) == (people[HEAD], "Nama salah.")
    assert event.move == "withdraw_letter" and event.words == "Nama salah."
    with pytest.raises(actions.TooLate):
        withdraw(letter, people)
    assert actions.read_letter(letter.pk, by=people[HEAD], now=NOW)


def test_only_who_may_issue_may_withdraw(people):
    letter = lettered(K.SKTM, people)
    for role in set(Role) - OF_VILLAGE:
        with pytest.raises(actions.NotYours):
            actions.withdraw_letter(letter.pk, note="x", by=people[role], now=NOW)


def test_the_database_keeps_a_letter_as_it_was(people):
    letter = lettered(K.SKTM, people)
    rows = Letter.objects.filter(pk=letter.pk)
    for change in ({"number": "002"}, {"sha256": "0" * 64}, {"signatory": "X"}, {"kind": "kuasa"},
                   {"withdrawn_at": NOW}):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.delete()
    withdraw(letter, people)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(withdrawn_at=None, withdrawn_by=None, withdrawn_why="")


def test_a_file_that_was_exchanged_is_not_served(people):
    letter = lettered(K.TANDA_TERIMA, people)
    with open(letter.file.path, "ab") as file:
        file.write(b" ")
    with pytest.raises(SuspiciousFileOperation):
        actions.read_letter(letter.pk, by=people[HEAD], now=NOW)


def test_the_table_of_rights_speaks_of_every_kind():
    assert set(ISSUING) == set(WHO) == set(WHEN) == set(LetterKind) and set(WHERE) <= set(K)
